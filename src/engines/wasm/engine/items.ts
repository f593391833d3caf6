/**
 * Computes one item of a job on any thread: an image through all image stages, forward or backward, or a block of a dense
 * layer. Independent of tfjs.
 */
import type { Address, KernelExports } from '../kernel-exports';
import { NO_FLOOR } from '../convolution';
import type { Rates } from '../../../training/optimizers';
import type { Control, HeldItem, Job } from './control';
import { ImageItems } from './image-items';
import { JournaledUpdate } from './journaled-update';
import { WorkRunner } from './work-runner';
import { type DenseProgram, FLOAT, type Program, type ThreadProgram, type WeightProgram } from './program';

/** Runs the items of a plan on one thread. */
export class ItemRunner extends WorkRunner {
  readonly #exports: KernelExports;
  readonly #images: ImageItems;
  readonly #program: Program;
  readonly #own: ThreadProgram;

  constructor(exports: KernelExports, program: Program, control: Control, thread: number) {
    super(control, thread);
    this.#exports = exports;
    this.#program = program;
    this.#own = program.threads[thread] as ThreadProgram;
    this.#images = new ImageItems(exports, program, this.#own);
  }

  protected override compute(item: number): Iterator<void> {
    const { job } = this.control;
    if (job.kind === 'forward') return this.#images.forward(item, job.key);
    if (job.kind === 'backward') return this.#backward(item, job.key);
    return job.kind === 'denseForward' ? this.#denseForward(job, item) : this.#denseBackward(job, item);
  }

  /** Runs an image backward, after the previous image of its lane. */
  *#backward(image: number, key: number): Generator<void> {
    const { lanes } = this.#program;
    const [lane, round] = [image % lanes, Math.floor(image / lanes)];
    if (this.thread > 0) this.control.awaitLane(lane, round);
    while (!this.control.mayEnterLane(lane, round)) {
      if (this.control.isAbandoned) return;
      yield;
    }
    yield* this.#images.backward(image, key);
    this.control.leaveLane(lane);
  }

  /** Some columns of y = act(x · kernel + bias). */
  *#denseForward({ layer, images }: Job, item: number): Generator<void> {
    const { inputs, units, columns, kernel, bias, activation, ...at } = this.#program.dense[
      layer
    ] as DenseProgram;
    const first = FLOAT * item * columns;
    const count = Math.min(columns, units - item * columns);
    this.#exports.matMul(
      at.x,
      FLOAT * inputs,
      false,
      kernel.at + first,
      FLOAT * units,
      false,
      at.y + first,
      FLOAT * units,
      images,
      count,
      inputs,
      bias ? bias.at + first : 0,
      false,
      activation === 'relu' ? 0 : NO_FLOOR,
      this.#own.scratch,
    );
    yield;
  }

  /** Computes some columns of dx and updates the corresponding rows of the kernel, which are read and written once. */
  *#denseBackward({ layer, images }: Job, item: number): Generator<void> {
    const { inputs, units, rows, kernel, dy, x, dx } = this.#program.dense[layer] as DenseProgram;
    const { scratch, block } = this.#own;
    const first = item * rows;
    const count = Math.min(rows, inputs - first);
    const weights = kernel.at + FLOAT * first * units;
    if (dx) {
      this.#exports.matMul(
        dy,
        FLOAT * units,
        false,
        weights,
        FLOAT * units,
        true,
        dx + FLOAT * first,
        FLOAT * inputs,
        images,
        count,
        units,
        0,
        false,
        NO_FLOOR,
        scratch,
      );
      yield;
    }
    this.#exports.matMul(
      x + FLOAT * first,
      FLOAT * inputs,
      true,
      dy,
      FLOAT * units,
      false,
      block,
      FLOAT * units,
      count,
      units,
      images,
      0,
      false,
      NO_FLOOR,
      scratch,
    );
    this.#updateOf(layer, item, this.thread).run();
  }

  /** Completes an update that a dead thread had started. Its gradient is still in that thread's memory. */
  override finishUpdate(thread: number, { item, progress }: HeldItem): void {
    this.#updateOf(this.control.job.layer, item, thread).run(progress);
  }

  #updateOf(layer: number, item: number, thread: number): JournaledUpdate {
    const { inputs, units, rows, kernel } = this.#program.dense[layer] as DenseProgram;
    const { block, journal } = this.#program.threads[thread] as ThreadProgram;
    const { rates } = this.control;
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
      onProgress: (progress) => this.control.recordProgress(thread, progress),
    });
  }
}

/** Updates `count` values of a weight, starting at index `first`. */
export function update(
  exports: KernelExports,
  { optimizer, nesterov }: Pick<Program, 'optimizer' | 'nesterov'>,
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
