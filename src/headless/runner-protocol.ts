/** Types of the messages between Node and the headless page. */
import type { ClassFigures } from '../core/class-report';
import type { Subset } from '../core/types';
import type { WritableFormat } from '../formats/registry';
import type { BackendReport } from '../engines/select';
import type { Recovery } from '../steps/recovering-train-step';
import type { BackendChoice, TrainingOptions } from '../options/training-options';

/** A data set, as passed to the page. */
export type RemoteData =
  | { kind: 'url'; url: string; name?: string }
  | { kind: 'listing'; base: string; paths: readonly string[]; name: string };

/** A model, as passed to the page: the course's network, or the address of a file. */
export type RemoteModel = 'course' | { url: string; name: string };

/** A file, as passed to the page: its address, and its name for messages. */
export interface RemoteFile {
  url: string;
  name: string;
}

/** Weights for the model, as passed to the page: the address of a file, and how they are loaded. */
export interface RemoteWeights {
  url: string;
  name: string;
  byName: boolean;
  skipMismatch: boolean;
}

/** `TrainingOptions` as JSON. An augmentation has Keras's spelling. */
export type OptionsJson = Omit<TrainingOptions, 'augmentation'> & { augmentation?: unknown };

/** Events of a running task. */
export type RunnerEvent =
  | { type: 'fetch'; loaded: number; total: number }
  | { type: 'checking'; checked: number; total: number }
  | { type: 'fitting'; images: number; total: number }
  | { type: 'backend'; report: BackendReport }
  | {
      type: 'dataset';
      name: string;
      classes: readonly string[];
      training: number;
      validation: number;
      warnings: readonly string[];
    }
  | {
      type: 'plan';
      epochs: number;
      stepsPerEpoch: number;
      validationSteps: number;
      parameters: number;
      /** Size of the weights with the optimizer's slots, in bytes. */
      stateBytes: number;
      path: string;
    }
  | { type: 'step'; epoch: number; step: number; loss: number; accuracy: number; ms: number; waitMs: number }
  | { type: 'recovery'; recovery: Recovery }
  | { type: 'validating'; step: number }
  | { type: 'epoch'; epoch: number; logs: Readonly<Record<string, number>> }
  /** A line that the callback `ProgbarLogger` prints. */
  | { type: 'print'; line: string }
  /** `BackupAndRestore` continues an interrupted run. Epoch from 1; `step`: steps of it that are done. */
  | { type: 'restored'; epoch: number; step: number }
  /** By 'loss': a 'warning' has the same reason. */
  | { type: 'stopTraining'; by: 'callback' | 'loss'; reason: string }
  | { type: 'batch'; index: number }
  | {
      type: 'predictions';
      /** Of one batch, in the order of the pictures. */
      lines: readonly PredictionLine[];
      /** Pictures so far, and of all in the same zip or list of files. */
      done: number;
      total: number;
    }
  | { type: 'warning'; message: string };

/** State of a run in `run.json`. `done` also after a callback ended training. */
export type RunState = 'running' | 'done' | 'stopped' | 'failed';

export interface TrainConfig {
  data: RemoteData;
  validationData: RemoteData | null;
  model: RemoteModel;
  weights: RemoteWeights | null;
  options: OptionsJson;
  /**
   * Formats of the model to write beside the other results, by PUT requests to the server. `isChosen`: the user named
   * them, so each must support the model. Null: writes nothing.
   */
  write: { formats: readonly WritableFormat[]; isChosen: boolean } | null;
  /** Checkpoints of the run to continue. Null: a new run. */
  resume: readonly RemoteFile[] | null;
  /** Whether `BackupAndRestore` found that run: then data and options must be its own, but for the seed. */
  restores: boolean;
  /** Whether the results go into the folder of the run that is continued, whose checkpoints stay. */
  isInPlace: boolean;
  /** Seconds between two checkpoints. Null: the default. */
  checkpointSeconds: number | null;
}

/** The result of `train`. */
export interface TrainSummary {
  stopped: boolean;
  /** Position in an unfinished epoch, counted from 1, with the means so far. Null if every epoch is complete. */
  stoppedAt: { epoch: number; step: number; loss: number; accuracy: number } | null;
  /** Keras's history. A loss that is not a number is NaN here and null in history.json. */
  history: Record<string, number[]>;
  /** Facts and options of the run: the content of `run.json`. */
  run: Record<string, unknown>;
}

export interface BatchesConfig {
  data: RemoteData;
  subset: 'training' | 'validation';
  /** 'course', 'none' (pixels 0..1), or ImageDataGenerator arguments. Null: no arguments, as in Keras. */
  augmentation: unknown;
  count: number;
  options: OptionsJson;
}

/** The result of `batches`. */
export interface BatchesResult {
  /** Names of the files, in the folder `out`. */
  written: string[];
  seed: number;
}

export interface PreviewConfig {
  data: RemoteData;
  count: number;
  /** Index or file name of one image to repeat. Default: the first batch of a run. */
  image?: number | string;
  options: OptionsJson;
  /** File name of the sheet. */
  name: string;
}

/** The result of `preview`: the size of the sheet in pixels, and its pictures. */
export interface PreviewResult {
  width: number;
  height: number;
  seed: number;
  /** In the order in the sheet. */
  images: { filename: string; label: string }[];
}

export interface EvaluateConfig {
  data: RemoteData;
  model: RemoteModel;
  weights: RemoteWeights | null;
  /** Null: every part that the data has. */
  part: Subset | null;
  options: OptionsJson;
}

/** The result of `evaluate`. */
export interface EvaluateResult {
  /** Names by index. */
  classes: readonly string[];
  /** Null: not evaluated. */
  training: PartEvaluation | null;
  /** Null: not evaluated, or the data has no such part. */
  validation: PartEvaluation | null;
}

/** A model's figures on one part of the data. */
export interface PartEvaluation {
  samples: number;
  loss: number;
  accuracy: number;
  /** Precision, recall, F1 and support by class, as scikit-learn defines them. */
  perClass: (ClassFigures & { name: string })[];
  /** Number of images by true class (rows) and predicted class (columns). */
  confusion: number[][];
}

/** Pictures, as passed to the page. */
export interface RemotePictures {
  data: RemoteData;
  /** Names of the pictures in a listing. For a zip, they are paths in it after this one. */
  names: readonly string[] | string;
}

export interface PredictConfig {
  pictures: readonly RemotePictures[];
  model: RemoteModel;
  weights: RemoteWeights | null;
  options: OptionsJson;
}

/** A prediction for one picture. */
export interface Prediction {
  /** The file, as in `images`; in a folder or zip, its name followed by the path in it. */
  name: string;
  /** Name of the most probable class. */
  predicted: string;
  /** Probabilities by class, 0 … 1. */
  probabilities: Record<string, number>;
}

/** A picture that cannot be read. */
export interface UnreadablePicture {
  /** As in `Prediction`. */
  name: string;
  /** Why, naming the file. */
  error: string;
}

/** What `predictEach` yields for one picture. */
export type PredictionLine = Prediction | UnreadablePicture;

/** The result of `info`: the selected backend and the machine. */
export interface InfoResult extends BackendReport {
  userAgent: string;
  /** Logical cores. */
  cores: number;
}

/** The tasks of runner.ts, in `globalThis.pupilaTasks`. */
export interface RunnerTasks {
  train(config: TrainConfig): Promise<TrainSummary>;
  batches(config: BatchesConfig): Promise<BatchesResult>;
  preview(config: PreviewConfig): Promise<PreviewResult>;
  evaluate(config: EvaluateConfig): Promise<EvaluateResult>;
  /** Sends its results as events. */
  predict(config: PredictConfig): Promise<void>;
  summary(config: {
    model: RemoteModel;
    weights: RemoteWeights | null;
    /** `targetSize` and `colorMode` of the course's network. */
    options: OptionsJson;
    /** Number of classes of the course's network. Null: two. */
    classes: number | null;
  }): Promise<string>;
  info(config: { backend: BackendChoice }): Promise<InfoResult>;
}

declare global {
  var pupilaTasks: RunnerTasks | undefined;
  /** Whether this browser's WebAssembly computes what every other's does, to the last bit. */
  var pupilaProveKernels: (() => Promise<boolean>) | undefined;
  /** Stops training. Returns true if the task will finish with its results so far. */
  var pupilaStop: (() => boolean) | undefined;
  var pupilaEvent: ((event: RunnerEvent) => Promise<void>) | undefined;
  /** Resolves when the browser has freed what the page no longer uses. */
  var pupilaCollectGarbage: (() => Promise<void>) | undefined;
}

/** Header of a PUT without a body: the path of the result to copy. */
export const COPY_OF = 'x-copy-of';
