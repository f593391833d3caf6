/** What Node and the headless page say to each other: types only. */
import type { BackendReport } from '../engines/select';
import type { Recovery } from '../steps/recovering-train-step';
import type { TrainingOptions } from '../options/training-options';

/** A data set as the page sees it. */
export type RemoteData =
  | { kind: 'url'; url: string; name?: string }
  | { kind: 'listing'; base: string; paths: readonly string[]; name: string };

/** A model as the page sees it: the course's network, or a file's address. */
export type RemoteModel = 'course' | { url: string; name: string };

/** JSON of `TrainingOptions`; an augmentation is in Keras's spelling. */
export type OptionsJson = Omit<TrainingOptions, 'augmentation'> & { augmentation?: unknown };

/** What a task reports while it runs. */
export type RunnerEvent =
  | { type: 'fetch'; loaded: number; total: number }
  | { type: 'checking'; checked: number; total: number }
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
      path: string;
    }
  | { type: 'step'; epoch: number; step: number; loss: number; accuracy: number; ms: number; waitMs: number }
  | { type: 'recovery'; recovery: Recovery }
  | { type: 'validating'; step: number }
  | { type: 'epoch'; epoch: number; logs: Readonly<Record<string, number>> }
  | { type: 'batch'; index: number }
  | { type: 'warning'; message: string };

export interface TrainConfig {
  data: RemoteData;
  validationData: RemoteData | null;
  model: RemoteModel;
  options: OptionsJson;
  /** Whether the results are PUT to the server; else nothing is written. */
  write: boolean;
}

export interface TrainSummary {
  stopped: boolean;
  /** Where an epoch was left unfinished: counted from 1, with the running means; null where none was. */
  stoppedAt: { epoch: number; step: number; loss: number; accuracy: number } | null;
  /** As Keras's; a loss that is not a number is NaN here and null in history.json. */
  history: Record<string, number[]>;
  run: Record<string, unknown>;
}

export interface BatchesConfig {
  data: RemoteData;
  subset: 'training' | 'validation';
  /** 'course', 'none' (pixels 0..1), or ImageDataGenerator arguments; null: none of them, as in Keras. */
  augmentation: unknown;
  count: number;
  options: OptionsJson;
}

export interface BatchesResult {
  written: string[];
  seed: number;
}

export interface PreviewConfig {
  data: RemoteData;
  count: number;
  /** Index or file name of one image to repeat; without it: the first batch of a run. */
  image?: number | string;
  options: OptionsJson;
  /** File name of the sheet. */
  name: string;
}

export interface PreviewResult {
  width: number;
  height: number;
  seed: number;
  /** In the order of the sheet. */
  images: { filename: string; label: string }[];
}

export interface EvaluateConfig {
  data: RemoteData;
  model: RemoteModel;
  options: OptionsJson;
}

export interface EvaluateResult {
  part: 'training' | 'validation';
  samples: number;
  /** NaN where the model's outputs are; `predicted` and accuracy then count them as class 0, as Keras does. */
  loss: number;
  accuracy: number;
  classes: readonly string[];
  /** Rows: right class; columns: predicted class. */
  confusion: number[][];
}

export interface PredictConfig {
  images: readonly { url: string; name: string }[];
  model: RemoteModel;
  options: OptionsJson;
}

export interface Prediction {
  name: string;
  predicted: string;
  probabilities: Record<string, number>;
}

/** The tasks that runner.ts offers as `globalThis.pupilaTasks`. */
export interface RunnerTasks {
  train(config: TrainConfig): Promise<TrainSummary>;
  batches(config: BatchesConfig): Promise<BatchesResult>;
  preview(config: PreviewConfig): Promise<PreviewResult>;
  evaluate(config: EvaluateConfig): Promise<EvaluateResult>;
  predict(config: PredictConfig): Promise<Prediction[]>;
  summary(config: {
    model: RemoteModel;
    /** `targetSize` and `colorMode`, of the course's network. */
    options: OptionsJson;
    /** Number of its classes; null: two. */
    classes: number | null;
  }): Promise<string>;
  info(config: {
    backend: 'auto' | 'webgpu' | 'wasm';
  }): Promise<BackendReport & { userAgent: string; cores: number }>;
}

declare global {
  var pupilaTasks: RunnerTasks | undefined;
  /** Stops a run that has something to keep; true when it will. */
  var pupilaStop: (() => boolean) | undefined;
  var pupilaEvent: ((event: RunnerEvent) => void) | undefined;
}
