/**
 * The arguments of Keras's `flow_from_directory`, `flow` and `fit`: their types, defaults and validation. What the
 * generator does to a picture is in image-data-generator-options.ts.
 */
import {
  type Rule,
  type Rules,
  flag,
  numeric,
  oneOf,
  orNull,
  readOptions,
  seedRule,
  wholeNumber,
} from './option-rules';
import type { ClassMode, ColorMode, Interpolation, OnError, Subset } from '../core/types';

/** How batches are drawn and made. */
export interface BatchOptions {
  /** Images a batch. Default 32. */
  readonly batchSize: number;
  /** A new order for each round. Default true. */
  readonly shuffle: boolean;
  /** Seed of order and augmentation, 0 … 2³² − 1; null: from the system's entropy. Default null. */
  readonly seed: number | null;
  /** One half of the generator's `validationSplit`; null: all images. Default null. */
  readonly subset: Subset | null;
  /** Data workers; null: as many as suit the machine. Batches do not depend on it. Default null. */
  readonly workers: number | null;
  /** Batches made ahead, at most; null: three more than workers. Default null. */
  readonly prefetch: number | null;
  /** Ends the iterator and everything under way with 'aborted'. Default null. */
  readonly signal: AbortSignal | null;
}

/** How pictures are found and read. */
export interface ReadOptions {
  /** Folder whose subfolders are the classes, such as 'pets/validation'; null: `train/` where there is one. Default null. */
  readonly directory: string | null;
  /** Height and width in pixels. Default [256, 256]. */
  readonly targetSize: readonly [number, number];
  /** Default 'rgb'. */
  readonly colorMode: ColorMode;
  /** Class folders in the order of their indices; null: all, sorted. Default null. */
  readonly classes: readonly string[] | null;
  /** Pillow's filter. Default 'nearest'. */
  readonly interpolation: Interpolation;
  /** Crop to the target's proportions, centred, before resizing. Default false. */
  readonly keepAspectRatio: boolean;
  /** Bytes of decoded pictures to keep. Default 512 MiB. */
  readonly cacheBytes: number;
  /** 'skip': pictures that cannot be read are left out, counted and named. Default 'raise'. */
  readonly onError: OnError;
}

/** Every argument of `flow_from_directory`, resolved. */
export interface FlowFromDirectoryOptions extends BatchOptions, ReadOptions {
  /** Labels; 'auto': binary for two classes, categorical for more. null is 'none'. Default 'categorical'. */
  readonly classMode: ClassMode | 'auto';
}

/** Every argument of `flow`, resolved. */
export interface FlowOptions extends BatchOptions {
  /** Do not ask that both halves of a split have the same labels. Default false. */
  readonly ignoreClassSplit: boolean;
}

/** Every argument of `fit`, resolved. */
export interface FitArguments {
  /** Fit to randomly transformed pictures. Default false. */
  readonly augment: boolean;
  /** Passes over the data with `augment`. Default 1. */
  readonly rounds: number;
  /** Seed of the transforms; null: from the system's entropy. Default null. */
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
  read: (value) => {
    const sides = Array.isArray(value) && value.every((side) => Number.isInteger(side) && side > 0);
    return sides && value.length === 2 ? (value as [number, number]) : undefined;
  },
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

/** @throws {PupilaError} 'invalid-argument' naming the option, its rule and what came; so do those below. */
export const parseFlowFromDirectoryOptions = (json: unknown): FlowFromDirectoryOptions =>
  readOptions('`flow_from_directory`', { ...BATCH, ...READ, classMode }, json);

export const parseFlowOptions = (json: unknown): FlowOptions =>
  readOptions('`flow`', { ...BATCH, ignoreClassSplit: flag(false) }, json);

export const parseFitOptions = (json: unknown): FitArguments => readOptions('`fit`', FIT, json);

export const parseFitSourceOptions = (json: unknown): FitSourceOptions =>
  readOptions('`fit`', { ...FIT, ...READ, subset, signal }, json);
