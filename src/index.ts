/** The public browser API of `pupila`. */
export { setAssetBase } from './assets';
export {
  type BackendChoice,
  type BackendReport,
  backendReady,
  chooseBackend,
  startBackend,
} from './backends/select';
export type { AdapterReport } from './backends/webgpu-adapter';
export type { Batch, BatchSource } from './core/batch';
export { Emitter } from './core/emitter';
export { type ErrorCode, PupilaError } from './core/errors';
export { BatchPlanner } from './data/batch-planner';
export {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from './data/image-data-generator-options';
export { writeNpy } from './data/npy';
export type {
  ClassMode,
  ColorMode,
  FillMode,
  FloatImage,
  Interpolation,
  NumberArray,
  ShiftAxes,
  Subset,
} from './data/types';
export { type LayerOutput, filtersOf, gradCam, layerOutputs } from './inspect/layer-outputs';
export { type FilterBank, type Sliding, convolve, poolPicture } from './inspect/operations';
export { loadAnyModel } from './interop/load-any';
export { loadKerasModel } from './interop/keras-file';
export type { CompileArguments } from './interop/keras-compile';
export { loadModelFile, packModel } from './interop/model-file';
export { type KerasSaveOptions, saveKerasModel } from './interop/save-keras';
export {
  type LoadedModel,
  type ModelMetadata,
  type SavedModel,
  loadModel,
  saveModel,
} from './interop/tfjs-model';
export { type FlowFromDirectoryArguments, ImageDataGenerator } from './image-data-generator';
export { ImageIterator } from './image-iterator';
export type { ImageSource } from './image-source';
export { DataLoader } from './loader/data-loader';
export { DataWorkerPool, defaultWorkerCount } from './loader/data-worker-pool';
export { buildNetwork } from './models/build-network';
export { type CourseCnnOptions, courseCnn } from './models/course-cnn';
export { canFitOutput, fitOutput } from './models/fit-output';
export { summary } from './models/summary';
export { weightValues } from './models/weights';
export { ImpossibleLayer, type LayerRow, describeNetwork } from './network/describe';
export { networkCode } from './network/keras-code';
export { type LayerSpec, type NetworkSpec, courseNetwork } from './network/layer-spec';
export { plotModel } from './network/plot-model';
export { networkSummary } from './network/summary-table';
export {
  BUILT_IN_PICTURES,
  type BuiltInPicture,
  builtInPicture,
  builtInPictureUrl,
  loadPicture,
} from './picture';
export type { DatasetInfo, DataSource, Part, PartInfo } from './protocol/data-protocol';
export { type ChartOptions, type Curve, chartSvg, escapeXml } from './report/curves';
export { type ReportData, type SamplePrediction, reportHtml } from './report/report';
export { type RgbaImage, type SheetCell, contactSheet } from './preview/contact-sheet';
export { encodePng } from './preview/encode-png';
export {
  DatasetPreview,
  type PreviewImage,
  type PreviewOptions,
  type PreviewValues,
  previewImages,
} from './preview/preview-images';
export { Predictor, inputShape } from './predictor';
export { RandomState } from './random/random-state';
export type { Recovery } from './recovering-train-step';
export { type Evaluation, type SessionEvents, type SessionState, TrainingSession } from './session';
export type { SessionInputs } from './session-preparation';
export { type EpochEvent, type FitResult, type LossNotFiniteEvent, type StepEvent } from './trainer/fit';
export type { History } from './trainer/history';
export type { Predictions } from './trainer/probabilities';
export type { OptimizerConfig } from './trainer/optimizers';
export type { OptimizerState } from './trainer/train-step';
export { type TrainingOptions, resolveOptions } from './training-options';
