/**
 * The messages between the main thread and the data worker: types only, imported by both ends. No randomness here:
 * the main thread draws the parameters, the worker applies them.
 */
import type { ImageDataGeneratorOptions } from '../options/image-data-generator-options';
import type { FitOptions } from '../data/augment/fit-statistics';
import type { PixelMemory } from '../data/batch/pixel-cache';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import type { TransformParameters } from '../data/augment/random-transform';
import type { LoadImageOptions } from '../data/batch/load-image';
import type { OpenOptions } from '../data/batch/open-dataset';
import type { Message } from '../core/message';
import type { ClassMode, LocalSource, PictureFacts, Subset } from '../core/types';

/** Where a data set comes from. The worker fetches URLs; blobs are handles, not copies. */
export type DataSource = LocalSource | { kind: 'url'; url: string; name?: string };

/** The part of the data that a batch comes from. */
export type Part = Subset;

/** The contents of one part. */
export interface PartInfo {
  /**
   * Folder of the class folders in the data: 'train/', or '' for the top. For arrays, the name of the array: 'x_train'.
   * Both parts of a split have the same.
   */
  root: string;
  samples: number;
  filenames: readonly string[];
  /** Class index of every image. */
  labels: Int32Array<ArrayBuffer>;
  /** Weight of every image in the loss, which arrays can have. Default: 1 for all. */
  sampleWeight?: Float32Array<ArrayBuffer> | null;
  /** Size of a decoded picture in bytes; 0 for arrays. */
  imageBytes: number;
}

/** The result of `open`. */
export interface DatasetInfo {
  name: string;
  /** Class names by index. */
  classes: readonly string[];
  /** Height, width, channels of one image. */
  imageShape: readonly [number, number, number];
  /** True if pixels are 8-bit values (pictures, uint8 arrays). Float arrays stay float. */
  bytes: boolean;
  training: PartInfo;
  validation: PartInfo | null;
  /** For the user: which files were skipped, and how many. `text` is the English sentence. */
  warnings: readonly Message[];
  /** The unreadable pictures, with `onError: 'skip'`. */
  skipped: readonly BrokenPicture[];
}

/** An unreadable picture. */
export interface BrokenPicture {
  part: Part;
  filename: string;
  /** The reason, naming the file. */
  message: string;
}

/** One batch to make: which images, and every random decision for each. */
export interface BatchRequest {
  part: Part;
  indices: Int32Array<ArrayBuffer>;
  /** One entry per image. */
  parameters: readonly TransformParameters[];
  options: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
  classMode: ClassMode;
  /** Whether to return images as bytes, not yet rescaled; only for options that keep bytes. Default false. */
  bytes?: boolean;
  /** Memory of an earlier batch to reuse. */
  reuse: ArrayBuffer | null;
}

/** A finished batch; `x` and `y` are transferred. */
export interface BatchReply {
  x: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  y: Float32Array<ArrayBuffer> | null;
  /** Time the worker spent, in ms. */
  ms: number;
}

/** Receives the progress of a download in bytes; `total` is 0 if the server does not say. */
export type FetchProgress = (loaded: number, total: number) => void;

/** The API of the worker. Call `open` first. */
export interface DataWorkerApi {
  /** Fetches a URL, and reads a zip into memory shared by the workers. Returns other sources unchanged. */
  resolve(source: DataSource, progress: FetchProgress): Promise<LocalSource>;
  /** Reads the index of a data set, and of a separate one for validation if given. */
  open(source: LocalSource, validation: LocalSource | null, options: OpenOptions): Promise<DatasetInfo>;
  /** Caches decoded pictures from now on, in memory that may be shared with other workers. */
  useCache(memory: Record<Part, PixelMemory>): Promise<void>;
  /**
   * Decodes the images in [from, to) and returns the unreadable ones with the reason. Does not retry the paths in
   * `rejected`, whose reasons are already known.
   */
  check(
    part: Part,
    from: number,
    to: number,
    rejected: Readonly<Record<string, Message | string>>,
  ): Promise<{ index: number; reason: Message | string }[]>;
  /** Removes images for good. */
  drop(broken: Record<Part, readonly number[]>): Promise<void>;
  /** Decodes, resizes, transforms, standardizes and packs one batch. */
  makeBatch(request: BatchRequest): Promise<BatchReply>;
  /** Returns the unaugmented pixels of one image, for display: RGBA bytes of the target size. */
  picture(
    part: Part,
    index: number,
  ): Promise<{ data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number }>;
  /** Computes the featurewise statistics of one part: Keras's `fit`. `progress` receives the pictures read so far. */
  fitStatistics(
    part: Part,
    options: ImageDataGeneratorOptions,
    fit?: FitOptions,
    progress?: (images: number) => void,
  ): Promise<FeaturewiseStatistics>;
  /** Returns what a reader should know of a picture file. */
  pictureFacts(file: Blob, name: string): Promise<PictureFacts>;
  /** Decodes a single picture file and prepares it like a validation image. */
  prepare(
    file: Blob,
    name: string,
    options: ImageDataGeneratorOptions,
    statistics: FeaturewiseStatistics | null,
    read: LoadImageOptions,
  ): Promise<Float32Array<ArrayBuffer>>;
}
