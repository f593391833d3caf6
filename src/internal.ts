/** What the project's own views use beyond the public API. It may change at any time. */
export {
  checkTargetSize,
  classesOf,
  droppedMoments,
  inputShapeOf,
  readingOf,
  withReading,
} from './session/loaded-model';
export { inOurSpelling } from './options/option-rules';
