/**
 * Options of a training run, shared by the API, the element and the command line. Plain data, so that `run.json` can
 * store them. Rules are in training-table.ts, texts in option-texts.ts.
 */
import type { ImageDataGeneratorOptions } from './image-data-generator-options';
import type { CallbackChoice } from './callback-choice';
import type { ClassWeight } from './class-weight';
import type { MetricChoice, MetricConfig } from './metric-choice';
import type { LossConfig, ResolvedLoss } from './loss-config';
import type { LearningRateSchedule } from './learning-rate-schedule';
import type { UserOptions } from './option-rules';
import type { OptimizerName } from './optimizer-config';
import type { ScheduleChoice } from './schedule-choice';
import type { ValidationFreq } from './validation-freq';
import type { ClassMode, ColorMode, Interpolation, OnError, ShiftAxes } from '../core/types';

/** 'auto': WebGPU on GPU hardware, WebAssembly otherwise. */
export type BackendChoice = 'auto' | 'webgpu' | 'wasm';

/** The choices of a backend, the default first. */
export const BACKEND_CHOICES = ['auto', 'webgpu', 'wasm'] as const satisfies readonly BackendChoice[];

/** Options of a training run. The defaults are the course's. */
export interface TrainingOptions {
  /** Default 'auto': WebGPU on GPU hardware, WebAssembly otherwise. */
  backend?: BackendChoice;
  /** Last epoch, counted from 1. With `initialEpoch` n, the run trains `epochs` − n epochs. Default 10. */
  epochs?: number;
  /**
   * Epochs trained by an earlier run, as in Keras's `fit`. This run continues with the order, augmentation and numbers
   * of the epochs that follow. Must be below `epochs`. Default 0.
   */
  initialEpoch?: number;
  /** Images per step. Default 128. */
  batchSize?: number;
  /** Height and width in pixels. Default [150, 150]. */
  targetSize?: readonly [number, number];
  /** Seed for weights, order, augmentation and dropout, 0 … 2³² − 1. Default: a random seed, which is reported. */
  seed?: number;
  /**
   * 'course' (default), 'none' (only rescales 8-bit pixels to 0..1), or options of an `ImageDataGenerator`. For a model that
   * rescales pixel values itself, 'course' and 'none' do not rescale them.
   */
  augmentation?: 'course' | 'none' | UserOptions<ImageDataGeneratorOptions>;
  /** Which axis shifts move. Default: that of `augmentation`, else 'keras'. */
  shiftAxes?: ShiftAxes;
  /** Default: the optimizer of the model's file, else 'adam'. */
  optimizer?: OptimizerName;
  /** Default: that of the model's file if it has the same `optimizer`, else 0.001, also for 'sgd' (Keras's: 0.01). */
  learningRate?: number;
  /**
   * Keras's schedule of the learning rate: an object with its `name` and arguments, or a text such as
   * `CosineDecay:decay_steps=1000`. `initialLearningRate` is `learningRate` if it is missing. Default: as for
   * `learningRate`, unless that is set; else none.
   */
  schedule?: string | LearningRateSchedule | ScheduleChoice;
  /** Momentum of 'sgd' and 'rmsprop'. Default: as for `learningRate`, else 0. */
  momentum?: number;
  /** Share of each weight times the learning rate that it loses per step. Default: as for `learningRate`, else Keras's. */
  weightDecay?: number;
  /** Maximum norm of each weight's gradient. At most one of the three limits. Default: as for `learningRate`, else none. */
  clipnorm?: number;
  /** Maximum norm of all gradients together. */
  globalClipnorm?: number;
  /** Maximum size of each value of a gradient. */
  clipvalue?: number;
  /**
   * Keras's loss: its name, an object with its `name` and arguments, or a text such as
   * `categorical_crossentropy:label_smoothing=0.1`. Default: that of the model's file, else the crossentropy that fits the last
   * activation and the labels.
   */
  loss?: string | LossConfig;
  /**
   * Keras's `class_weight`: the weight of each class in the loss of training, by its index or name; or a text such as
   * `cats=2,dogs=0.5`. Classes that are missing have 1. Not with arrays that have a `sample_weight`. Default: 1 for all.
   */
  classWeight?: string | ClassWeight;
  /**
   * Keras's metrics beside accuracy: `precision`, `recall`, `auc`, `f1_score`, `top_k_categorical_accuracy`; a list of names and
   * of objects with a `name` and its arguments, or the same as a text, with commas or as JSON. They are in the logs. The
   * `confusion_matrix` of each validation is in `FitResult.confusion`. Class numbers count as one-hot labels. Default: none.
   */
  metrics?: string | readonly (string | MetricChoice)[];
  /** Default: one round of the training images. */
  stepsPerEpoch?: number;
  /**
   * Keras's `validation_steps`: batches of each validation, which begins with the first picture each time. At most, and by
   * default: all validation images.
   */
  validationSteps?: number;
  /**
   * Keras's `validation_freq`: 2 validates after every second epoch; a list has the epochs, from 1, after which to validate; also
   * as a text such as `1,5,10`. Default 1: after each epoch.
   */
  validationFreq?: string | ValidationFreq;
  /** Share of each class reserved for validation if there is no validation folder. Default 0. */
  validationSplit?: number;
  /**
   * Whether `validationSplit` takes a random share of all pictures, decided by `seed`, as Keras's `image_dataset_from_directory`
   * does, instead of the first ones of each class. Default false.
   */
  shuffleSplit?: boolean;
  /** Default: the labels that the loss needs; without one, 'binary' for two classes, 'categorical' for more. */
  classMode?: ClassMode;
  /**
   * Keras's callbacks, by name: a list of names and of objects with a `name` and its arguments, or the same as a text,
   * with commas or as JSON. They are called before those of `SessionInputs.callbacks`. Default: none.
   */
  callbacks?: string | readonly (string | CallbackChoice)[];
  /** Default 'rgb'. */
  colorMode?: ColorMode;
  /** Default 'nearest', as in Keras. */
  interpolation?: Interpolation;
  /** Default false. */
  keepAspectRatio?: boolean;
  /** Class folders in the order of their indices. Default: all folders, sorted. */
  classes?: readonly string[];
  /** Default true. */
  shuffle?: boolean;
  /** 'raise' (default) fails on an unreadable picture; 'skip' skips and reports it. */
  onError?: OnError;
  /** Number of data workers. Default: chosen for the machine. Does not affect the results. */
  workers?: number;
  /** WebAssembly threads on cross-origin isolated pages. Default: one per core. Does not affect the results. */
  threads?: number;
  /** Maximum size of the cache for decoded pictures, in bytes. Default 512 MiB. */
  cacheBytes?: number;
  /** Milliseconds of work on the main thread before it yields to the page. Default 12. */
  timeBudgetMs?: number;
}

/** Options with all defaults filled in. Null if the default depends on the data. */
export type ResolvedOptions = {
  [
    K in Exclude<
      keyof TrainingOptions,
      'callbacks' | 'schedule' | 'loss' | 'classWeight' | 'validationFreq' | 'metrics'
    >
  ]-?: NonNullable<TrainingOptions[K]> | null;
} & {
  callbacks: readonly CallbackChoice[] | null;
  classWeight: ClassWeight | null;
  metrics: readonly MetricConfig[] | null;
  validationFreq: ValidationFreq | null;
  backend: BackendChoice;
  epochs: number;
  initialEpoch: number;
  batchSize: number;
  targetSize: readonly [number, number];
  seed: number;
  augmentation: 'course' | 'none' | ImageDataGeneratorOptions;
  optimizer: OptimizerName;
  learningRate: number;
  schedule: LearningRateSchedule | null;
  loss: ResolvedLoss | null;
  momentum: number;
  validationSplit: number;
  shuffleSplit: boolean;
  colorMode: ColorMode;
  interpolation: Interpolation;
  keepAspectRatio: boolean;
  shuffle: boolean;
  onError: OnError;
  cacheBytes: number;
  timeBudgetMs: number;
};
