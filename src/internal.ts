/** Internal API for the project's own views. It may change at any time. */
export {
  checkTargetSize,
  classesOf,
  droppedMomentsWarning,
  inputShapeOf,
  readOptionsOf,
  withReadOptions,
} from './session/loaded-model';
export { toCamelCaseOptions } from './options/option-rules';
