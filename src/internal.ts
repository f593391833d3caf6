/**
 * What the project's own views and tests use: the public API, and what they need beyond it. Not for users of the
 * package: it may change at any time.
 */
export * from './index';
export { OtherRun } from './session/checkpoint/run-identity';
export {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  parseImageDataGeneratorOptions,
} from './options/image-data-generator-options';
export { camelCaseOptions, resolveOptions } from './options/resolve-options';
export { writeNpy } from './data/archive/npy';
export { type BuiltInPicture, builtInPicture, builtInPictureUrl, pictureFacts } from './generator/picture';
export { canFitOutput, lossAfterFit } from './models/fit-output';
export { rescalesPixels } from './models/rescales-pixels';
export { layerWithBadOutput, layerWithBadWeights } from './models/finite-layers';
export { assignWeights } from './models/weights';
export {
  USUAL_SIZE,
  checkTargetSize,
  classesOf,
  droppedMomentsWarning,
  pictureOptionsOf,
  withPictureOptions,
} from './session/loaded-model';
export { type ModelFact, modelFacts } from './session/model-facts';
export { type ModelPicture, modelPicture, preparationOf, shownPicture } from './session/model-picture';
export type { PicturePreparation } from './loader/preprocessing';
export { checkWeights, outputsError } from './session/finite-model';
export { type PictureBatch, PictureBatches } from './session/picture-batches';
export { inputShape } from './session/predictor';
export { outputHead } from './training/output-head';
export { filtersOf } from './views/inspect/layer-outputs';
export type { FilterBank } from './views/inspect/operations';
export { type RgbaImage, contactSheet } from './views/preview/contact-sheet';
export { encodePng } from './views/preview/encode-png';
export { DatasetPreview, type PreviewImage } from './views/preview/preview-images';
export { finishedSteps } from './training/fit-progress';
export { makeCallbacks } from './training/callbacks/registry';
export { checkFormat, modelFiles } from './formats/model-file';
export { loadWeightsReport } from './formats/weights-file';
export type { WeightsReport } from './formats/weights-reader';
export { courseNetworkWith } from './session/course-weights';
export { downloadFile } from './formats/load-any';
