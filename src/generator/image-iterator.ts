/** What `ImageDataGenerator.flow` and `flowFromDirectory` give: Keras's iterators, with batches that come later. */
import { type Batch, type BatchSource, floatsOf } from '../core/batch';
import { PupilaError } from '../core/errors';
import type { ClassMode } from '../core/types';
import type { DataLoader } from '../loader/data-loader';
import type { DataWorkerPool } from '../loader/data-worker-pool';
import type { BrokenPicture } from '../protocol/data-protocol';

/** What an iterator is made of. */
export interface ImageIteratorParts {
  pool: DataWorkerPool;
  loader: DataLoader;
  batchSize: number;
  classMode: ClassMode;
  filenames: readonly string[];
  /** Class index of every image. */
  labels: Int32Array<ArrayBuffer>;
  /** Class names by index; none for arrays. */
  classes: readonly string[];
  /** Sentences about what was left out. */
  warnings: readonly string[];
  /** Pictures that cannot be read, with `onError: 'skip'`. */
  skipped: readonly BrokenPicture[];
  /** Labels that did not cross to the workers: those of `flow`. */
  takeLabels?: (indices: Int32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;
}

/** A batch of float32 images. */
export type FloatBatch = Batch & { x: Float32Array<ArrayBuffer> };

/**
 * Batches without end, in Keras's order: `DirectoryIterator` and `NumpyArrayIterator` in one. Owner: whoever asked for
 * it. Its workers end with `dispose`.
 *
 * @example
 * for await (const { x, y } of iterator) if (enough(x, y)) break; // leaving the loop ends the workers
 */
export class ImageIterator implements BatchSource, AsyncIterable<FloatBatch> {
  /** Number of images. */
  readonly samples: number;
  /** Batches in one round: Python's `len`. */
  readonly length: number;
  readonly batchSize: number;
  /** What `y` is; 'none' for arrays, whose labels are given back as they came. */
  readonly classMode: ClassMode;
  /** Height, width, channels. */
  readonly imageShape: readonly [number, number, number];
  /** Relative to the directory; for arrays `x[0]`, `x[1]` … */
  readonly filenames: readonly string[];
  /** Class index of every image; all 0 for arrays, whose labels are `y`. */
  readonly classes: Int32Array<ArrayBuffer>;
  /** Index of each class by its name. */
  readonly classIndices: Readonly<Record<string, number>>;
  /** Sentences about files that were left out. */
  readonly warnings: readonly string[];
  /** Pictures that cannot be read, with `onError: 'skip'`. */
  readonly skipped: readonly BrokenPicture[];
  readonly #parts: ImageIteratorParts;
  #ended = false;

  /** Made by `ImageDataGenerator`. */
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

  /** `length`, by the name that trainers know. */
  get batchesPerRound(): number {
    return this.length;
  }

  /**
   * The next batch; rounds follow each other without end.
   *
   * @throws {PupilaError} 'bad-image' naming the file; 'aborted' after `dispose`, or when `signal` says so.
   */
  async next(signal?: AbortSignal): Promise<FloatBatch> {
    if (this.#ended) throw new PupilaError('aborted', 'The iterator was disposed of.');
    const { loader, takeLabels } = this.#parts;
    const batch = await loader.next(signal);
    const y = takeLabels ? takeLabels(batch.indices) : batch.y;
    return { ...batch, x: floatsOf(batch), y };
  }

  /** The next batch begins a round. */
  reset(): void {
    this.#parts.loader.reset();
  }

  /** Hands a used batch's memory back so that the next one need not allocate. */
  recycle(batch: Batch): void {
    this.#parts.loader.recycle(batch);
  }

  /** Ends the workers; every batch under way, and every later one, rejects with 'aborted'. */
  dispose(): void {
    this.#ended = true;
    this.#parts.pool.dispose();
  }

  /** Batches without end; leaving the loop disposes of the iterator. */
  async *[Symbol.asyncIterator](): AsyncGenerator<FloatBatch, never> {
    try {
      for (;;) yield await this.next();
    } finally {
      this.dispose();
    }
  }
}
