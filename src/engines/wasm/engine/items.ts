/**
 * Computes one item of a job, on any thread: an image through all convolutions, forward or back, or a block of a dense
 * layer. Knows no tfjs.
 */
import type { Address, KernelExports } from '../module';
import { NO_FLOOR } from '../convolution';
import type { Rates } from '../../../training/optimizers';
import type { Control, HeldItem, Job } from './control';
import { ImageItems } from './image-items';
import { JournaledUpdate } from './journaled-update';
import { type DenseProgram, FLOAT, type Program, type ThreadProgram, type WeightProgram } from './program';

/** One thread: its kernels, its memory, what it knows. */
export class ItemRunner {
  readonly #exports: KernelExports;
  readonly #images: ImageItems;
  readonly #program: Program;
  readonly #own: ThreadProgram;
  readonly #control: Control;
  /** 0 is the main thread, which must not sleep. */
  readonly #thread: number;
  /** The rest of the item that is under way. */
  #work: Iterator<void> | null = null;

  /** @param thread 0 is the main thread, which must not sleep. */
  constructor(
    exports: KernelExports,
    memory: WebAssembly.Memory,
    program: Program,
    control: Control,
    thread: number,
  ) {
    this.#exports = exports;
    this.#program = program;
    this.#own = program.threads[thread] as ThreadProgram;
    this.#images = new ImageItems(exports, memory, program, this.#own);
    this.#control = control;
    this.#thread = thread;
  }

  /**
   * Takes an item, or goes on with the one under way, and computes a part of it. False when there was none. The main
   * thread goes back to its page between two parts, and instead of waiting for another thread: it may be asleep, and
   * the page must not be.
   */
  step(): boolean {
    this.#work ??= this.#begin();
    if (this.#work === null) return false;
    if (!this.#work.next().done) return true;
    this.#work = null;
    this.#control.finish(this.#thread);
    return true;
  }

  /** Leaves the item under way. */
  drop(): void {
    if (this.#work) this.#control.finish(this.#thread);
    this.#work = null;
  }

  /** Computes an item that a thread held when it died. Not while this thread has another. */
  computeAgain(item: number): void {
    this.#work = this.#compute(item);
  }

  #begin(): Iterator<void> | null {
    const item = this.#control.take(this.#thread);
    return item === null ? null : this.#compute(item);
  }

  #compute(item: number): Iterator<void> {
    const { job } = this.#control;
    if (job.kind === 'forward') return this.#images.forward(item, job.key);
    if (job.kind === 'backward') return this.#backward(item, job.key);
    return job.kind === 'denseForward' ? this.#denseForward(job, item) : this.#denseBackward(job, item);
  }

  /** An image after the one before it in its lane. */
  *#backward(image: number, key: number): Generator<void> {
    const { lanes } = this.#program;
    const [lane, round] = [image % lanes, Math.floor(image / lanes)];
    if (this.#thread > 0) this.#control.awaitLane(lane, round);
    while (!this.#control.mayEnterLane(lane, round)) {
      if (this.#control.isAbandoned) return;
      yield;
    }
    yield* this.#images.backward(image, key);
    this.#control.leaveLane(lane);
  }

  /** Some columns of y = act(x · kernel + bias). */
  *#denseForward({ layer, images }: Job, item: number): Generator<void> {
    const { inputs, units, columns, kernel, bias, activation, ...at } = this.#program.dense[
      layer
    ] as DenseProgram;
    const first = FLOAT * item * columns;
    const count = Math.min(columns, units - item * columns);
    this.#exports.matMul(
      ...([at.x, FLOAT * inputs, false] as const),
      ...([kernel.at + first, FLOAT * units, false] as const),
      ...([at.y + first, FLOAT * units] as const),
      ...([images, count, inputs] as const),
      ...([bias ? bias.at + first : 0, false] as const),
      ...([activation === 'relu' ? 0 : NO_FLOOR, this.#own.scratch] as const),
    );
    yield;
  }

  /** Some columns of dx, and the update of the kernel's rows that they came from: read once, written once. */
  *#denseBackward({ layer, images }: Job, item: number): Generator<void> {
    const { inputs, units, rows, kernel, dy, x, dx } = this.#program.dense[layer] as DenseProgram;
    const { scratch, block } = this.#own;
    const first = item * rows;
    const count = Math.min(rows, inputs - first);
    const weights = kernel.at + FLOAT * first * units;
    if (dx) {
      this.#exports.matMul(
        ...([dy, FLOAT * units, false] as const),
        ...([weights, FLOAT * units, true] as const),
        ...([dx + FLOAT * first, FLOAT * inputs] as const),
        ...([images, count, units] as const),
        ...([0, false, NO_FLOOR, scratch] as const),
      );
      yield;
    }
    this.#exports.matMul(
      ...([x + FLOAT * first, FLOAT * inputs, true] as const),
      ...([dy, FLOAT * units, false] as const),
      ...([block, FLOAT * units] as const),
      ...([count, units, images] as const),
      ...([0, false, NO_FLOOR, scratch] as const),
    );
    this.#updateOf(layer, item, this.#thread).run();
  }

  /** Finishes the update that a thread had begun when it died: its gradient is still in its memory. */
  finishUpdate(thread: number, { item, progress }: HeldItem): void {
    this.#updateOf(this.#control.job.layer, item, thread).run(progress);
  }

  #updateOf(layer: number, item: number, thread: number): JournaledUpdate {
    const { inputs, units, rows, kernel } = this.#program.dense[layer] as DenseProgram;
    const { block, journal } = this.#program.threads[thread] as ThreadProgram;
    const { rates } = this.#control;
    const start = item * rows * units;
    return new JournaledUpdate({
      copy: this.#exports.copyBytes,
      journal,
      arrays: [kernel.at, ...kernel.slots].map((array) => array + FLOAT * start),
      count: Math.min(rows, inputs - item * rows) * units,
      update: (first, count) => {
        const gradient = block + FLOAT * first;
        update(this.#exports, this.#program, rates, kernel, gradient, start + first, count);
      },
      note: (progress) => this.#control.note(thread, progress),
    });
  }
}

/** Updates `count` values of a weight from value number `first` on. */
export function update(
  exports: KernelExports,
  { optimizer, nesterov }: Program,
  { rate, epsilon, first: beta, second: rest, momentum }: Rates,
  weight: WeightProgram,
  gradient: Address,
  first = 0,
  count = weight.count,
): void {
  const at = weight.at + FLOAT * first;
  const [one = 0, two = 0] = weight.slots.map((slot) => slot + FLOAT * first);
  if (optimizer === 'adam') exports.adam(at, one, two, gradient, count, rate, beta, rest, epsilon, 1);
  else if (optimizer === 'sgd') exports.sgd(at, one, gradient, count, rate, momentum, nesterov);
  else exports.rmsprop(at, one, two, gradient, count, rate, beta, rest, epsilon, momentum);
}
