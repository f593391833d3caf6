/**
 * An update of weights that somebody else can finish, to the same bits: the thread that computes it may be terminated in its
 * middle, and half of an update cannot be told from a whole one. It goes piece by piece; a piece is copied to a journal before
 * it is changed.
 */
import type { Address } from '../module';
import { FLOAT } from './program';

/** Values of a piece: with the optimizer's slots and the copies of all they stay in a core's L1 or L2. */
const PIECE = 4096;
/** Arrays that an update changes: the weight and at most two slots. */
const ARRAYS = 3;

/** Bytes of a journal. */
export const JOURNAL_BYTES = ARRAYS * FLOAT * PIECE;

/** What is updated, and where the copies lie. */
export interface JournaledUpdateOptions {
  /** Copies bytes of the memory. */
  copy(from: Address, bytes: number, to: Address): void;
  journal: Address;
  /** The first value of the weight and of each slot. */
  arrays: readonly Address[];
  count: number;
  /** Updates `count` values from value number `first` on. */
  update(first: number, count: number): void;
  /** Hears of the progress: an even number is twice the pieces that are done; one more while the next one is changed. */
  note(progress: number): void;
}

/** The update of one block of weights. */
export class JournaledUpdate {
  readonly #options: JournaledUpdateOptions;

  constructor(options: JournaledUpdateOptions) {
    this.#options = options;
  }

  /** Updates everything, or what was not done when somebody else noted `progress` for the last time. */
  run(progress = 0): void {
    const { count, update, note } = this.#options;
    if (progress % 2 === 1) this.#copy(Math.floor(progress / 2), 'restore');
    for (let piece = Math.floor(progress / 2); piece * PIECE < count; piece++) {
      this.#copy(piece, 'keep');
      note(2 * piece + 1);
      update(piece * PIECE, Math.min(PIECE, count - piece * PIECE));
      note(2 * piece + 2);
    }
  }

  #copy(piece: number, way: 'keep' | 'restore'): void {
    const { copy, journal, arrays, count } = this.#options;
    const bytes = FLOAT * Math.min(PIECE, count - piece * PIECE);
    arrays.forEach((array, i) => {
      const [weights, kept] = [array + FLOAT * piece * PIECE, journal + FLOAT * i * PIECE];
      if (way === 'keep') copy(weights, bytes, kept);
      else copy(kept, bytes, weights);
    });
  }
}
