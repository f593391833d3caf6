/** Forward and backward pass of one image through the image stages, on any thread. Independent of tfjs. */
import { mix } from '../../../plan/mix';
import { NO_FLOOR } from '../convolution';
import type { Address, KernelExports, PoolGeometry, PooledGradient } from '../kernel-exports';
import {
  ACTIVATION_KINDS,
  type ConvolutionProgram,
  type DenseProgram,
  FLOAT,
  type ImageProgram,
  type PooledConvolutionProgram,
  type PoolingProgram,
  type Program,
  type StageMemory,
  type ThreadProgram,
  isConvolution,
  volume,
} from './program';
import { winogradKernels } from './winograd';

/** A stage and the arrays of one image. */
interface StageContext<Stage extends ImageProgram = ImageProgram> {
  stage: Stage;
  memory: StageMemory;
  image: number;
  /** Input of the stage, and its output. */
  x: Address;
  y: Address;
  lane: number;
}

/** One thread's view of the stages. */
export class ImageItems {
  readonly #exports: KernelExports;
  readonly #program: Program;
  readonly #own: ThreadProgram;

  constructor(exports: KernelExports, program: Program, own: ThreadProgram) {
    this.#exports = exports;
    this.#program = program;
    this.#own = own;
  }

  /**
   * Runs an image forward. Yields after each stage.
   *
   * @param key Key of this step's dropout masks; 0 for no dropout.
   */
  *forward(image: number, key: number): Generator<void> {
    for (const [i, stage] of this.#program.images.entries()) {
      const context = this.#contextOf(i, image);
      if (stage.kind === 'pooling') this.#pool(context as StageContext<PoolingProgram>);
      else if (stage.kind === 'convolution') this.#convolve(context as StageContext<ConvolutionProgram>);
      else this.#convolvePooled(context as StageContext<PooledConvolutionProgram>);
      this.#drop(i, context.y, image, key);
      yield;
    }
  }

  /** Adds an image's gradients to those of its lane. Yields after each stage. */
  *backward(image: number, key: number): Generator<void> {
    const { images, dense } = this.#program;
    if (images.some(({ y }) => y === 0)) yield* this.forward(image, key);
    const { inputs, dx } = dense[0] as DenseProgram;
    let dy = dx + image * FLOAT * inputs;
    for (let i = images.length - 1; i >= 0; i--) {
      const stage = images[i] as ImageProgram;
      if (!stage.needsInputGradient && !isConvolution(stage)) return;
      const context = this.#contextOf(i, image);
      this.#drop(i, dy, image, key);
      if (stage.kind === 'pooling') this.#poolBack(context as StageContext<PoolingProgram>, dy);
      else if (stage.kind === 'convolution')
        this.#convolveBack(context as StageContext<ConvolutionProgram>, dy);
      else this.#convolvePooledBack(context as StageContext<PooledConvolutionProgram>, dy);
      dy = context.memory.dx;
      yield;
    }
  }

  #contextOf(i: number, image: number): StageContext {
    const { images, x, lanes } = this.#program;
    const stage = images[i] as ImageProgram;
    const first = x + image * FLOAT * volume(stage.input);
    return {
      stage,
      image,
      lane: image % lanes,
      memory: this.#own.stages[i] as StageMemory,
      x: i === 0 ? first : this.#output(i - 1, image),
      y: this.#output(i, image),
    };
  }

  #output(i: number, image: number): Address {
    const { y, output } = this.#program.images[i] as ImageProgram;
    return y ? y + image * FLOAT * volume(output) : (this.#own.stages[i] as StageMemory).y;
  }

  /** Applies dropout. Activations and gradients get the same mask. */
  #drop(i: number, values: Address, image: number, key: number): void {
    const { dropout, output } = this.#program.images[i] as ImageProgram;
    if (key && dropout) this.#exports.dropOut(values, volume(output), dropout, mix(key, i, image));
  }

  #pool({ stage, x, y }: StageContext<PoolingProgram>): void {
    const pool = stage.pooling === 'max' ? this.#exports.maxPool : this.#exports.averagePool;
    pool(x, y, ...geometryOf(stage));
  }

  #poolBack({ stage, memory, x }: StageContext<PoolingProgram>, dy: Address): void {
    this.#exports.clearBytes(memory.dx, FLOAT * volume(stage.input));
    if (stage.pooling === 'max') this.#exports.maxPoolGradient(x, dy, memory.dx, ...geometryOf(stage));
    else this.#exports.averagePoolGradient(dy, memory.dx, ...geometryOf(stage));
  }

  #convolve({ stage, x, y }: StageContext<ConvolutionProgram>): void {
    const { input, output, filter, strides, dilation, activation, panels, bias, padding, winograd } = stage;
    const source = [this.#padded(stage, x), padding.width, input[2], panels] as const;
    const floor = activation === 'relu' ? 0 : NO_FLOOR;
    const target = [y, output[0], output[1], bias?.at ?? 0, floor, this.#own.scratch] as const;
    if (winograd) winogradKernels(this.#exports, winograd).convolve(...source, output[2], ...target);
    else this.#exports.convolveImage(...source, ...filter, output[2], ...strides, ...dilation, ...target);
    const kind = ACTIVATION_KINDS[activation];
    if (kind !== null) this.#exports.activate(y, volume(output), kind);
  }

  #convolveBack({ stage, memory, x, y, lane }: StageContext<ConvolutionProgram>, dy: Address): void {
    const { input, output, filter, strides, dilation, activation, padding } = stage;
    const kind = ACTIVATION_KINDS[activation];
    if (activation === 'relu') this.#exports.stopAtZero(dy, y, volume(output));
    else if (kind !== null) this.#exports.activationGradient(dy, y, volume(output), kind);
    if (stage.bias) {
      const sums = stage.biasSums + lane * stage.biasSumBytes;
      this.#exports.addColumns(dy, output[0] * output[1], output[2], sums);
    }
    this.#exports.convolveFilterGradient(
      this.#padded(stage, x),
      padding.width,
      input[2],
      dy,
      ...output,
      ...filter,
      ...strides,
      ...dilation,
      stage.kernelSums + lane * stage.kernelSumBytes,
      this.#own.scratch,
    );
    if (stage.needsInputGradient) this.#convolveInputGradient(stage, memory, dy);
  }

  /** Convolves dy, spread by the strides, with the filter rotated by 180°. */
  #convolveInputGradient(stage: ConvolutionProgram, { dx, spread }: StageMemory, dy: Address): void {
    const [height, width, channels] = stage.input;
    const [outHeight, outWidth, outChannels] = stage.output;
    const reach = stage.filter.map((side, axis) => (side - 1) * (stage.dilation[axis] ?? 1));
    const [down = 0, across = 0] = reach;
    this.#exports.placePixels(
      dy,
      outHeight,
      outWidth,
      FLOAT * outChannels,
      spread,
      height + down,
      width + across,
      down - stage.padding.top,
      across - stage.padding.left,
      ...stage.strides,
    );
    const source = [spread, width + across, outChannels, stage.turned] as const;
    const target = [dx, height, width, 0, NO_FLOOR, this.#own.scratch] as const;
    const { winograd, filter, dilation } = stage;
    if (winograd) winogradKernels(this.#exports, winograd).convolve(...source, channels, ...target);
    else this.#exports.convolveImage(...source, ...filter, channels, 1, 1, ...dilation, ...target);
  }

  #convolvePooled({ stage, memory, x, y, image }: StageContext<PooledConvolutionProgram>): void {
    const [pooledHeight, pooledWidth, outChannels] = stage.output;
    const argmax = argmaxOf(stage, memory, image);
    if (stage.winograd) {
      this.#exports.convolvePooledWinograd(
        this.#padded(stage, x),
        stage.padding.width,
        stage.input[2],
        stage.panels,
        outChannels,
        stage.bias?.at ?? 0,
        stage.relu,
        y,
        argmax,
        pooledHeight,
        pooledWidth,
        this.#own.scratch,
      );
      return;
    }
    this.#exports.convolvePooled(
      this.#padded(stage, x),
      stage.padding.width,
      stage.input[2],
      stage.panels,
      ...stage.filter,
      outChannels,
      ...stage.strides,
      stage.bias?.at ?? 0,
      stage.relu,
      y,
      argmax,
      pooledHeight,
      pooledWidth,
      this.#own.scratch,
    );
  }

  #convolvePooledBack(context: StageContext<PooledConvolutionProgram>, dy: Address): void {
    const { stage, memory, x, y, image, lane } = context;
    const [pooledHeight, pooledWidth, outChannels] = stage.output;
    const pooled: PooledGradient = [
      dy,
      y,
      argmaxOf(stage, memory, image),
      pooledHeight,
      pooledWidth,
      outChannels,
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
    this.#exports.pooledFilterGradient(this.#padded(stage, x), ...line, ...pooled, sums, scratch);
    if (stage.needsInputGradient) this.#pooledInputGradient(stage, memory, pooled);
  }

  /** Computes the gradient of the stage's input, without its padding. */
  #pooledInputGradient(
    stage: PooledConvolutionProgram,
    { dx, spread }: StageMemory,
    pooled: PooledGradient,
  ): void {
    const [height, width, channels] = stage.input;
    const { top, left, ...size } = stage.padding;
    const isPadded = size.height !== height || size.width !== width;
    const to = isPadded ? spread : dx;
    this.#exports.clearBytes(to, FLOAT * size.height * size.width * channels);
    const { rows } = stage;
    this.#exports.pooledInputGradient(to, size.width, channels, ...pooled, rows, this.#own.scratch);
    if (!isPadded) return;
    this.#exports.placePixels(
      spread,
      size.height,
      size.width,
      FLOAT * channels,
      dx,
      height,
      width,
      -top,
      -left,
      1,
      1,
    );
  }

  /** Returns the address of the padded input. */
  #padded(stage: ConvolutionProgram | PooledConvolutionProgram, x: Address): Address {
    const [height, width, channels] = stage.input;
    const { padding } = stage;
    if (padding.height === height && padding.width === width) return x;
    this.#exports.placePixels(
      x,
      height,
      width,
      FLOAT * channels,
      this.#own.padded,
      padding.height,
      padding.width,
      padding.top,
      padding.left,
      1,
      1,
    );
    return this.#own.padded;
  }
}

function argmaxOf(stage: PooledConvolutionProgram, memory: StageMemory, image: number): Address {
  return stage.argmax ? stage.argmax + image * volume(stage.output) : memory.argmax;
}

function geometryOf({ input, output, window, strides, padding }: PoolingProgram): PoolGeometry {
  return [1, ...input, output[0], output[1], ...window, ...strides, padding.top, padding.left];
}
