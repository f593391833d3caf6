/**
 * The iterator that `ImageDataGenerator.flow` and `flowFromDirectory` return: Keras's iterators with asynchronous
 * batches.
 */
import { type Batch, type BatchSource, floatsOf } from '../core/batch';
import type { Message } from '../core/message';
import type { ClassMode } from '../core/types';
import type { DataLoader } from '../loader/data-loader';
import type { DataWorkerPool } from '../loader/data-worker-pool';
import type { BrokenPicture } from '../protocol/data-protocol';

/** Arguments of the `ImageIterator` constructor. */
export interface ImageIteratorParts {
  pool: DataWorkerPool;
  loader: DataLoader;
  batchSize: number;
  classMode: ClassMode;
  filenames: readonly string[];
  /** Class index of every image. */
  labels: Int32Array<ArrayBuffer>;
  /** Class names by index. Empty for arrays. */
  classes: readonly string[];
  /** Messages about skipped files. */
  warnings: readonly Message[];
  /** Unreadable pictures, with `onError: 'skip'`. */
  skipped: readonly BrokenPicture[];
  /** Returns the labels of these images. Set by `flow`, whose labels are not sent to the workers. */
  takeLabels?: (indices: Int32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;
}

/** A batch of float32 images. */
export type FloatBatch = Batch & { x: Float32Array<ArrayBuffer> };

/**
 * An endless stream of batches in Keras's order; covers both `DirectoryIterator` and `NumpyArrayIterator`. Owner: the
 * caller, who must call `dispose` to stop the workers.
 *
 * @example
 * for await (const { x, y } of iterator) if (enough(x, y)) break; // leaving the loop stops the workers
 */
export class ImageIterator implements BatchSource, AsyncIterable<FloatBatch> {
  /** Number of images. */
  readonly samples: number;
  /** Batches per round, as Python's `len`. */
  readonly length: number;
  readonly batchSize: number;
  /** The kind of labels in `y`. 'none' for arrays, whose labels are returned unchanged. */
  readonly classMode: ClassMode;
  /** Height, width, channels. */
  readonly imageShape: readonly [number, number, number];
  /** Paths relative to the directory. For arrays `x[0]`, `x[1]` … */
  readonly filenames: readonly string[];
  /** Class index of every image. All 0 for arrays, whose labels are in `y`. */
  readonly classes: Int32Array<ArrayBuffer>;
  /** Class indices by name. */
  readonly classIndices: Readonly<Record<string, number>>;
  /** Messages about skipped files. */
  readonly warnings: readonly Message[];
  /** Unreadable pictures, with `onError: 'skip'`. */
  readonly skipped: readonly BrokenPicture[];
  readonly #parts: ImageIteratorParts;

  /** @internal Called by `ImageDataGenerator`. */
  constructor(parts: ImageIteratorParts) {
    const { loader } = parts;
    this.#parts = parts;
    this.samples = loader.samples;
    this.length = loader.batchesPerRound;
    this.imageShape = loader.imageShape;
    this.batchSize = parts.batchSize;
    this.classMode = parts.classMode;
    this.filenames = parts.filenames;
    this.classes = parts.labels;
    this.classIndices = Object.fromEntries(parts.classes.map((name, i) => [name, i]));
    this.warnings = parts.warnings;
    this.skipped = parts.skipped;
  }

  /** Same as `length`; required by `BatchSource`. */
  get batchesPerRound(): number {
    return this.length;
  }

  /**
   * Returns the next batch. A new round starts after the last batch of a round.
   *
   * @throws {PupilaError} 'bad-image' naming the file; 'aborted' after `dispose`, or when `signal` aborts.
   */
  async next(signal?: AbortSignal): Promise<FloatBatch> {
    const { pool, loader, takeLabels } = this.#parts;
    // Batches made before a stop are not handed out after it.
    pool.assertRunning();
    const batch = await loader.next(signal);
    const y = takeLabels ? takeLabels(batch.indices) : batch.y;
    return { ...batch, x: floatsOf(batch), y };
  }

  /** Starts a new round with the next batch. */
  reset(): void {
    this.#parts.loader.reset();
  }

  /** Returns a used batch's memory, so that a later batch can reuse it. */
  recycle(batch: Batch): void {
    this.#parts.loader.recycle(batch);
  }

  /** Stops the workers. Pending and later calls of `next` reject with 'aborted'. */
  dispose(): void {
    this.#parts.pool.dispose();
  }

  /** Iterates endlessly. Leaving the loop disposes of the iterator. */
  async *[Symbol.asyncIterator](): AsyncGenerator<FloatBatch, never> {
    try {
      for (;;) yield await this.next();
    } finally {
      this.dispose();
    }
  }
}
