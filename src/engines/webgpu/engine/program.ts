/**
 * A plan as kernels over named buffers: which kernels a step dispatches, in which order, and the size of every buffer.
 * Does not use the GPU.
 */
import type { ResolvedLoss } from '../../../options/loss-config';
import type { PlanUpdate } from '../../../training/optimizers';
import { mix } from '../../../plan/mix';
import type {
  ConvolutionStage,
  DenseStage,
  ImageStage,
  Plan,
  PooledConvolutionStage,
  PoolingStage,
} from '../../../plan/stages';
import { argmaxWords, shapeOf } from '../convolution-shape';
import { convolve } from '../convolve';
import { convolvePooled } from '../convolve-pooled';
import { crossentropyKernel } from '../crossentropy';
import { type DenseShape, denseForward, denseInputGradient, denseKernelGradient } from '../dense';
import type { Dropout, Finished } from '../finish';
import { filterGradient } from '../filter-gradient';
import { inputGradient } from '../input-gradient';
import { type BufferName, FLOAT, type Kernel, type Operand, whole } from '../kernel';
import { optimizerKernel } from '../optimizer';
import { pool, poolGradient } from '../pool';
import { type Parts, sumParts } from '../sum-parts';
import { unpackKernel } from '../unpack';
import type { TileLimits } from '../tile';
import type { WeightLayout } from './weight-layout';

/** Number of steps whose results are kept until they are read. */
export const RESULT_SLOTS = 64;

/** Inputs of a program. */
export interface ProgramInputs {
  plan: Plan;
  loss: ResolvedLoss;
  optimizer: PlanUpdate;
  weights: WeightLayout;
  /** Maximum number of images in a batch. */
  images: number;
  limits: TileLimits;
}

/** Kernels and buffers for batches of up to `images`. */
export interface Program {
  images: number;
  /** Sizes in bytes. Excludes `weights`, the slots and `results`, which outlive a program. */
  buffers: Map<BufferName, number>;
  /** Computes `x` from `bytes`, for batches of bytes. */
  unpack: Kernel;
  /** From `x` to the logits. */
  forward: Kernel[];
  /** Computes loss, accuracy and the gradient of the logits. */
  score: Kernel;
  /** Computes the gradients of all weights. */
  backward: Kernel[];
  update: Kernel;
  logits: BufferName;
  units: number;
}

/** Compiles a plan to a program. */
export function makeProgram(inputs: ProgramInputs): Program {
  return new ProgramMaker(inputs).make();
}

/** Output of a stage, and whether any stage up to it has weights. */
interface Values extends Finished {
  needsGradient: boolean;
}

class ProgramMaker {
  readonly #inputs: ProgramInputs;
  readonly #buffers = new Map<BufferName, number>();
  readonly #forward: Kernel[] = [];
  /** Lists of kernels in the order of the stages. */
  readonly #backward: Kernel[][] = [];

  constructor(inputs: ProgramInputs) {
    this.#inputs = inputs;
  }

  make(): Program {
    const { plan, loss, optimizer, weights, images } = this.#inputs;
    const words = Math.ceil((images * volume(plan.input)) / FLOAT);
    const x = this.#buffer('x', FLOAT * words);
    const unpack = unpackKernel(volume(plan.input), this.#buffer('bytes', words), x);
    let values: Values = { y: x, activation: 'linear', dropout: null, needsGradient: false };
    plan.images.forEach((stage, i) => (values = this.#image(stage, i, values)));
    plan.dense.forEach((stage, i) => (values = this.#dense(stage, i, values)));
    const { units } = plan.dense.at(-1) as DenseStage;
    this.#buffer('gradients', weights.trained.size);
    const logits = values.y;
    const score = crossentropyKernel({
      loss,
      units,
      logits,
      gradient: gradientOf(logits),
      labels: this.#buffer('labels', images * (units + 1)),
      results: whole('results'),
    });
    return {
      images,
      units,
      logits: logits.buffer,
      buffers: this.#buffers,
      unpack,
      score,
      forward: this.#forward,
      backward: this.#backward.reverse().flat(),
      update: optimizerKernel(optimizer, weights.trained.size),
    };
  }

  #image(stage: ImageStage, i: number, below: Values): Values {
    const y = this.#values(`y${i}`, volume(stage.output));
    const dropout = dropoutOf(stage, i);
    const needsGradient = below.needsGradient || stage.kind !== 'pooling';
    const options = { i, y, below, dropout };
    if (stage.kind === 'pooling') this.#pooling(stage, options);
    else this.#convolution(stage, options);
    // In a fused stage, the positions of the maxima already tell where ReLU blocks the gradient.
    const activation = stage.kind === 'convolution' ? stage.activation : 'linear';
    return { y, activation, dropout, needsGradient };
  }

  #pooling(stage: PoolingStage, { i, y, below, dropout }: StageArrays): void {
    const { images } = this.#inputs;
    const { pooling } = stage;
    const argmax = pooling === 'max' ? this.#buffer(`argmax${i}`, images * volume(stage.output)) : null;
    const common = { shape: shapeOf(stage), pooling, argmax };
    this.#forward.push(pool({ ...common, x: below.y, y, dropout }));
    const [dy, dx] = [y, below.y].map(gradientOf) as [Operand, Operand];
    this.#backward.push(below.needsGradient ? [poolGradient({ ...common, dy, dx, below })] : []);
  }

  #convolution(
    stage: ConvolutionStage | PooledConvolutionStage,
    { i, y, below, dropout }: StageArrays,
  ): void {
    const { images, limits } = this.#inputs;
    const common = { shape: shapeOf(stage), images, limits };
    const kernel = this.#weight(stage.kernel);
    const bias = stage.bias === null ? null : this.#weight(stage.bias);
    const forward = { ...common, dropout, x: below.y, kernel, bias, y };
    let argmax: Operand | null = null;
    if (stage.kind === 'pooledConvolution') {
      const [height, width, channels] = stage.output;
      argmax = this.#buffer(`argmax${i}`, images * height * width * argmaxWords(channels));
      this.#forward.push(convolvePooled({ ...forward, relu: stage.relu, argmax }));
    } else this.#forward.push(convolve({ ...forward, activation: stage.activation }));
    const gradient = { ...common, dy: gradientOf(y), argmax };
    const result = (parts: Parts): Operand => this.#partials(parts, this.#gradient(stage.kernel));
    const filter = filterGradient({ ...gradient, x: below.y, bias: bias !== null, result });
    const backward = [filter.kernel, ...this.#secondPass(filter.parts, this.#gradient(stage.kernel))];
    // The gradient of the input images is not needed.
    if (below.needsGradient)
      backward.push(inputGradient({ ...gradient, kernel, dx: gradientOf(below.y), below }));
    this.#backward.push(backward);
  }

  #dense(stage: DenseStage, i: number, below: Values): Values {
    const { images, limits, plan } = this.#inputs;
    const { inputs, units, activation } = stage;
    const dropout = dropoutOf(stage, plan.images.length + i);
    const shape: DenseShape = { inputs, units, images, limits };
    const y = this.#values(`dense${i}`, units);
    const kernel = this.#weight(stage.kernel);
    const bias = stage.bias === null ? null : this.#weight(stage.bias);
    const partials = whole('partials');
    const { kernel: forward, parts } = denseForward(shape, below.y, kernel, partials);
    this.#partials(parts, null);
    const sum = { parts, partials, result: y, bias, columns: units, activation, dropout };
    this.#forward.push(forward, sumParts(sum));
    const dy = gradientOf(y);
    const backward = [denseKernelGradient(shape, below.y, dy, this.#gradient(stage.kernel), bias !== null)];
    if (below.needsGradient) backward.push(denseInputGradient(shape, dy, kernel, gradientOf(below.y), below));
    this.#backward.push(backward);
    return { y, activation, dropout, needsGradient: true };
  }

  #secondPass(parts: Parts, result: Operand): Kernel[] {
    return parts.maxCount === 1 ? [] : [sumParts({ parts, partials: whole('partials'), result })];
  }

  /** Destination of a sum: the shared buffer of parts, or `result` if the sum has only one part. */
  #partials({ maxCount, size }: Parts, result: Operand | null): Operand {
    if (result && maxCount === 1) return result;
    return this.#buffer('partials', maxCount * size);
  }

  #weight(index: number): Operand {
    return { buffer: 'weights', offset: this.#inputs.weights.offsets[index] as number };
  }

  #gradient(index: number): Operand {
    return { ...this.#weight(index), buffer: 'gradients' };
  }

  /** Declares an array for the whole batch, and its gradient. */
  #values(name: BufferName, values: number): Operand {
    const y = this.#buffer(name, this.#inputs.images * values);
    this.#buffer(gradientOf(y).buffer, this.#inputs.images * values);
    return y;
  }

  #buffer(name: BufferName, values: number): Operand {
    this.#buffers.set(name, Math.max(this.#buffers.get(name) ?? 0, FLOAT * values));
    return whole(name);
  }
}

/** Index, output and input of an image stage. */
interface StageArrays {
  i: number;
  y: Operand;
  below: Values;
  dropout: Dropout | null;
}

/** @param stageIndex Index among all stages. */
function dropoutOf({ dropout }: { dropout: number }, stageIndex: number): Dropout | null {
  return dropout > 0 ? { rate: dropout, salt: mix(stageIndex) } : null;
}

function gradientOf({ buffer }: Operand): Operand {
  return whole(`d_${buffer}`);
}

function volume(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
