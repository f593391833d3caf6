/**
 * Types of the arguments of Keras's `flow_from_directory`, `flow` and `fit`. Rules and texts are in flow-table.ts, the
 * generator's own options in image-data-generator-options.ts.
 */
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
