/** The public browser API of `pupila`. `etc/pupila.api.md` lists its signatures. */
export { setAssetBase } from './assets/asset-base';
export { type ErrorCode, PupilaError } from './core/errors';
export type { Message, MessageValue } from './core/message';
export type { Emitter } from './core/emitter';
export { RandomState } from './random/random-state';

// Backends
export { type BackendReport, backendReady, chooseBackend, startBackend } from './engines/select';
export type { BackendReason, FallbackReason, OneThreadReason } from './core/backend-reason';
export type { AdapterReport } from './engines/webgpu-adapter';
export type { BackendChoice } from './options/training-options';

// Data
export type { Batch, BatchSource, Images } from './core/batch';
export type {
  ArraySource,
  ClassMode,
  ColorMode,
  FillMode,
  FloatImage,
  Interpolation,
  LocalSource,
  NumberArray,
  OnError,
  ShiftAxes,
  Subset,
} from './core/types';
export type { BrokenPicture, DatasetInfo, DataSource, Part, PartInfo } from './protocol/data-protocol';
export { type FlowFromDirectoryArguments, ImageDataGenerator } from './generator/image-data-generator';
export type { FloatBatch, ImageIterator } from './generator/image-iterator';
export type { ImageSource } from './generator/image-source';
export { loadPicture } from './generator/picture';
export type { Labels } from './data/batch/flow-arrays';
export type { TransformParameters } from './data/augment/random-transform';
export type {
  BatchOptions,
  FitArguments,
  FitSourceOptions,
  FlowFromDirectoryOptions,
  FlowOptions,
  ReadOptions,
} from './options/flow-options';
export type { ImageDataGeneratorOptions, ShiftRange } from './options/image-data-generator-options';
export type { SnakeCase, UserOptions } from './options/option-rules';

// Training
export { type SessionEvents, type SessionState, TrainingSession } from './session/session';
export type { PreparationEvents, PreparedRun } from './session/preparation';
export type { SessionInputs } from './session/session-inputs';
export { readCheckpoint } from './session/checkpoint/checkpoint-file';
export { newestCheckpoint } from './session/checkpoint/newest-checkpoint';
export type { CheckpointStore } from './session/checkpoint/checkpoint-keeper';
export type { CheckpointFacts, RunCheckpoint } from './session/checkpoint/run-checkpoint';
export type { RunIdentity } from './session/checkpoint/run-identity';
export type { FinishedStep, FitProgress } from './training/fit-progress';
export type { ClassFigures } from './core/class-report';
export type { Evaluation } from './session/evaluation';
export type {
  Callback,
  CallbackContext,
  CallbackFiles,
  CallbackMethods,
  CallbackModel,
  CallbackState,
  Logs,
} from './training/callbacks/callback';
export { callbacks } from './training/callbacks/registry';
export type { BackupAndRestore, BackupAndRestoreOptions } from './training/callbacks/backup-and-restore';
export type { CSVLogger, CSVLoggerOptions, CSVLoggerState } from './training/callbacks/csv-logger';
export type {
  EarlyStopping,
  EarlyStoppingOptions,
  EarlyStoppingState,
} from './training/callbacks/early-stopping';
export type { LambdaCallback, LambdaCallbackFunctions } from './training/callbacks/lambda-callback';
export type {
  EpochSchedule,
  LearningRateScheduler,
  LearningRateSchedulerOptions,
} from './training/callbacks/learning-rate-scheduler';
export type {
  ModelCheckpoint,
  ModelCheckpointOptions,
  ModelCheckpointState,
} from './training/callbacks/model-checkpoint';
export type { MonitorOptions } from './training/callbacks/monitor';
export type { ProgbarLogger } from './training/callbacks/progbar-logger';
export type {
  ReduceLROnPlateau,
  ReduceLROnPlateauOptions,
  ReduceLROnPlateauState,
} from './training/callbacks/reduce-lr-on-plateau';
export type { TerminateOnNaN, TerminateOnNaNOptions } from './training/callbacks/terminate-on-nan';
export type {
  CallbackWarningEvent,
  EpochEvent,
  FitEvents,
  LossNotFiniteEvent,
  PrintEvent,
  StepEvent,
  StopTrainingEvent,
} from './training/fit-events';
export type { FitResult } from './training/fit';
export type { EpochSums, History } from './training/history';
export type {
  Loss,
  LossArguments,
  LossConfig,
  LossName,
  ResolvedLoss,
  SavedLoss,
  UnsupportedLoss,
} from './options/loss-config';
export type { Predictions } from './training/probabilities';
export type { OptimizerState, TrainState } from './training/train-step';
export type { Recovery } from './steps/recovering-train-step';
export type {
  AdadeltaConfig,
  AdafactorConfig,
  AdagradConfig,
  AdamArguments,
  AdamConfig,
  AdamWConfig,
  AdamaxConfig,
  FtrlConfig,
  LambConfig,
  LionConfig,
  NadamConfig,
  OptimizerArguments,
  OptimizerConfig,
  OptimizerName,
  RmspropConfig,
  SavedOptimizer,
  SgdConfig,
  UnsupportedOptimizer,
} from './options/optimizer-config';
export type {
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  InverseTimeDecay,
  LearningRateSchedule,
  PiecewiseConstantDecay,
  PolynomialDecay,
} from './options/learning-rate-schedule';
export type { ScheduleChoice } from './options/schedule-choice';
export type { CallbackChoice } from './options/callback-choice';
export type {
  AucArguments,
  F1Arguments,
  MetricChoice,
  MetricConfig,
  PrecisionArguments,
} from './options/metric-choice';
export type { EpochConfusion } from './training/fit-progress';
export type { ClassWeight } from './options/class-weight';
export type { ValidationFreq } from './options/validation-freq';
export type { Sentence } from './options/option-row';
export type { ResolvedOptions, TrainingOptions } from './options/training-options';

// Models and their files
export { Predictor } from './session/predictor';
export { loadAnyModel } from './formats/load-any';
export { loadModelFile, saveModelFile } from './formats/model-file';
export type { LoadedModel, ModelSaveOptions } from './formats/model-format';
export type { WritableFormat } from './formats/registry';
export { type KerasSaveOptions, saveKerasModel } from './formats/save-keras';
export { type SavedModel, saveModel } from './formats/tfjs-model';
export type { CompileArguments, SavedCompile } from './formats/keras-compile';
export type { ModelMetadata, SavedStatistics } from './formats/model-metadata';
export { type CourseCnnOptions, courseCnn } from './models/course-cnn';
export { fitOutput } from './models/fit-output';
export { loadWeightsFile } from './formats/weights-file';
export type { LoadWeightsOptions } from './formats/weights-reader';
export { summary } from './models/summary';
export { weightValues } from './models/weights';

// Networks as data
export { buildNetwork } from './models/build-network';
export { ImpossibleLayer, type LayerProblem, type LayerRow, describeNetwork } from './network/describe';
export { networkCode } from './network/keras-code';
export {
  type Activation,
  type Conv2DSpec,
  type DenseSpec,
  type DropoutSpec,
  type LayerSpec,
  type LayerType,
  type NetworkSpec,
  type PlainSpec,
  type Pooling2DSpec,
  courseNetwork,
} from './network/layer-spec';
export { plotModel } from './network/plot-model';
export type { Padding } from './network/window';

// What a network sees, and the report of a run
export { type LayerOutput, gradCam, layerOutputs } from './views/inspect/layer-outputs';
export { type ReportData, type SamplePrediction, reportHtml } from './views/report/report';
