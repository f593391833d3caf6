/**
 * Which images make up which batch: the index and seed logic of Keras's `Iterator`. It reads no images and
 * draws no transforms; it hands out the stream from which they are to be drawn.
 */
import { invalidArgument } from '../../core/errors';
import { RandomState } from '../../random/random-state';

/** Arguments of a `KerasIterator`. */
export interface KerasIteratorOptions {
  /** Number of images. */
  readonly n: number;
  /** Images in a batch, 1 or more. */
  readonly batchSize: number;
  /** A new order for each round. */
  readonly shuffle: boolean;
  /** Seed; the k-th batch handed out starts the stream at `seed + k`. Without one the stream runs on. */
  readonly seed?: number | null;
  /** The stream to draw from, as NumPy's global one is shared in Keras; without it a stream of its own. */
  readonly stream?: RandomState;
}

/** The images of one batch. */
export interface IndexBatch {
  /** Image numbers, in batch order. */
  readonly indices: Int32Array<ArrayBuffer>;
  /** Draw the batch's transforms from here, in batch order, before the next batch is asked for. */
  readonly stream: RandomState;
}

/**
 * Batches in Keras's order, by either of its two ways: `next()` as a `for` loop over the iterator, `get(i)`
 * and `onEpochEnd()` as `fit` does. Both count the same batches, so that mixing them acts as in Keras.
 *
 * @example
 * const iterator = new KerasIterator({ n: 2000, batchSize: 20, shuffle: true, seed: 1 });
 * const { indices, stream } = iterator.next();
 * const parameters = Array.from(indices, () => drawTransform(options, stream, [150, 150, 3]));
 */
export class KerasIterator {
  /** Batches in one round: ceil(n / batchSize). */
  readonly length: number;
  readonly #n: number;
  readonly #batchSize: number;
  readonly #shuffle: boolean;
  readonly #seed: number | null;
  readonly #stream: RandomState;
  #order: Int32Array<ArrayBuffer> | null = null;
  #batchIndex = 0;
  #totalBatchesSeen = 0;

  /** @throws {PupilaError} 'invalid-argument' when `n`, `batchSize` or `seed` is out of range. */
  constructor({ n, batchSize, shuffle, seed = null, stream }: KerasIteratorOptions) {
    if (!Number.isInteger(n) || n < 0) throw invalidArgument('`n` is a whole number from 0 up.', { n });
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw invalidArgument('`batch_size` is a whole number from 1 up.', { batch_size: batchSize });
    }
    this.length = Math.ceil(n / batchSize);
    this.#n = n;
    this.#batchSize = batchSize;
    this.#shuffle = shuffle;
    this.#seed = seed;
    this.#stream = stream ?? (seed === null ? new RandomState() : new RandomState(seed));
  }

  /** Batches handed out so far, both ways together. */
  get totalBatchesSeen(): number {
    return this.#totalBatchesSeen;
  }

  /** The next batch of an endless sequence of rounds; each round has its own order. */
  next(): IndexBatch {
    this.#startBatch();
    const order = this.#batchIndex === 0 || !this.#order ? this.#newOrder() : this.#order;
    const batch = this.#slice(order, this.#batchIndex);
    this.#batchIndex = this.#batchIndex + 1 < this.length ? this.#batchIndex + 1 : 0;
    return batch;
  }

  /**
   * Batch `index` of the present order, which is drawn now where there is none yet.
   * @throws {PupilaError} 'invalid-argument' when there is no such batch.
   */
  get(index: number): IndexBatch {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw invalidArgument(`A batch's index is between 0 and ${this.length - 1}.`, { index });
    }
    this.#startBatch();
    return this.#slice(this.#order ?? this.#newOrder(), index);
  }

  /** Draws a new order from the stream as it stands: `on_epoch_end`. */
  onEpochEnd(): void {
    this.#newOrder();
  }

  /**
   * The next batch begins a round: `reset`.
   * @param totalBatchesSeen Batches to count as handed out, where some were drawn ahead and thrown away.
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
