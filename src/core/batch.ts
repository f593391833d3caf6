/**
 * The contract between the data pipeline and the trainer. The trainer sees data only as a `BatchSource` and does
 * not know whether batches come from a zip, a folder or arrays.
 */

/** A batch of images without labels. Pixel layout is NHWC, row-major. */
export interface Images {
  /** Pixels, `size × height × width × channels` values: float32, or bytes that represent byte × `scale`. */
  x: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  /** Float32 factor for bytes: Keras's `rescale`, applied by the consumer. Default 1; ignored for float32. */
  scale?: number;
  /** Number of images; the last batch of a pass may be smaller. */
  size: number;
}

/** One batch of images with their labels. */
export interface Batch extends Images {
  /** Labels: `size` class indices (binary, sparse) or `size × classes` one-hot values; null for class mode 'none'. */
  y: Float32Array<ArrayBuffer> | null;
  /** Keras's `sample_weight`: the weight of each image in the loss. Default: 1 for all. */
  sampleWeight?: Float32Array<ArrayBuffer> | null;
  /** Indices of the images in the data set, in batch order. */
  indices: Int32Array<ArrayBuffer>;
}

/** An ordered stream of batches that loops over the data forever, like a Keras generator. */
export interface BatchSource {
  /** Number of images in one pass over the data. */
  readonly samples: number;
  /** Batches in one pass: ceil(samples / batchSize). */
  readonly batchesPerRound: number;
  /** Height, width and channels of one image. */
  readonly imageShape: readonly [number, number, number];
  /** Returns the next batch, in order. Rejects with a `PupilaError` if it cannot be made. */
  next(signal?: AbortSignal): Promise<Batch>;
  /** Returns the memory of a used batch, so that a later batch can reuse it instead of allocating. */
  recycle?(batch: Batch): void;
}

/**
 * Returns the images as float32. Bytes are copied and multiplied in float32, as NumPy does; float32 is returned as
 * is.
 */
export function floatsOf({ x, scale = 1 }: Omit<Images, 'size'>): Float32Array<ArrayBuffer> {
  if (x instanceof Float32Array) return x;
  const factor = Math.fround(scale);
  return Float32Array.from(x, (value) => value * factor);
}
