/**
 * The control block in shared memory: which job is being done, and who takes its next item. It works on plain memory
 * too, where one thread does everything.
 *
 * A job and the number of its items that nobody took yet share one word, (job number, items left), that is changed by
 * compare-and-exchange: a thread that wakes late cannot take an item of a job that it does not know.
 */
import type { Rates } from '../../../training/optimizers';
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

const [STATE, FINISHED, KIND, LAYER, ITEMS, IMAGES, KEY, ABANDONED, ENDED, LANE] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 16,
];
/** Behind the lanes: rates, which are doubles, then what each thread holds. */
const RATE = LANE + MAX_LANES;
const RATES = ['rate', 'epsilon', 'first', 'second', 'momentum'] as const;
const HELD = RATE + 2 * RATES.length;
const LEFT_BITS = 16;
const LEFT_MASK = 2 ** LEFT_BITS - 1;
/** Added to every lane of a job that is abandoned: no image's turn comes any more. */
const NOBODYS_TURN = 2 ** 20;

/** Bytes of a control block. */
export function controlBytes(threads: number): number {
  return 4 * (HELD + threads);
}

/** An item that a thread has taken and not finished. */
export interface HeldItem {
  item: number;
  /** How far the thread's update of weights is, as `JournaledUpdate` counts; 0 before it. */
  progress: number;
}

/** One thread's view of the control block. */
export class Control {
  readonly #memory: WebAssembly.Memory;
  readonly #at: Address;
  readonly #threads: number;
  #view: Int32Array;

  /**
   * @param at Aligned to 8.
   * @param threads How many share the block.
   */
  constructor(memory: WebAssembly.Memory, at: Address, threads: number) {
    this.#memory = memory;
    this.#at = at;
    this.#threads = threads;
    this.#view = this.#newView();
  }

  get #words(): Int32Array {
    // Memory that is not shared leaves its views empty when it grows.
    if (this.#view.length === 0) this.#view = this.#newView();
    return this.#view;
  }

  #newView(): Int32Array {
    return new Int32Array(this.#memory.buffer, this.#at, HELD + this.#threads);
  }

  get #rates(): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#at + 4 * RATE, RATES.length);
  }

  /** The owner does this first: memory comes with anything in it. */
  clear(): void {
    this.#words.fill(0);
  }

  /** The owner publishes a job. All items of the last one are finished. */
  begin(job: Job, rates: Rates | null): void {
    if (job.items >= LEFT_MASK) throw new Error(`internal: a job has less than ${LEFT_MASK} items`);
    const words = this.#words;
    words[FINISHED] = 0;
    words[ABANDONED] = 0;
    words[KIND] = KINDS.indexOf(job.kind);
    words[LAYER] = job.layer;
    words[ITEMS] = job.items;
    words[IMAGES] = job.images;
    words[KEY] = job.key;
    words.fill(0, LANE, LANE + MAX_LANES);
    if (rates) this.#rates.set(RATES.map((name) => rates[name]));
    this.#wake(job.items);
  }

  /** The owner sends every thread home; no job is being done. */
  end(): void {
    Atomics.store(this.#words, ENDED, 1);
    this.#wake(0);
  }

  #wake(items: number): void {
    const words = this.#words;
    const number = (Atomics.load(words, STATE) >>> LEFT_BITS) + 1;
    Atomics.store(words, STATE, (number << LEFT_BITS) | items);
    Atomics.notify(words, STATE);
  }

  /** Whether the owner has sent the threads home. */
  get isEnded(): boolean {
    return Atomics.load(this.#words, ENDED) === 1;
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

  /** Takes an item of the job for a thread: its number from 0, or null when none is left. */
  take(thread: number): number | null {
    const words = this.#words;
    for (;;) {
      const state = Atomics.load(words, STATE);
      const left = state & LEFT_MASK;
      if (left === 0) return null;
      // The number of items is read before the exchange; if it succeeds, it was this job's.
      const items = Atomics.load(words, ITEMS);
      // Nothing stands between the exchange and the note of it: a thread that is terminated ends at a call or a loop's turn.
      if (Atomics.compareExchange(words, STATE, state, state - 1) === state) {
        words[HELD + thread] = items - left + 1;
        return items - left;
      }
    }
  }

  /** A thread notes how far its update of weights is. */
  note(thread: number, progress: number): void {
    const words = this.#words;
    const item = words[HELD + thread]! & LEFT_MASK;
    Atomics.store(words, HELD + thread, (progress << LEFT_BITS) | item);
  }

  /** A thread has finished its item. */
  finish(thread: number): void {
    const words = this.#words;
    words[HELD + thread] = 0;
    Atomics.add(words, FINISHED, 1);
  }

  /** Takes from a dead thread what it held; null for nothing. Nobody has finished it. */
  release(thread: number): HeldItem | null {
    const held = Atomics.exchange(this.#words, HELD + thread, 0);
    return held === 0 ? null : { item: (held & LEFT_MASK) - 1, progress: held >>> LEFT_BITS };
  }

  /** Nobody takes a further item, and nobody waits for a lane: the job is to be done again from its start. */
  abandon(): void {
    const words = this.#words;
    Atomics.store(words, ABANDONED, 1);
    this.cancel();
    for (let lane = LANE; lane < LANE + MAX_LANES; lane++) {
      Atomics.add(words, lane, NOBODYS_TURN);
      Atomics.notify(words, lane);
    }
  }

  /** Whether the last job was abandoned. */
  get isAbandoned(): boolean {
    return Atomics.load(this.#words, ABANDONED) === 1;
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

  /** A worker sleeps until there is something to take, or it is sent home. Not on the main thread. */
  sleep(): void {
    const state = Atomics.load(this.#words, STATE);
    if ((state & LEFT_MASK) === 0 && !this.isEnded) Atomics.wait(this.#words, STATE, state);
  }

  /** Whether it is image `round` of its lane's turn: an image is never added before the one before it. */
  mayEnterLane(lane: number, round: number): boolean {
    return Atomics.load(this.#words, LANE + lane) === round;
  }

  /** Sleeps until it is an image's turn, or the job is abandoned. Not on the main thread. */
  awaitLane(lane: number, round: number): void {
    for (;;) {
      const done = Atomics.load(this.#words, LANE + lane);
      if (done === round || this.isAbandoned) return;
      Atomics.wait(this.#words, LANE + lane, done);
    }
  }

  /** The lane's next image may follow. */
  leaveLane(lane: number): void {
    Atomics.add(this.#words, LANE + lane, 1);
    Atomics.notify(this.#words, LANE + lane);
  }
}
