/**
 * What every thread knows of a plan: shapes and addresses in the shared memory, and nothing else, so that it can be
 * sent to a worker. `layout.ts` makes it, `items.ts` and `image-items.ts` compute it.
 */
import type {
  Activation,
  ConvolutionStage,
  DenseStage,
  PooledConvolutionStage,
  PoolingStage,
} from '../../../plan/stages';
import type { Address } from '../module';

/** A weight, the optimizer's slots of the same size, and how many values. */
export interface WeightProgram {
  at: Address;
  slots: Address[];
  count: number;
}

/** A stage whose weights are addresses. */
type Weighted<Stage> = Omit<Stage, 'kernel' | 'bias'> & {
  kernel: WeightProgram;
  bias: WeightProgram | null;
};

/** Where a stage on images has its arrays. Those over images lie without gaps. */
export interface ImageArrays {
  /** The values of all images; 0 where they are not kept but computed anew on the way back. */
  y: Address;
  /** Whether the gradient of its images is asked for: some stage before it has weights. */
  passesOn: boolean;
}

/** What all convolutions have. */
interface ConvolutionArrays extends ImageArrays {
  /** The filter as `packFilter` writes it. */
  panels: Address;
  /** Each lane's gradients: kernel, then bias. */
  kernelSums: Address;
  kernelSumBytes: number;
  biasSums: Address;
  biasSumBytes: number;
}

/** Its kernel's gradient is in the layout of weight rows. */
export interface PooledConvolutionProgram extends Weighted<PooledConvolutionStage>, ConvolutionArrays {
  /** Whether it is computed by Winograd's way; its panels are then `packWinogradFilter`'s. */
  winograd: boolean;
  /** Where in its window each value was found; 0 where that is not kept. */
  argmax: Address;
  /** The filter as `packWeightRows` writes it, for the input's gradient. */
  rows: Address;
}

/** Its kernel's gradient is in the kernel's own layout. */
export interface ConvolutionProgram extends Weighted<ConvolutionStage>, ConvolutionArrays {
  /** The filter turned by half a turn, packed, for the input's gradient. */
  turned: Address;
}

export type PoolingProgram = PoolingStage & ImageArrays;
export type ImageProgram = PooledConvolutionProgram | ConvolutionProgram | PoolingProgram;

/** One dense layer. */
export interface DenseProgram extends Weighted<DenseStage> {
  x: Address;
  y: Address;
  /** Gradient of `y`; and of `x`, or 0 where nobody needs it. */
  dy: Address;
  dx: Address;
  /** Columns of the product that one item makes, and rows of the kernel that one item updates. */
  columns: number;
  rows: number;
}

/** One thread's arrays for one stage on images. */
export interface StageMemory {
  /** The values and maxima of the image under way, where they are not kept. */
  y: Address;
  argmax: Address;
  /** The gradient of the stage's image; 0 where nobody asks. */
  dx: Address;
  /** The image's gradient with its zeros, or the output's gradient spread out by strides: what `dx` is made from. */
  spread: Address;
}

/** Memory that one thread has for itself. */
export interface ThreadProgram {
  /** Scratch memory of the kernels. */
  scratch: Address;
  /** An image with its zeros. */
  padded: Address;
  stages: StageMemory[];
  /** The gradient of some rows of a dense kernel. */
  block: Address;
  /** Of the update of these rows; see `JournaledUpdate`. */
  journal: Address;
}

/** Which update; its numbers are in the control block. */
export type OptimizerName = 'adam' | 'sgd' | 'rmsprop';

/** Everything. */
export interface Program {
  optimizer: OptimizerName;
  nesterov: boolean;
  /** The batch's images. */
  x: Address;
  images: ImageProgram[];
  /** Gradients are summed over the images of a lane, then over the lanes: the same sums for any number of threads. */
  lanes: number;
  dense: DenseProgram[];
  threads: ThreadProgram[];
  control: Address;
}

export const FLOAT = 4;

/** The number of an activation in the kernels; null for those that a product applies itself. */
export const ACTIVATION_KINDS: Record<Activation, number | null> = {
  ...{ linear: null, relu: null },
  ...{ sigmoid: 0, tanh: 1, elu: 2 },
};

/** Whether a stage has a kernel. */
export function isConvolution(stage: ImageProgram): stage is PooledConvolutionProgram | ConvolutionProgram {
  return stage.kind !== 'pooling';
}

export function volume(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
