/**
 * Reads pictures without labels in one pass, in batches: the workers unpack, decode and prepare them a few batches
 * ahead, so that memory does not grow with their number.
 */
import type { Images } from '../core/batch';
import { PupilaError } from '../core/errors';
import { type Message, textOf } from '../core/message';
import { withAbsoluteUrl } from '../generator/image-source';
import { DataWorkerPool, defaultWorkerCount } from '../loader/data-worker-pool';
import type { PicturePreparation } from '../loader/preprocessing';
import type { DatasetInfo, DataSource } from '../protocol/data-protocol';
import { validationImages } from './validation-images';

/** Pictures of a batch at most: what Keras's `predict` takes. */
const BATCH_SIZE = 32;
/** Pixels of a batch at most, because a network's activations take memory too: 16 pictures of 224 × 224. */
const BATCH_PIXELS = 16 * 224 * 224;

/** The pictures of one batch, and those that cannot be read. */
export interface PictureBatch {
  /** Index of each picture in `filenames`. */
  indices: readonly number[];
  /** Prepared for the network, in the order of `indices`. */
  images: Images;
  unreadable: readonly { index: number; reason: string }[];
}

/** What is to be read. */
export interface PictureBatchesOptions {
  preparation: PicturePreparation;
  /** Whether a batch with an unreadable picture has the others. Otherwise it rejects with the error. */
  skipsUnreadable: boolean;
}

/** The pictures of a zip, or of a list of files. Dispose of it after use. */
export class PictureBatches {
  readonly filenames: readonly string[];
  /** Which files were skipped. */
  readonly warnings: readonly Message[];
  readonly #pool: DataWorkerPool;
  readonly #dataset: DatasetInfo;
  readonly #options: PictureBatchesOptions;

  private constructor(pool: DataWorkerPool, dataset: DatasetInfo, options: PictureBatchesOptions) {
    this.#pool = pool;
    this.#dataset = dataset;
    this.#options = options;
    this.filenames = dataset.training.filenames;
    this.warnings = dataset.warnings;
  }

  /** Rejects with 'fetch-failed', 'bad-archive' or 'no-images' if there are no pictures. */
  static async open(source: DataSource, options: PictureBatchesOptions): Promise<PictureBatches> {
    const pool = new DataWorkerPool();
    const { read } = options.preparation;
    const all = { ...read, classes: null, validationSplit: 0, isUnlabelled: true, cacheBytes: 0 };
    try {
      return new PictureBatches(pool, await pool.open(withAbsoluteUrl(source), null, all), options);
    } catch (error) {
      pool.dispose();
      throw error;
    }
  }

  /** Yields the batches in the order of `filenames`. */
  async *batches(): AsyncGenerator<PictureBatch> {
    const { length } = this.filenames;
    const [height, width] = this.#options.preparation.read.targetSize;
    const size = Math.max(1, Math.min(BATCH_SIZE, Math.floor(BATCH_PIXELS / (height * width))));
    const ahead = defaultWorkerCount() + 1;
    const queue: Promise<PictureBatch>[] = [];
    for (let from = 0; from < length || queue.length > 0; from += size) {
      if (from < length) {
        const batch = this.#make(from, Math.min(from + size, length));
        // Avoids an unhandled rejection; the consumer still gets the error.
        batch.catch(() => undefined);
        queue.push(batch);
      }
      if (queue.length > ahead || from + size >= length) yield await (queue.shift() as Promise<PictureBatch>);
    }
  }

  /** Stops the workers. */
  dispose(): void {
    this.#pool.dispose();
  }

  async #make(from: number, to: number): Promise<PictureBatch> {
    const indices = Array.from({ length: to - from }, (_, i) => from + i);
    try {
      return { indices, images: await this.#images(indices), unreadable: [] };
    } catch (error) {
      if (!this.#options.skipsUnreadable || !(error instanceof PupilaError)) throw error;
      const found = await this.#pool.check('training', from, to);
      // The error was not about a picture.
      if (found.length === 0) throw error;
      const unreadable = found.map(({ index, reason }) => ({ index, reason: textOf(reason) }));
      const readable = indices.filter((index) => unreadable.every((each) => each.index !== index));
      return { indices: readable, images: await this.#images(readable), unreadable };
    }
  }

  #images(indices: readonly number[]): Promise<Images> {
    const { generator, statistics } = this.#options.preparation;
    const prepared = { dataset: this.#dataset, validationGenerator: generator, statistics };
    return validationImages(this.#pool, prepared, 'training', indices);
  }
}
