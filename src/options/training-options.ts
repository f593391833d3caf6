/**
 * The options of a training run: the same for the API, the element and the command line. Rules and texts are in training-table.ts. Plain data, so that it can be written to `run.json` and read back.
 */
import type { ImageDataGeneratorOptions } from './image-data-generator-options';
import type { UserOptions } from './option-rules';
import type { ClassMode, ColorMode, Interpolation, OnError, ShiftAxes } from '../core/types';

/** Which backend to use; 'auto': WebGPU on GPU hardware, WebAssembly otherwise. */
export type BackendChoice = 'auto' | 'webgpu' | 'wasm';

/** What can be chosen for a run. Every member is optional; the defaults are the course's. */
export interface TrainingOptions {
  /** Default 'auto': WebGPU on GPU hardware, WebAssembly otherwise. */
  backend?: BackendChoice;
  /** The run ends after this epoch, counted from 1; with `initialEpoch` n it trains `epochs` − n epochs. Default 10. */
  epochs?: number;
  /**
   * Epochs that an earlier run trained, as in Keras's `fit`: this one goes on with the order, the augmentation and the
   * numbers of the epochs after them; below `epochs`. Default 0.
   */
  initialEpoch?: number;
  /** Images a step; default 128. */
  batchSize?: number;
  /** Height and width in pixels; default [150, 150]. */
  targetSize?: readonly [number, number];
  /** Seed of weights, order, augmentation and dropout, 0 … 2³² − 1; default: from the system's entropy, reported. */
  seed?: number;
  /** 'course' (default), 'none' (8-bit pixels are rescaled to 0..1, nothing else), or a generator's own options. */
  augmentation?: 'course' | 'none' | UserOptions<ImageDataGeneratorOptions>;
  /** Which axis shifts move; default: what `augmentation` says, 'keras' where it says nothing. */
  shiftAxes?: ShiftAxes;
  /** Default: that of the model's file, else 'adam'. */
  optimizer?: 'adam' | 'sgd' | 'rmsprop';
  /** Default: that of the model's file if `optimizer` is the same, else 0.001. */
  learningRate?: number;
  /** Momentum of 'sgd' and 'rmsprop'; default as for `learningRate`, else 0. */
  momentum?: number;
  /** Default: one round of the training images. */
  stepsPerEpoch?: number;
  /** Default: one round of the validation images. */
  validationSteps?: number;
  /** Share of each class set apart where there is no validation folder; default 0. */
  validationSplit?: number;
  /** Default: 'binary' for two classes, 'categorical' for more. */
  classMode?: ClassMode;
  /** Default 'rgb'. */
  colorMode?: ColorMode;
  /** Default 'nearest', as Keras. */
  interpolation?: Interpolation;
  /** Default false. */
  keepAspectRatio?: boolean;
  /** Class folders in the order of their indices; default: all, sorted. */
  classes?: readonly string[];
  /** Default true. */
  shuffle?: boolean;
  /** 'skip': pictures that cannot be read are left out, counted and named; default 'raise'. */
  onError?: OnError;
  /** Data workers; default: as many as suit the machine. */
  workers?: number;
  /** Threads of WebAssembly, where the page is cross-origin isolated; default: one a core. Results do not depend on it. */
  threads?: number;
  /** Bytes of decoded pictures to keep; default 512 MiB. */
  cacheBytes?: number;
  /** Milliseconds of work between two yields of the main thread; default 12. */
  timeBudgetMs?: number;
}

/** Options with every default filled in; `null` where the default depends on the data. */
export type ResolvedOptions = { [K in keyof TrainingOptions]-?: NonNullable<TrainingOptions[K]> | null } & {
  backend: BackendChoice;
  epochs: number;
  initialEpoch: number;
  batchSize: number;
  targetSize: readonly [number, number];
  seed: number;
  augmentation: 'course' | 'none' | ImageDataGeneratorOptions;
  optimizer: 'adam' | 'sgd' | 'rmsprop';
  learningRate: number;
  momentum: number;
  validationSplit: number;
  colorMode: ColorMode;
  interpolation: Interpolation;
  keepAspectRatio: boolean;
  shuffle: boolean;
  onError: OnError;
  cacheBytes: number;
  timeBudgetMs: number;
};
