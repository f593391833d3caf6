/** `pupila/headless`: runs Pupila in a headless browser, controlled from Node. */
export { type Gpu, launchBrowser } from './browser';
export type { ClassFigures } from '../core/class-report';
export type {
  BatchesResult,
  EvaluateResult,
  InfoResult,
  OptionsJson,
  PartEvaluation,
  Prediction,
  PredictionLine,
  PreviewResult,
  RunnerEvent,
  TrainSummary,
  UnreadablePicture,
} from './runner-protocol';
export type { ModelArguments } from './model-source';
export type { TaskOptions } from './run-task';
export { type RunningServer, type ServerOptions, startServer } from './server';
export {
  type BatchesArguments,
  type DataArguments,
  type EvaluateArguments,
  type InfoArguments,
  type PreviewArguments,
  type SummaryArguments,
  batches,
  evaluate,
  info,
  preview,
  summary,
} from './tasks';
export { type PredictArguments, predict, predictEach } from './predict';
export { type PredictionFormat, predictionText } from './prediction-text';
export { type TrainOptions, train } from './train';
