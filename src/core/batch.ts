/**
 * What flows from the data pipeline to the trainer. The trainer knows data only as a `BatchSource`;
 * where batches come from (a zip, a folder, arrays) is not its business.
 */

/** Images in a row. Pixel layout is NHWC, row-major. */
export interface Images {
  /** Pixels, `size × height × width × channels` values: float32, or bytes that stand for byte × `scale`. */
  x: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  /** Float32 factor of bytes: Keras's `rescale`, left to whoever computes. Default 1; of no effect on float32. */
  scale?: number;
  /** Number of images; the last batch of a round may be smaller than the others. */
  size: number;
}

/** One batch of images with their labels. */
export interface Batch extends Images {
  /** Labels: `size` class indices (binary, sparse) or `size × classes` one-hot values; null for class mode 'none'. */
  y: Float32Array<ArrayBuffer> | null;
  /** Indices of the images in the data set, in batch order. */
  indices: Int32Array<ArrayBuffer>;
}

/** An endless, ordered stream of batches that goes round for ever, as a Keras generator does. */
export interface BatchSource {
  /** Number of images in one round. */
  readonly samples: number;
  /** Batches in one round: ceil(samples / batchSize). */
  readonly batchesPerRound: number;
  /** Height, width and channels of one image. */
  readonly imageShape: readonly [number, number, number];
  /** The next batch, in order. Rejects with a `PupilaError` when it cannot be made. */
  next(signal?: AbortSignal): Promise<Batch>;
  /** Called at the end of each epoch, as Keras's `on_epoch_end`. */
  epochEnd?(): void | Promise<void>;
  /** Hands a used batch's memory back so that the next one need not allocate. */
  recycle?(batch: Batch): void;
}

/** Values of images in float32, multiplied in float32, as NumPy does. Bytes are copied, float32 comes as it is. */
export function floatsOf({ x, scale = 1 }: Omit<Images, 'size'>): Float32Array<ArrayBuffer> {
  if (x instanceof Float32Array) return x;
  const factor = Math.fround(scale);
  return Float32Array.from(x, (value) => value * factor);
}
