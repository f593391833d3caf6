/**
 * Which images form which batch: the index and seed logic of Keras's `Iterator`. It reads no images and draws no
 * transforms, but provides the stream to draw them from.
 */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { RandomState } from '../../random/random-state';

/** Arguments of a `KerasIterator`. */
export interface KerasIteratorOptions {
  /** Number of images. */
  readonly n: number;
  /** Images per batch, 1 or more. */
  readonly batchSize: number;
  /** Whether each pass has a new order. */
  readonly shuffle: boolean;
  /** Seed: the k-th batch starts its stream at `seed + k`. Without a seed, one stream continues through all batches. */
  readonly seed?: number | null;
  /** Stream to draw from, for sharing one as Keras shares NumPy's global stream. Default: its own stream. */
  readonly stream?: RandomState;
}

/** The images of one batch. */
export interface IndexBatch {
  /** Image numbers, in batch order. */
  readonly indices: Int32Array<ArrayBuffer>;
  /** Draw the batch's transforms from this stream, in batch order, before requesting the next batch. */
  readonly stream: RandomState;
}

/**
 * Batches in Keras's order, as a `for` loop over its iterator returns them.
 *
 * @example
 * const iterator = new KerasIterator({ n: 2000, batchSize: 20, shuffle: true, seed: 1 });
 * const { indices, stream } = iterator.next();
 * const parameters = Array.from(indices, () => drawTransform(options, stream, [150, 150, 3]));
 */
export class KerasIterator {
  /** Batches in one pass: ceil(n / batchSize). */
  readonly length: number;
  readonly #n: number;
  readonly #batchSize: number;
  readonly #shuffle: boolean;
  readonly #seed: number | null;
  readonly #stream: RandomState;
  #order: Int32Array<ArrayBuffer> | null = null;
  #batchIndex = 0;
  #totalBatchesSeen = 0;

  /** @throws {PupilaError} 'invalid-argument' if `n`, `batchSize` or `seed` is out of range. */
  constructor({ n, batchSize, shuffle, seed = null, stream }: KerasIteratorOptions) {
    if (!Number.isInteger(n) || n < 0)
      throw invalidArgument(message`\`n\` must be an integer of at least 0.`, { n });
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw invalidArgument(message`\`batch_size\` must be a positive integer.`, { batch_size: batchSize });
    }
    this.length = Math.ceil(n / batchSize);
    this.#n = n;
    this.#batchSize = batchSize;
    this.#shuffle = shuffle;
    this.#seed = seed;
    this.#stream = stream ?? (seed === null ? new RandomState() : new RandomState(seed));
  }

  /** Batches returned so far. */
  get totalBatchesSeen(): number {
    return this.#totalBatchesSeen;
  }

  /** Returns the next batch of an endless sequence of passes; each pass has its own order. */
  next(): IndexBatch {
    this.#startBatch();
    const order = this.#batchIndex === 0 || !this.#order ? this.#newOrder() : this.#order;
    const batch = this.#slice(order, this.#batchIndex);
    this.#batchIndex = this.#batchIndex + 1 < this.length ? this.#batchIndex + 1 : 0;
    return batch;
  }

  /**
   * Starts a new pass with the next batch: `reset`.
   *
   * @param totalBatchesSeen Batches to count as returned, if some were drawn ahead and discarded.
   */
  reset(totalBatchesSeen: number = this.#totalBatchesSeen): void {
    this.#batchIndex = 0;
    this.#totalBatchesSeen = totalBatchesSeen;
  }

  #startBatch(): void {
    if (this.#seed !== null) this.#stream.seed(this.#seed + this.#totalBatchesSeen);
    this.#totalBatchesSeen += 1;
  }

  #newOrder(): Int32Array<ArrayBuffer> {
    this.#order = this.#shuffle
      ? this.#stream.permutation(this.#n)
      : Int32Array.from({ length: this.#n }, (_, i) => i);
    return this.#order;
  }

  #slice(order: Int32Array<ArrayBuffer>, index: number): IndexBatch {
    const indices = order.slice(index * this.#batchSize, (index + 1) * this.#batchSize);
    return { indices, stream: this.#stream };
  }
}
