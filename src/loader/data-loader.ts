/**
 * The main thread's end of the pipeline: a `BatchSource` that keeps a bounded queue of requested batches and
 * returns them in the order in which they were drawn, whichever worker finishes first.
 */
import type { Batch, BatchSource } from '../core/batch';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { Failure } from '../core/failure';
import type { BatchPlanner } from '../data/batch/batch-planner';
import { standardizingPlace } from '../options/standardizing-place';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import type { ClassMode } from '../core/types';
import type { Part } from '../protocol/data-protocol';
import { type BatchMaker, makerFor } from './preprocessing';

/** What to load, and how many batches to prefetch. */
export interface DataLoaderOptions {
  part: Part;
  planner: BatchPlanner;
  imageShape: readonly [number, number, number];
  classMode: ClassMode;
  /** Weight of each image of the part in the loss. Default: 1 for all. */
  sampleWeight?: Float32Array | null;
  statistics: FeaturewiseStatistics | null;
  /** Maximum number of batches being made or waiting. */
  prefetch: number;
  /** Number of batches that are read in all. Default: no end. */
  batches?: number;
  /**
   * Whether 8-bit pictures are delivered as bytes with a `scale` if the generator only flips and rescales. Default
   * false: always float32.
   */
  bytes?: boolean;
}

/** An endless, ordered stream of batches from one part of a data set. Owner: the session. */
export class DataLoader implements BatchSource {
  readonly samples: number;
  readonly batchesPerRound: number;
  readonly imageShape: readonly [number, number, number];
  readonly #maker: BatchMaker;
  readonly #options: DataLoaderOptions;
  readonly #bytes: boolean;
  readonly #queue: Promise<Batch>[] = [];
  readonly #free: ArrayBuffer[] = [];
  #handedOut = 0;
  #requested = 0;

  constructor(maker: BatchMaker, options: DataLoaderOptions) {
    const { planner, imageShape } = options;
    const place = standardizingPlace(planner.options, options.bytes && options.classMode !== 'input');
    this.#maker = makerFor(place, maker, imageShape);
    this.#options = options;
    this.#bytes = place === 'engine';
    this.samples = options.planner.samples;
    this.batchesPerRound = options.planner.batchesPerRound;
    this.imageShape = options.imageShape;
  }

  async next(signal?: AbortSignal): Promise<Batch> {
    this.fill();
    const batch = this.#queue.shift() as Promise<Batch>;
    this.#handedOut += 1;
    const result = await (signal ? unlessAborted(batch, signal) : batch);
    this.fill();
    return result;
  }

  /** Starts a new pass with the next batch and discards prefetched batches. */
  reset(): void {
    this.#queue.length = 0;
    this.#options.planner.reset(this.#handedOut);
  }

  recycle(batch: Batch): void {
    if (batch.x.buffer.byteLength > 0 && this.#free.length < this.#options.prefetch)
      this.#free.push(batch.x.buffer);
  }

  /** Starts prefetching, so that the first batches are ready when they are requested. */
  fill(): void {
    const { prefetch, batches = Infinity } = this.#options;
    while (this.#queue.length < prefetch && this.#requested < batches) {
      this.#requested += 1;
      const batch = this.#make();
      batch.catch(() => undefined);
      this.#queue.push(batch);
    }
  }

  async #make(): Promise<Batch> {
    const { part, planner, classMode, statistics, sampleWeight: weights } = this.#options;
    const { indices, parameters } = planner.next();
    const reuse = this.#free.pop() ?? null;
    const { options } = planner;
    const bytes = this.#bytes;
    const request = { part, indices, parameters, options, statistics, classMode, bytes, reuse };
    const { x, y } = await this.#maker.makeBatch(request);
    const sampleWeight = weights ? Float32Array.from(indices, (index) => weights[index] as number) : null;
    return { x, y, sampleWeight, scale: (bytes && options.rescale) || 1, size: indices.length, indices };
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const failure = new Failure();
  const stop = (): void => failure.fail(new PupilaError('aborted', message`Loading was stopped.`));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    return await failure.race(work);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
