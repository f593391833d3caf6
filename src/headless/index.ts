/** `pupila/headless`: runs Pupila in a headless browser, controlled from Node. */
export { type Gpu, launchBrowser } from './browser';
export type {
  BatchesResult,
  EvaluateResult,
  InfoResult,
  OptionsJson,
  Prediction,
  PreviewResult,
  RunnerEvent,
  TrainSummary,
} from './runner-protocol';
export type { ModelArguments } from './model-source';
export type { TaskOptions } from './run-task';
export { type RunningServer, type ServerOptions, startServer } from './server';
export {
  type BatchesArguments,
  type DataArguments,
  type EvaluateArguments,
  type InfoArguments,
  type PredictArguments,
  type PreviewArguments,
  type SummaryArguments,
  batches,
  evaluate,
  info,
  predict,
  preview,
  summary,
} from './tasks';
export { type TrainOptions, train } from './train';
