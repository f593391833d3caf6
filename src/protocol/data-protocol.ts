/**
 * What the main thread and the data worker say to each other: types only, imported by both ends.
 * Chance is not in here: the main thread draws parameters, the worker applies them.
 */
import type { ImageDataGeneratorOptions } from '../options/image-data-generator-options';
import type { FitOptions } from '../data/augment/fit-statistics';
import type { PixelMemory } from '../data/batch/pixel-cache';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import type { TransformParameters } from '../data/augment/random-transform';
import type { LoadImageOptions } from '../data/batch/load-image';
import type { OpenOptions } from '../data/batch/open-dataset';
import type { ClassMode, LocalSource, Subset } from '../core/types';

/** Where a data set comes from. A URL is fetched by the worker; blobs are handles, not copies. */
export type DataSource = LocalSource | { kind: 'url'; url: string; name?: string };

/** Which part of the data a batch is taken from. */
export type Part = Subset;

/** What a data set holds. */
export interface PartInfo {
  samples: number;
  filenames: readonly string[];
  /** Class index of every image. */
  labels: Int32Array<ArrayBuffer>;
  /** Bytes of a decoded picture; 0 for arrays. */
  imageBytes: number;
}

/** The answer to `open`. */
export interface DatasetInfo {
  name: string;
  /** Class names by index. */
  classes: readonly string[];
  /** Height, width, channels of one image. */
  imageShape: readonly [number, number, number];
  /** True where pixels are 8-bit values (pictures, uint8 arrays); float arrays come as they are. */
  bytes: boolean;
  training: PartInfo;
  validation: PartInfo | null;
  /** Sentences for the reader: what was skipped, how often, with names. */
  warnings: readonly string[];
  /** Pictures that cannot be read, with `onError: 'skip'`. */
  skipped: readonly BrokenPicture[];
}

/** A picture that cannot be read. */
export interface BrokenPicture {
  filename: string;
  /** Why, naming the file. */
  message: string;
}

/** One batch to be made: which images, and what chance decided for each. */
export interface BatchRequest {
  part: Part;
  indices: Int32Array<ArrayBuffer>;
  /** One entry an image. */
  parameters: readonly TransformParameters[];
  options: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
  classMode: ClassMode;
  /** Whether images come as bytes, not yet rescaled; only for options that keep bytes. Default false. */
  bytes?: boolean;
  /** Memory of an earlier batch, to be filled again. */
  reuse: ArrayBuffer | null;
}

/** A finished batch; `x` and `y` are transferred. */
export interface BatchReply {
  x: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  y: Float32Array<ArrayBuffer> | null;
  /** Milliseconds that the worker was busy. */
  ms: number;
}

/** How far a download is; `total` is 0 where the server does not say. */
export type FetchProgress = (loaded: number, total: number) => void;

/** What the worker offers. `open` comes before everything else. */
export interface DataWorkerApi {
  /** Fetches a URL, and puts a zip into memory that workers share; other sources are returned as they are. */
  resolve(source: DataSource, progress: FetchProgress): Promise<LocalSource>;
  /** Reads the table of contents of a data set, and of a second one for validation where given. */
  open(source: LocalSource, validation: LocalSource | null, options: OpenOptions): Promise<DatasetInfo>;
  /** Keeps decoded pictures from now on, in memory that other workers may share. */
  keep(memory: Record<Part, PixelMemory>): Promise<void>;
  /**
   * Decodes the images from `from` to before `to`; those that cannot be read, with the reason. The paths of `refused` are
   * not tried: their reasons are known.
   */
  check(
    part: Part,
    from: number,
    to: number,
    refused: Readonly<Record<string, string>>,
  ): Promise<{ index: number; message: string }[]>;
  /** Leaves images out for good. */
  drop(broken: Record<Part, readonly number[]>): Promise<void>;
  /** Decodes, resizes, transforms, standardizes and packs one batch. */
  makeBatch(request: BatchRequest): Promise<BatchReply>;
  /** The unaugmented pixels of one image, for showing: RGBA bytes of the target size. */
  picture(
    part: Part,
    index: number,
  ): Promise<{ data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number }>;
  /** Featurewise statistics of one part: Keras's `fit`. */
  fitStatistics(
    part: Part,
    options: ImageDataGeneratorOptions,
    fit?: FitOptions,
  ): Promise<FeaturewiseStatistics>;
  /** Decodes one picture file given by itself and prepares it as a validation image. */
  prepare(
    file: Blob,
    name: string,
    options: ImageDataGeneratorOptions,
    statistics: FeaturewiseStatistics | null,
    read: LoadImageOptions,
  ): Promise<Float32Array<ArrayBuffer>>;
}
