/**
 * A plan as kernels over named buffers: what is dispatched for a step, in which order, and how large every buffer is.
 * Nothing of the GPU is touched here.
 */
import type { LossName } from '../../../trainer/losses';
import type { ResolvedOptimizer } from '../../../trainer/optimizers';
import type { DenseStage, PooledConvolutionStage } from '../../../trainer/plan/stages';
import { type ConvolutionShape, argmaxWords, shapeOf } from '../convolution-shape';
import { convolvePooled } from '../convolve-pooled';
import { crossentropyKernel } from '../crossentropy';
import { type DenseShape, denseForward, denseInputGradient, denseKernelGradient } from '../dense';
import { filterGradient } from '../filter-gradient';
import { inputGradient } from '../input-gradient';
import { type BufferName, FLOAT, type Kernel, type Operand } from '../kernel';
import { optimizerKernel, slotCount } from '../optimizer';
import { type Parts, sumParts } from '../sum-parts';
import { unpackKernel } from '../unpack';
import type { TileLimits } from '../tile';
import type { WebGpuDenseStage, WebGpuPlan } from './webgpu-plan';

/** Results of this many steps are kept until they are read. */
export const RESULT_SLOTS = 64;

/** Weights of a stage begin at multiples of this many values: whole cache lines. */
const ALIGNMENT = 64;

/** What a program is made from. */
export interface ProgramInputs {
  plan: WebGpuPlan;
  loss: LossName;
  optimizer: ResolvedOptimizer;
  weights: WeightLayout;
  /** Most images in a batch. */
  images: number;
  limits: TileLimits;
}

/** Everything for batches of up to `images`. */
export interface Program {
  images: number;
  /** Bytes. `weights`, the slots and `results` are not among them: they outlive a program. */
  buffers: Map<BufferName, number>;
  /** Makes `x` of `bytes`, for batches that come as bytes. */
  unpack: Kernel;
  /** To the logits. */
  forward: Kernel[];
  /** Loss, accuracy and the logits' gradient. */
  score: Kernel;
  /** Gradients of all weights. */
  backward: Kernel[];
  update: Kernel;
  logits: BufferName;
  units: number;
}

/** Where each of `trainableWeights` begins in one long array, and its length. */
export interface WeightLayout {
  offsets: number[];
  size: number;
  /** Arrays of this layout that the optimizer keeps. */
  slots: number;
}

/** Each bias lies right behind its kernel: their gradients are one product. */
export function layOutWeights(plan: WebGpuPlan, sizes: number[], optimizer: ResolvedOptimizer): WeightLayout {
  const offsets = sizes.map(() => 0);
  let size = 0;
  for (const { kernel, bias } of [...plan.images, ...plan.dense]) {
    offsets[kernel] = size;
    size += sizes[kernel] as number;
    if (bias !== null) {
      offsets[bias] = size;
      size += sizes[bias] as number;
    }
    size = Math.ceil(size / ALIGNMENT) * ALIGNMENT;
  }
  return { offsets, size, slots: slotCount(optimizer) };
}

/** The program of a plan. */
export function makeProgram(inputs: ProgramInputs): Program {
  return new ProgramMaker(inputs).make();
}

class ProgramMaker {
  readonly #inputs: ProgramInputs;
  readonly #buffers = new Map<BufferName, number>();
  readonly #forward: Kernel[] = [];
  /** In the order of the stages; each stage's own kernels in theirs. */
  readonly #backward: Kernel[][] = [];

  constructor(inputs: ProgramInputs) {
    this.#inputs = inputs;
  }

  make(): Program {
    const { plan, loss, optimizer, weights, images } = this.#inputs;
    const words = Math.ceil((images * volume(plan.input)) / FLOAT);
    let x = this.#buffer('x', FLOAT * words);
    const unpack = unpackKernel(volume(plan.input), this.#buffer('bytes', words), x);
    plan.images.forEach((stage, i) => (x = this.#convolution(stage, i, x)));
    plan.dense.forEach((stage, i) => (x = this.#dense(stage, i, x)));
    const { units } = plan.dense.at(-1) as DenseStage;
    this.#buffer('gradients', weights.size);
    const score = crossentropyKernel({
      ...{ loss, units, logits: x, gradient: operand(gradientOf(x.buffer)) },
      labels: this.#buffer('labels', images * units),
      results: operand('results'),
    });
    return {
      ...{ images, units, logits: x.buffer, buffers: this.#buffers, unpack, score },
      forward: this.#forward,
      backward: this.#backward.reverse().flat(),
      update: optimizerKernel(optimizer, weights.slots, weights.size),
    };
  }

  #convolution(stage: PooledConvolutionStage, i: number, x: Operand): Operand {
    const { images, limits } = this.#inputs;
    const shape: ConvolutionShape = shapeOf(stage);
    const [height, width, channels] = stage.output;
    const y = this.#buffer(`y${i}`, images * volume(stage.output));
    const dy = this.#buffer(gradientOf(y.buffer), images * volume(stage.output));
    const argmax = this.#buffer(`argmax${i}`, images * height * width * argmaxWords(channels));
    const common = { shape, images, limits };
    const kernel = this.#weight(stage.kernel);
    const bias = stage.bias === null ? null : this.#weight(stage.bias);
    this.#forward.push(convolvePooled({ ...common, relu: stage.relu, x, kernel, bias, y, argmax }));
    const result = (parts: Parts): Operand => this.#partials(parts, this.#gradient(stage.kernel));
    const filter = filterGradient({ ...common, x, dy, argmax, bias: bias !== null, result });
    const backward = [filter.kernel, ...this.#secondPass(filter.parts, this.#gradient(stage.kernel))];
    // Nobody asks for the gradient of the images.
    if (i > 0)
      backward.push(inputGradient({ ...common, dy, argmax, kernel, dx: operand(gradientOf(x.buffer)) }));
    this.#backward.push(backward);
    return y;
  }

  #dense(stage: WebGpuDenseStage, i: number, x: Operand): Operand {
    const { images, limits, plan } = this.#inputs;
    const { inputs, units } = stage;
    const relu = stage.activation === 'relu';
    const shape: DenseShape = { inputs, units, images, limits };
    const y = this.#buffer(`dense${i}`, images * units);
    const dy = this.#buffer(gradientOf(y.buffer), images * units);
    const kernel = this.#weight(stage.kernel);
    const bias = stage.bias === null ? null : this.#weight(stage.bias);
    const partials = operand('partials');
    const forward = denseForward(shape, x, kernel, partials);
    this.#partials(forward.parts, null);
    this.#forward.push(
      forward.kernel,
      sumParts({ parts: forward.parts, partials, result: y, bias, columns: units, relu }),
    );
    const backward = [denseKernelGradient(shape, x, dy, this.#gradient(stage.kernel), bias !== null)];
    const below = plan.dense[i - 1];
    if (below ?? plan.images.length > 0) {
      const dx = operand(gradientOf(x.buffer));
      backward.push(denseInputGradient(shape, dy, kernel, dx, below?.activation === 'relu' ? x : null));
    }
    this.#backward.push(backward);
    return y;
  }

  #secondPass(parts: Parts, result: Operand): Kernel[] {
    return parts.most === 1 ? [] : [sumParts({ parts, partials: operand('partials'), result })];
  }

  /** Where a sum goes: to the parts that all kernels share, or at once to `whole` where it has one part. */
  #partials({ most, size }: Parts, whole: Operand | null): Operand {
    if (whole && most === 1) return whole;
    return this.#buffer('partials', most * size);
  }

  #weight(place: number): Operand {
    return { buffer: 'weights', offset: this.#inputs.weights.offsets[place] as number };
  }

  #gradient(place: number): Operand {
    return { ...this.#weight(place), buffer: 'gradients' };
  }

  #buffer(name: BufferName, values: number): Operand {
    this.#buffers.set(name, Math.max(this.#buffers.get(name) ?? 0, FLOAT * values));
    return operand(name);
  }
}

function gradientOf(buffer: BufferName): BufferName {
  return `d_${buffer}`;
}

function operand(buffer: BufferName): Operand {
  return { buffer, offset: 0 };
}

function volume(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
