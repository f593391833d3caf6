/**
 * The control block in shared memory: which job is being done, and who takes its next item. It works on plain memory
 * too, where one thread does everything.
 *
 * A job and the number of its items that nobody took yet share one word, (job number, items left), that is changed by
 * compare-and-exchange: a thread that wakes late cannot take an item of a job that it does not know.
 */
import type { Rates } from '../../../trainer/optimizers';
import type { Address } from '../module';

/** Most lanes in which images add up their gradients. */
export const MAX_LANES = 16;

/** The work of one job. Items are images, or blocks of a dense layer. */
export type JobKind = 'forward' | 'backward' | 'denseForward' | 'denseBackward';
const KINDS: readonly JobKind[] = ['forward', 'backward', 'denseForward', 'denseBackward'];

/** A batch's way through the network. */
export interface Pass {
  images: number;
  /** What this step's chance follows from; 0 where nothing is dropped. */
  key: number;
}

/** A job. */
export interface Job extends Pass {
  kind: JobKind;
  /** Which dense layer; 0 for images. */
  layer: number;
  /** Items in all. */
  items: number;
}

const [STATE, FINISHED, KIND, LAYER, ITEMS, IMAGES, KEY, LANE] = [0, 1, 2, 3, 4, 5, 6, 16];
/** Rates are doubles behind the words. */
const WORDS = LANE + MAX_LANES;
const RATES = ['rate', 'epsilon', 'first', 'second', 'momentum'] as const;
const LEFT_BITS = 16;
const LEFT_MASK = 2 ** LEFT_BITS - 1;

/** Bytes of a control block. */
export const CONTROL_BYTES = 4 * WORDS + 8 * RATES.length;

/** One thread's view of the control block. */
export class Control {
  readonly #memory: WebAssembly.Memory;
  readonly #at: Address;
  #view: Int32Array;

  /** @param at Aligned to 8. */
  constructor(memory: WebAssembly.Memory, at: Address) {
    this.#memory = memory;
    this.#at = at;
    this.#view = new Int32Array(memory.buffer, at, WORDS);
  }

  get #words(): Int32Array {
    // Memory that is not shared leaves its views empty when it grows.
    if (this.#view.length === 0) this.#view = new Int32Array(this.#memory.buffer, this.#at, WORDS);
    return this.#view;
  }

  get #rates(): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#at + 4 * WORDS, RATES.length);
  }

  /** The owner does this first: memory comes with anything in it. */
  clear(): void {
    this.#words.fill(0);
  }

  /** The owner publishes a job. All items of the last one are finished. */
  begin(job: Job, rates: Rates | null): void {
    if (job.items > LEFT_MASK) throw new Error(`internal: a job has at most ${LEFT_MASK} items`);
    const words = this.#words;
    words[FINISHED] = 0;
    words[KIND] = KINDS.indexOf(job.kind);
    words[LAYER] = job.layer;
    words[ITEMS] = job.items;
    words[IMAGES] = job.images;
    words[KEY] = job.key;
    words.fill(0, LANE, LANE + MAX_LANES);
    if (rates) this.#rates.set(RATES.map((name) => rates[name]));
    const number = (Atomics.load(words, STATE) >>> LEFT_BITS) + 1;
    Atomics.store(words, STATE, (number << LEFT_BITS) | job.items);
    Atomics.notify(words, STATE);
  }

  /** The job that is being done; valid while an item of it is held. */
  get job(): Job {
    const [kind, layer, items, images, key] = this.#words.subarray(KIND, KEY + 1) as unknown as [
      ...[number, number, number, number, number],
    ];
    return { kind: KINDS[kind] as JobKind, layer, items, images, key };
  }

  get rates(): Rates {
    const values = this.#rates;
    return Object.fromEntries(RATES.map((name, i) => [name, values[i]])) as unknown as Rates;
  }

  /** Takes an item of the job: its number from 0, or null when none is left. */
  take(): number | null {
    for (;;) {
      const state = Atomics.load(this.#words, STATE);
      const left = state & LEFT_MASK;
      if (left === 0) return null;
      // The number of items is read before the exchange; if it succeeds, it was this job's.
      const items = Atomics.load(this.#words, ITEMS);
      if (Atomics.compareExchange(this.#words, STATE, state, state - 1) === state) return items - left;
    }
  }

  /** An item is finished. */
  finish(): void {
    Atomics.add(this.#words, FINISHED, 1);
  }

  /** Whether every item that was taken is finished; after `cancel`, or when none is left. */
  isIdle(): boolean {
    return Atomics.load(this.#words, FINISHED) >= this.#words[ITEMS]!;
  }

  /** Leaves what nobody took. */
  cancel(): void {
    const words = this.#words;
    for (;;) {
      const state = Atomics.load(words, STATE);
      if (Atomics.compareExchange(words, STATE, state, state & ~LEFT_MASK) !== state) continue;
      Atomics.add(words, FINISHED, state & LEFT_MASK);
      return;
    }
  }

  /** A worker sleeps until there is something to take. Not on the main thread. */
  sleep(): void {
    const state = Atomics.load(this.#words, STATE);
    if ((state & LEFT_MASK) === 0) Atomics.wait(this.#words, STATE, state);
  }

  /** Whether it is image `round` of its lane's turn: an image is never added before the one before it. */
  mayEnterLane(lane: number, round: number): boolean {
    return Atomics.load(this.#words, LANE + lane) === round;
  }

  /** Sleeps until it is an image's turn. Not on the main thread. */
  awaitLane(lane: number, round: number): void {
    for (;;) {
      const done = Atomics.load(this.#words, LANE + lane);
      if (done === round) return;
      Atomics.wait(this.#words, LANE + lane, done);
    }
  }

  /** The lane's next image may follow. */
  leaveLane(lane: number): void {
    Atomics.add(this.#words, LANE + lane, 1);
    Atomics.notify(this.#words, LANE + lane);
  }
}
