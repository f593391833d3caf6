/**
 * An update of weights that another thread can complete, to the same bits. A thread may be terminated in the middle of an
 * update, and a partially updated array cannot be recognized as such. The update therefore proceeds in chunks, and each
 * chunk is copied to a journal before it is changed.
 */
import type { Address } from '../kernel-exports';
import { FLOAT } from './program';

/** Values per chunk: the chunk, the optimizer's slots and the copies of all of them fit in a core's L1 or L2. */
const CHUNK = 4096;
/** Maximum number of arrays that an update changes: the weight and two slots. */
const ARRAYS = 3;

/** Size of a journal in bytes. */
export const JOURNAL_BYTES = ARRAYS * FLOAT * CHUNK;

/** Options of `JournaledUpdate`. */
export interface JournaledUpdateOptions {
  /** Copies bytes within the memory. */
  copy(from: Address, bytes: number, to: Address): void;
  journal: Address;
  /** Address of the first value of the weight and of each slot. */
  arrays: readonly Address[];
  count: number;
  /** Updates `count` values, starting at index `first`. */
  update(first: number, count: number): void;
  /** Reports progress: twice the number of finished chunks, plus one while the next chunk is being changed. */
  onProgress(progress: number): void;
}

/** The update of one block of weights. */
export class JournaledUpdate {
  readonly #options: JournaledUpdateOptions;

  constructor(options: JournaledUpdateOptions) {
    this.#options = options;
  }

  /** Runs the update, or completes it from the last `progress` that another thread reported. */
  run(progress = 0): void {
    const { count, update, onProgress } = this.#options;
    if (progress % 2 === 1) this.#copy(Math.floor(progress / 2), 'restore');
    for (let chunk = Math.floor(progress / 2); chunk * CHUNK < count; chunk++) {
      this.#copy(chunk, 'save');
      onProgress(2 * chunk + 1);
      update(chunk * CHUNK, Math.min(CHUNK, count - chunk * CHUNK));
      onProgress(2 * chunk + 2);
    }
  }

  #copy(chunk: number, direction: 'save' | 'restore'): void {
    const { copy, journal, arrays, count } = this.#options;
    const bytes = FLOAT * Math.min(CHUNK, count - chunk * CHUNK);
    arrays.forEach((array, i) => {
      const [weights, saved] = [array + FLOAT * chunk * CHUNK, journal + FLOAT * i * CHUNK];
      if (direction === 'save') copy(weights, bytes, saved);
      else copy(saved, bytes, weights);
    });
  }
}
