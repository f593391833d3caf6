/**
 * The options of a training run, their defaults and their rules: the same for the API, the element and the command
 * line. Plain data, so that it can be written to `run.json` and read back.
 */
import { invalidArgument } from '../core/errors';
import type { ImageDataGeneratorOptions } from './image-data-generator-options';
import type { ClassMode, ColorMode, Interpolation, OnError, ShiftAxes } from '../core/types';
import type { OptimizerConfig } from './optimizer-config';

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
  augmentation?: 'course' | 'none' | ImageDataGeneratorOptions;
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

const CHOICES = {
  backend: ['auto', 'webgpu', 'wasm'],
  shiftAxes: ['keras', 'corrected'],
  optimizer: ['adam', 'sgd', 'rmsprop'],
  classMode: ['binary', 'sparse', 'categorical'],
  colorMode: ['rgb', 'grayscale', 'rgba'],
  onError: ['raise', 'skip'],
  interpolation: ['nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming'],
} as const;

const POSITIVE_INTEGERS = [
  'epochs',
  'batchSize',
  'stepsPerEpoch',
  'validationSteps',
  'workers',
  'threads',
] as const;

/**
 * Fills in the defaults and checks every value.
 *
 * @param saved The optimizer of a model's file, which stands for `optimizer`, `learningRate` and `momentum` where they
 * are not given; null: the course's.
 * @throws {PupilaError} 'invalid-argument' naming the option, its rule and what came.
 * @example
 * resolveOptions({ epochs: 3 }).batchSize; // 128
 */
export function resolveOptions(
  options: TrainingOptions,
  saved: OptimizerConfig | null = null,
): ResolvedOptions {
  const { optimizer = saved?.name ?? 'adam' } = options;
  const { learningRate = 0.001, momentum = 0 } = saved?.name === optimizer ? saved : {};
  const resolved: ResolvedOptions = {
    backend: 'auto',
    epochs: 10,
    initialEpoch: 0,
    batchSize: 128,
    targetSize: [150, 150],
    seed: crypto.getRandomValues(new Uint32Array(1))[0] as number,
    augmentation: 'course',
    shiftAxes: null,
    optimizer,
    learningRate,
    momentum,
    stepsPerEpoch: null,
    validationSteps: null,
    validationSplit: 0,
    classMode: null,
    colorMode: 'rgb',
    interpolation: 'nearest',
    keepAspectRatio: false,
    classes: null,
    shuffle: true,
    onError: 'raise',
    workers: null,
    threads: null,
    cacheBytes: 512 * 2 ** 20,
    timeBudgetMs: 12,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
  check(resolved);
  return resolved;
}

function check(options: ResolvedOptions): void {
  for (const [name, allowed] of Object.entries(CHOICES)) {
    const value = options[name as keyof typeof CHOICES];
    if (value !== null && !(allowed as readonly string[]).includes(value)) {
      throw invalidArgument(`\`${name}\` is one of ${allowed.join(', ')}.`, { [name]: value });
    }
  }
  for (const name of POSITIVE_INTEGERS) {
    const value = options[name];
    if (value !== null && !(Number.isInteger(value) && value > 0)) {
      throw invalidArgument(`\`${name}\` is a positive integer.`, { [name]: value });
    }
  }
  const { epochs, initialEpoch } = options;
  if (!(Number.isInteger(initialEpoch) && initialEpoch >= 0 && initialEpoch < epochs)) {
    throw invalidArgument('`initialEpoch` is an integer from 0 to below `epochs`.', { initialEpoch, epochs });
  }
  const { targetSize, seed, learningRate, momentum, validationSplit, cacheBytes, timeBudgetMs } = options;
  if (targetSize.length !== 2 || !targetSize.every((side) => Number.isInteger(side) && side > 0)) {
    throw invalidArgument('`targetSize` is height and width, positive integers.', { targetSize });
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw invalidArgument('`seed` is an integer between 0 and 2**32 - 1.', { seed });
  }
  if (!(learningRate > 0)) throw invalidArgument('`learningRate` is greater than 0.', { learningRate });
  if (!(momentum >= 0 && momentum < 1))
    throw invalidArgument('`momentum` is at least 0 and below 1.', { momentum });
  if (momentum > 0 && options.optimizer === 'adam')
    throw invalidArgument('`momentum` is for sgd and rmsprop.', { momentum, optimizer: 'adam' });
  if (!(validationSplit >= 0 && validationSplit < 1)) {
    throw invalidArgument('`validationSplit` is at least 0 and below 1.', { validationSplit });
  }
  if (!(cacheBytes >= 0)) throw invalidArgument('`cacheBytes` is 0 or more.', { cacheBytes });
  if (!(timeBudgetMs > 0)) throw invalidArgument('`timeBudgetMs` is greater than 0.', { timeBudgetMs });
}
