/**
 * A plan as every thread sees it: shapes and addresses in shared memory only, so that it can be sent to a worker.
 * `layout.ts` creates it; `items.ts` and `image-items.ts` run it.
 */
import type { PlanUpdate } from '../../../training/optimizers';
import type {
  Activation,
  ConvolutionStage,
  DenseStage,
  PooledConvolutionStage,
  PoolingStage,
} from '../../../plan/stages';
import type { Address } from '../kernel-exports';
import type { Winograd } from './winograd';

/** Address of a weight, addresses of its optimizer slots, and number of values of each. */
export interface WeightProgram {
  at: Address;
  slots: Address[];
  count: number;
}

/** A stage with addresses of its weights. */
type Weighted<Stage> = Omit<Stage, 'kernel' | 'bias'> & {
  kernel: WeightProgram;
  bias: WeightProgram | null;
};

/** Arrays of an image stage. Images are contiguous. */
export interface ImageArrays {
  /** Outputs of all images; 0 if they are recomputed in the backward pass. */
  y: Address;
  /** Whether the gradient of its input is needed, because an earlier stage has weights. */
  needsInputGradient: boolean;
}

/** Arrays of all convolutions. */
interface ConvolutionArrays extends ImageArrays {
  /** The filter packed for the convolution: by `packFilter`, or for Winograd's algorithm. */
  panels: Address;
  /** Null for a direct convolution. */
  winograd: Winograd | null;
  /** Gradients of all lanes: kernel, then bias. */
  kernelSums: Address;
  kernelSumBytes: number;
  biasSums: Address;
  biasSumBytes: number;
}

/** A fused stage. Its kernel gradient is in the layout of weight rows. */
export interface PooledConvolutionProgram extends Weighted<PooledConvolutionStage>, ConvolutionArrays {
  /** Position of each maximum in its window; 0 if recomputed. */
  argmax: Address;
  /** The filter packed by `packWeightRows`, for the input gradient. */
  rows: Address;
}

/** A convolution. Its kernel gradient is in the kernel's own layout. */
export interface ConvolutionProgram extends Weighted<ConvolutionStage>, ConvolutionArrays {
  /** The filter rotated by 180° and packed like `panels`, for the input gradient. */
  turned: Address;
}

export type PoolingProgram = PoolingStage & ImageArrays;
export type ImageProgram = PooledConvolutionProgram | ConvolutionProgram | PoolingProgram;

/** A dense layer. */
export interface DenseProgram extends Weighted<DenseStage> {
  x: Address;
  y: Address;
  /** Gradient of `y`; and of `x`, or 0 if it is not needed. */
  dy: Address;
  dx: Address;
  /** Columns of the product per item of the forward job, and rows of the kernel per item of the backward job. */
  columns: number;
  rows: number;
}

/** A thread's arrays for one image stage. */
export interface StageMemory {
  /** Output and positions of maxima of the current image, if they are not kept for the whole batch. */
  y: Address;
  argmax: Address;
  /** Gradient of the stage's input; 0 if it is not needed. */
  dx: Address;
  /** Intermediate of `dx`: the gradient of the padded input, or the output's gradient spread by the strides. */
  spread: Address;
}

/** Private memory of a thread. */
export interface ThreadProgram {
  /** Scratch memory of the kernels. */
  scratch: Address;
  /** Buffer for a padded image. */
  padded: Address;
  stages: StageMemory[];
  /** Gradient of some rows of a dense kernel. */
  block: Address;
  /** Journal of the update of these rows; see `JournaledUpdate`. */
  journal: Address;
}

/** A plan with the addresses of all arrays. */
export interface Program {
  /** The optimizer's formula. Its rates are in the control block. */
  optimizer: PlanUpdate['name'];
  nesterov: boolean;
  /** Input images of the batch. */
  x: Address;
  images: ImageProgram[];
  /**
   * Gradients are summed over the images of a lane, then over the lanes: the sums do not depend on the number of
   * threads.
   */
  lanes: number;
  dense: DenseProgram[];
  threads: ThreadProgram[];
  control: Address;
}

export const FLOAT = 4;

/** `kind` of an activation in the kernels, or null for those that the product's kernel applies. */
export const ACTIVATION_KINDS: Record<Activation, number | null> = {
  linear: null,
  relu: null,
  sigmoid: 0,
  tanh: 1,
  elu: 2,
};

/** Whether a stage has a kernel. */
export function isConvolution(stage: ImageProgram): stage is PooledConvolutionProgram | ConvolutionProgram {
  return stage.kind !== 'pooling';
}

export function volume(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
