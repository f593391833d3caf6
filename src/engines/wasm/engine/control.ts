/**
 * The control block in shared memory: the current job, and which thread holds which item. It also works on unshared
 * memory with a single thread.
 *
 * The job number and the number of items not yet taken share one word, (job number, items left), which is changed by
 * compare-and-exchange. A thread that wakes late therefore cannot take an item of a job it does not know.
 */
import type { Rates } from '../../../training/optimizers';
import type { Address } from '../kernel-exports';

/** Maximum number of lanes that sum gradients over images. */
export const MAX_LANES = 16;

/** The work of one job. Items are images or blocks of a dense layer; in a graph, lanes of images or a node's filter. */
export type JobKind = 'forward' | 'backward' | 'denseForward' | 'denseBackward' | 'pack';
const KINDS: readonly JobKind[] = ['forward', 'backward', 'denseForward', 'denseBackward', 'pack'];

/** A batch's pass through the network. */
export interface Pass {
  images: number;
  /** Key of this step's dropout masks; 0 for no dropout. */
  key: number;
}

/** Work that is divided into items. */
export interface Job extends Pass {
  kind: JobKind;
  /** Index of the dense layer, or of a graph's phase; 0 for a plan's jobs on images. */
  layer: number;
  /** Total number of items. */
  items: number;
}

const [STATE, FINISHED, KIND, LAYER, ITEMS, IMAGES, KEY, ABANDONED, ENDED, LANE] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 16,
];
/** After the lanes: the rates, which are doubles, then what each thread holds. */
const RATE = LANE + MAX_LANES;
const RATES = ['rate', 'epsilon', 'first', 'second', 'momentum'] as const;
const HELD = RATE + 2 * RATES.length;
const LEFT_BITS = 16;
const LEFT_MASK = 2 ** LEFT_BITS - 1;
/** Added to every lane of an abandoned job, so that no image can enter it. */
const LANE_CLOSED = 2 ** 20;

/** Bytes of a control block. */
export function controlBytes(threads: number): number {
  return 4 * (HELD + threads);
}

/** An item that a thread has taken and not finished. */
export interface HeldItem {
  item: number;
  /** Progress of the thread's weight update, as counted by `JournaledUpdate`; 0 before it starts. */
  progress: number;
}

/** One thread's view of the control block. */
export class Control {
  readonly #memory: WebAssembly.Memory;
  readonly #at: Address;
  readonly #threads: number;
  #view: Int32Array;

  /**
   * @param at Address of the block, aligned to 8.
   * @param threads Number of threads that share the block.
   */
  constructor(memory: WebAssembly.Memory, at: Address, threads: number) {
    this.#memory = memory;
    this.#at = at;
    this.#threads = threads;
    this.#view = this.#newView();
  }

  get #words(): Int32Array {
    // Growing unshared memory detaches its views.
    if (this.#view.length === 0) this.#view = this.#newView();
    return this.#view;
  }

  #newView(): Int32Array {
    return new Int32Array(this.#memory.buffer, this.#at, HELD + this.#threads);
  }

  get #rates(): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#at + 4 * RATE, RATES.length);
  }

  /** Initializes the block. The owner calls it first, because the memory may contain anything. */
  clear(): void {
    this.#words.fill(0);
  }

  /** Publishes a job (owner only). All items of the previous one must be finished. */
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

  /** Tells every thread to exit (owner only). No job may be active. */
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

  /** Whether the owner has told the threads to exit. */
  get isEnded(): boolean {
    return Atomics.load(this.#words, ENDED) === 1;
  }

  /** The current job; valid while the caller holds one of its items. */
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

  /** Takes an item for a thread. Returns its number from 0, or null if none is left. */
  take(thread: number): number | null {
    const words = this.#words;
    for (;;) {
      const state = Atomics.load(words, STATE);
      const left = state & LEFT_MASK;
      if (left === 0) return null;
      // ITEMS is read before the exchange: if the exchange succeeds, the value belongs to this job.
      const items = Atomics.load(words, ITEMS);
      // The exchange and the store must stay adjacent: a terminated thread stops only at calls and loop back-edges.
      if (Atomics.compareExchange(words, STATE, state, state - 1) === state) {
        words[HELD + thread] = items - left + 1;
        return items - left;
      }
    }
  }

  /** Records the progress of a thread's weight update. */
  recordProgress(thread: number, progress: number): void {
    const words = this.#words;
    const item = words[HELD + thread]! & LEFT_MASK;
    Atomics.store(words, HELD + thread, (progress << LEFT_BITS) | item);
  }

  /** Marks a thread's item as finished. */
  finish(thread: number): void {
    const words = this.#words;
    words[HELD + thread] = 0;
    Atomics.add(words, FINISHED, 1);
  }

  /** Takes back the unfinished item of a dead thread. Returns null if it held none. */
  release(thread: number): HeldItem | null {
    const held = Atomics.exchange(this.#words, HELD + thread, 0);
    return held === 0 ? null : { item: (held & LEFT_MASK) - 1, progress: held >>> LEFT_BITS };
  }

  /** Cancels the job so that it can be restarted: no thread takes another item or waits for a lane. */
  abandon(): void {
    const words = this.#words;
    Atomics.store(words, ABANDONED, 1);
    this.cancel();
    for (let lane = LANE; lane < LANE + MAX_LANES; lane++) {
      Atomics.add(words, lane, LANE_CLOSED);
      Atomics.notify(words, lane);
    }
  }

  /** Whether the last job was abandoned. */
  get isAbandoned(): boolean {
    return Atomics.load(this.#words, ABANDONED) === 1;
  }

  /** Whether all items are finished. Valid after `cancel`, or when no items are left to take. */
  isIdle(): boolean {
    return Atomics.load(this.#words, FINISHED) >= this.#words[ITEMS]!;
  }

  /** Discards the items that no thread has taken. */
  cancel(): void {
    const words = this.#words;
    for (;;) {
      const state = Atomics.load(words, STATE);
      if (Atomics.compareExchange(words, STATE, state, state & ~LEFT_MASK) !== state) continue;
      Atomics.add(words, FINISHED, state & LEFT_MASK);
      return;
    }
  }

  /** Sleeps until there are items to take or the thread must exit. Not allowed on the main thread. */
  sleep(): void {
    const state = Atomics.load(this.#words, STATE);
    if ((state & LEFT_MASK) === 0 && !this.isEnded) Atomics.wait(this.#words, STATE, state);
  }

  /** Whether it is the turn of image `round` in its lane. Images of a lane are added strictly in order. */
  mayEnterLane(lane: number, round: number): boolean {
    return Atomics.load(this.#words, LANE + lane) === round;
  }

  /** Sleeps until it is the image's turn or the job is abandoned. Not allowed on the main thread. */
  awaitLane(lane: number, round: number): void {
    for (;;) {
      const done = Atomics.load(this.#words, LANE + lane);
      if (done === round || this.isAbandoned) return;
      Atomics.wait(this.#words, LANE + lane, done);
    }
  }

  /** Lets the lane's next image enter. */
  leaveLane(lane: number): void {
    Atomics.add(this.#words, LANE + lane, 1);
    Atomics.notify(this.#words, LANE + lane);
  }
}
