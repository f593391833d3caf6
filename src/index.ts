/** The public browser API of `pupila`. */
export { setAssetBase } from './assets/asset-url';
export { type BackendChoice } from './options/training-options';
export { type BackendReport, backendReady, chooseBackend, startBackend } from './engines/select';
export type { AdapterReport } from './engines/webgpu-adapter';
export type { Batch, BatchSource } from './core/batch';
export { Emitter } from './core/emitter';
export { type ErrorCode, PupilaError } from './core/errors';
export { BatchPlanner } from './data/batch/batch-planner';
export {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from './options/image-data-generator-options';
export { writeNpy } from './data/archive/npy';
export type {
  ClassMode,
  ColorMode,
  FillMode,
  FloatImage,
  Interpolation,
  NumberArray,
  ShiftAxes,
  Subset,
} from './core/types';
export { type LayerOutput, filtersOf, gradCam, layerOutputs } from './views/inspect/layer-outputs';
export { type FilterBank, type Sliding, convolve, poolPicture } from './views/inspect/operations';
export { loadAnyModel } from './formats/load-any';
export { loadKerasModel } from './formats/keras-file';
export type { CompileArguments } from './formats/keras-compile';
export { loadModelFile, packModel } from './formats/model-file';
export { type KerasSaveOptions, saveKerasModel } from './formats/save-keras';
export { type ModelMetadata } from './formats/model-metadata';
export { type LoadedModel, type SavedModel, loadModel, saveModel } from './formats/tfjs-model';
export { type FlowFromDirectoryArguments, ImageDataGenerator } from './generator/image-data-generator';
export { ImageIterator } from './generator/image-iterator';
export type { ImageSource } from './generator/image-source';
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
} from './generator/picture';
export type { DatasetInfo, DataSource, Part, PartInfo } from './protocol/data-protocol';
export { type ChartOptions, type Curve, chartSvg, escapeXml } from './views/report/curves';
export { type ReportData, type SamplePrediction, reportHtml } from './views/report/report';
export { type RgbaImage, type SheetCell, contactSheet } from './views/preview/contact-sheet';
export { encodePng } from './views/preview/encode-png';
export {
  DatasetPreview,
  type PreviewImage,
  type PreviewOptions,
  type PreviewValues,
  previewImages,
} from './views/preview/preview-images';
export { Predictor, inputShape } from './session/predictor';
export { RandomState } from './random/random-state';
export type { Recovery } from './steps/recovering-train-step';
export type { Evaluation } from './session/evaluation';
export { type SessionEvents, type SessionState, TrainingSession } from './session/session';
export type { SessionInputs } from './session/preparation';
export { type EpochEvent, type FitResult, type LossNotFiniteEvent, type StepEvent } from './training/fit';
export type { History } from './training/history';
export type { Predictions } from './training/probabilities';
export type { OptimizerConfig } from './options/optimizer-config';
export type { OptimizerState } from './training/train-step';
export { resolveOptions } from './options/resolve-options';
export { type TrainingOptions } from './options/training-options';
