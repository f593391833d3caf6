/** Internal API for the project's own views. It may change at any time. */
export {
  checkTargetSize,
  classesOf,
  droppedMomentsWarning,
  inputShapeOf,
  pictureOptionsOf,
  withPictureOptions,
} from './session/loaded-model';
export { camelCaseOptions } from './options/resolve-options';
