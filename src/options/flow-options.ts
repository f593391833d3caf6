/**
 * Arguments of Keras's `flow_from_directory`, `flow` and `fit`: types, defaults and validation. For the generator's own
 * options see image-data-generator-options.ts.
 */
import {
  type Rule,
  type Rules,
  flag,
  numeric,
  oneOf,
  orNull,
  readOptions,
  readSize,
  seedRule,
  wholeNumber,
} from './option-rules';
import type { ClassMode, ColorMode, Interpolation, OnError, Subset } from '../core/types';

/** How batches are sampled and made. */
export interface BatchOptions {
  /** Images per batch. Default 32. */
  readonly batchSize: number;
  /** Shuffle in each round. Default true. */
  readonly shuffle: boolean;
  /** Seed for order and augmentation, 0 … 2³² − 1. Null (default) seeds from the system's entropy. */
  readonly seed: number | null;
  /** One part of the generator's `validationSplit`. Null (default): all images. */
  readonly subset: Subset | null;
  /** Number of data workers. Null (default): chosen for the machine. Does not affect the batches. */
  readonly workers: number | null;
  /** Maximum number of prefetched batches. Null (default): three more than workers. */
  readonly prefetch: number | null;
  /** Disposes of the iterator; pending calls reject with 'aborted'. Default null. */
  readonly signal: AbortSignal | null;
}

/** How pictures are found and read. */
export interface ReadOptions {
  /** Folder whose subfolders are the classes, such as 'pets/validation'. Null (default): `train/` if it exists. */
  readonly directory: string | null;
  /** Height and width in pixels. Default [256, 256]. */
  readonly targetSize: readonly [number, number];
  /** Default 'rgb'. */
  readonly colorMode: ColorMode;
  /** Class folders in the order of their indices. Null (default): all folders, sorted. */
  readonly classes: readonly string[] | null;
  /** Pillow's resampling filter. Default 'nearest'. */
  readonly interpolation: Interpolation;
  /** Crop the centre to the target's aspect ratio before resizing. Default false. */
  readonly keepAspectRatio: boolean;
  /** Maximum size of the cache for decoded pictures, in bytes. Default 512 MiB. */
  readonly cacheBytes: number;
  /** 'raise' (default) throws for an unreadable picture; 'skip' skips and reports it. */
  readonly onError: OnError;
}

/** All arguments of `flow_from_directory`, with defaults filled in. */
export interface FlowFromDirectoryOptions extends BatchOptions, ReadOptions {
  /** Kind of labels. 'auto': binary for two classes, categorical for more. Null means 'none'. Default 'categorical'. */
  readonly classMode: ClassMode | 'auto';
}

/** All arguments of `flow`, with defaults filled in. */
export interface FlowOptions extends BatchOptions {
  /** Allow the two parts of a split to have different labels. Default false. */
  readonly ignoreClassSplit: boolean;
}

/** All arguments of `fit`, with defaults filled in. */
export interface FitArguments {
  /** Fit to randomly transformed pictures. Default false. */
  readonly augment: boolean;
  /** Number of passes over the data with `augment`. Default 1. */
  readonly rounds: number;
  /** Seed for the transforms. Null (default) seeds from the system's entropy. */
  readonly seed: number | null;
}

/** Arguments of `fit` on a data set of pictures. */
export interface FitSourceOptions
  extends FitArguments, ReadOptions, Pick<BatchOptions, 'subset' | 'signal'> {}

const COLOR_MODES = ['grayscale', 'rgb', 'rgba'] as const;
const CLASS_MODES = ['categorical', 'binary', 'sparse', 'input', 'none', 'auto'] as const;
const INTERPOLATIONS = ['nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming'] as const;

const targetSize: Rule<readonly [number, number]> = {
  default: [256, 256],
  says: 'is height and width, whole numbers from 1 up',
  read: readSize,
};
const classes: Rule<readonly string[]> = {
  default: [],
  says: 'is a list of different names of folders',
  read: (value) => {
    const names = Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
    return names && new Set(value).size === value.length ? value : undefined;
  },
};
const directory: Rule<string> = {
  default: '',
  says: "is a folder of the data, with '/' between folders",
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
};
const signal: Rule<AbortSignal | null> = {
  default: null,
  says: 'is an AbortSignal, or null',
  read: (value) => (value === null || value instanceof AbortSignal ? value : undefined),
};
const classMode: Rule<ClassMode | 'auto'> = {
  ...oneOf(CLASS_MODES, 'categorical'),
  read: (value) => (value === null ? 'none' : CLASS_MODES.find((allowed) => allowed === value)),
};

const subset = orNull(oneOf(['training', 'validation'] as const, 'training'));

const BATCH: Rules<BatchOptions> = {
  batchSize: wholeNumber(32, 1),
  shuffle: flag(true),
  seed: seedRule,
  subset,
  workers: orNull(wholeNumber(1, 1)),
  prefetch: orNull(wholeNumber(1, 1)),
  signal,
};
const READ: Rules<ReadOptions> = {
  directory: orNull(directory),
  targetSize,
  colorMode: oneOf(COLOR_MODES, 'rgb'),
  classes: orNull(classes),
  interpolation: oneOf(INTERPOLATIONS, 'nearest'),
  keepAspectRatio: flag(false),
  cacheBytes: numeric(512 * 2 ** 20, 0),
  onError: oneOf(['raise', 'skip'] as const, 'raise'),
};
const FIT: Rules<FitArguments> = { augment: flag(false), rounds: wholeNumber(1, 1), seed: seedRule };

/**
 * @throws {PupilaError} 'invalid-argument' with the option, its rule and the received value, like the functions below.
 */
export const parseFlowFromDirectoryOptions = (json: unknown): FlowFromDirectoryOptions =>
  readOptions('`flow_from_directory`', { ...BATCH, ...READ, classMode }, json);

export const parseFlowOptions = (json: unknown): FlowOptions =>
  readOptions('`flow`', { ...BATCH, ignoreClassSplit: flag(false) }, json);

export const parseFitOptions = (json: unknown): FitArguments => readOptions('`fit`', FIT, json);

export const parseFitSourceOptions = (json: unknown): FitSourceOptions =>
  readOptions('`fit`', { ...FIT, ...READ, subset, signal }, json);
