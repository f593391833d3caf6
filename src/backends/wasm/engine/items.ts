/**
 * Computes one item of a job, on any thread: an image through all convolutions, forward or back, or a block of a dense
 * layer. Knows no tfjs.
 */
import type { Address, KernelExports, PooledGradient } from '../module';
import { NO_FLOOR } from '../convolution';
import type { Rates } from '../../../trainer/optimizers';
import type { Control, Job } from './control';
import {
  type ConvolutionProgram,
  type DenseProgram,
  LANES,
  type Program,
  type ThreadProgram,
  type WeightProgram,
} from './program';

const FLOAT = 4;

/** One thread: its kernels, its memory, what it knows. */
export class ItemRunner {
  readonly #exports: KernelExports;
  readonly #memory: WebAssembly.Memory;
  readonly #program: Program;
  readonly #own: ThreadProgram;
  readonly #control: Control;
  readonly #mayWait: boolean;
  /** An item that was taken and has to wait for another thread's. */
  #held: number | null = null;

  /** @param thread 0 is the main thread, which must not sleep. */
  constructor(
    exports: KernelExports,
    memory: WebAssembly.Memory,
    program: Program,
    control: Control,
    thread: number,
  ) {
    this.#exports = exports;
    this.#memory = memory;
    this.#program = program;
    this.#own = program.threads[thread] as ThreadProgram;
    this.#control = control;
    this.#mayWait = thread > 0;
  }

  /**
   * Takes an item and computes it. False when there was none. On the main thread, an item whose turn it is not yet is
   * kept for the next call: a lane's thread may be asleep, and the page must not be.
   */
  step(): boolean {
    const item = this.#held ?? this.#control.take();
    if (item === null) return false;
    const { job } = this.#control;
    this.#held = job.kind === 'backward' && !this.#enterLane(item) ? item : null;
    if (this.#held !== null) return true;
    if (job.kind === 'forward') this.#forward(item);
    else if (job.kind === 'backward') this.#backward(item);
    else if (job.kind === 'denseForward') this.#denseForward(job, item);
    else this.#denseBackward(job, item);
    this.#control.finish();
    return true;
  }

  #enterLane(image: number): boolean {
    const [lane, round] = [image % LANES, Math.floor(image / LANES)];
    if (this.#mayWait) this.#control.awaitLane(lane, round);
    return this.#mayWait || this.#control.mayEnterLane(lane, round);
  }

  #forward(image: number): void {
    for (const stage of this.#program.convolutions) {
      const [pooledHeight, pooledWidth, outChannels] = stage.output;
      this.#exports.convolvePooled(
        ...([this.#padded(stage, image), stage.padding.width, stage.input[2]] as const),
        ...([stage.panels, ...stage.filter, outChannels] as const),
        ...([...stage.strides, stage.bias?.at ?? 0, stage.relu] as const),
        stage.y + image * FLOAT * volume(stage.output),
        stage.argmax + image * volume(stage.output),
        ...([pooledHeight, pooledWidth, this.#own.scratch] as const),
      );
    }
  }

  /** Adds an image's gradients to its lane's. */
  #backward(image: number): void {
    const lane = image % LANES;
    const { convolutions, dense } = this.#program;
    const features = (dense[0] as DenseProgram).inputs;
    let dy = (dense[0] as DenseProgram).dx + image * FLOAT * features;
    for (let i = convolutions.length - 1; i >= 0; i--) {
      const stage = convolutions[i] as ConvolutionProgram;
      const [pooledHeight, pooledWidth, outChannels] = stage.output;
      const y = stage.y + image * FLOAT * volume(stage.output);
      const pooled: PooledGradient = [
        ...([dy, y, stage.argmax + image * volume(stage.output)] as const),
        ...([pooledHeight, pooledWidth, outChannels] as const),
        ...stage.filter,
        ...stage.strides,
        stage.relu,
      ];
      if (stage.bias) {
        const sums = stage.biasSums + lane * stage.biasSumBytes;
        this.#exports.pooledBiasGradient(dy, y, pooledHeight * pooledWidth, outChannels, stage.relu, sums);
      }
      const line = [stage.padding.width, stage.input[2]] as const;
      const sums = stage.kernelSums + lane * stage.kernelSumBytes;
      const { scratch } = this.#own;
      this.#exports.pooledFilterGradient(this.#padded(stage, image), ...line, ...pooled, sums, scratch);
      if (i > 0) dy = this.#inputGradient(i, stage, pooled);
    }
    this.#control.leaveLane(lane);
  }

  /** The gradient of a stage's image, without its zeros. */
  #inputGradient(i: number, stage: ConvolutionProgram, pooled: PooledGradient): Address {
    const [height, width, channels] = stage.input;
    const { top, left, ...size } = stage.padding;
    const to = this.#own.gradients[i] as { padded: Address; image: Address };
    this.#clear(to.padded, FLOAT * size.height * size.width * channels);
    this.#exports.pooledInputGradient(
      to.padded,
      size.width,
      channels,
      ...pooled,
      stage.rows,
      this.#own.scratch,
    );
    if (to.padded === to.image) return to.image;
    this.#exports.placePixels(
      ...([to.padded, size.height, size.width, FLOAT * channels] as const),
      ...([to.image, height, width, -top, -left, 1, 1] as const),
    );
    return to.image;
  }

  /** Where an image of a stage lies, with its zeros. */
  #padded({ x, input, padding }: ConvolutionProgram, image: number): Address {
    const [height, width, channels] = input;
    const from = x + image * FLOAT * volume(input);
    if (padding.height === height && padding.width === width) return from;
    this.#exports.placePixels(
      ...([from, height, width, FLOAT * channels] as const),
      ...([this.#own.padded, padding.height, padding.width, padding.top, padding.left, 1, 1] as const),
    );
    return this.#own.padded;
  }

  /** Some columns of y = act(x · kernel + bias). */
  #denseForward({ layer, images }: Job, item: number): void {
    const { inputs, units, columns, kernel, bias, relu, ...at } = this.#program.dense[layer] as DenseProgram;
    const first = FLOAT * item * columns;
    const count = Math.min(columns, units - item * columns);
    this.#exports.matMul(
      ...([at.x, FLOAT * inputs, false] as const),
      ...([kernel.at + first, FLOAT * units, false] as const),
      ...([at.y + first, FLOAT * units] as const),
      ...([images, count, inputs] as const),
      ...([bias ? bias.at + first : 0, false, relu ? 0 : NO_FLOOR, this.#own.scratch] as const),
    );
  }

  /** Some columns of dx, and the update of the kernel's rows that they came from: read once, written once. */
  #denseBackward({ layer, images }: Job, item: number): void {
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
    }
    this.#exports.matMul(
      ...([x + FLOAT * first, FLOAT * inputs, true] as const),
      ...([dy, FLOAT * units, false] as const),
      ...([block, FLOAT * units] as const),
      ...([count, units, images] as const),
      ...([0, false, NO_FLOOR, scratch] as const),
    );
    update(this.#exports, this.#program, this.#control.rates, kernel, block, first * units, count * units);
  }

  #clear(at: Address, bytes: number): void {
    new Uint8Array(this.#memory.buffer, at, bytes).fill(0);
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

function volume(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
