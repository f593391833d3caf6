/**
 * What every thread knows of a plan: shapes and addresses in the shared memory, and nothing else, so that it can be
 * sent to a worker. `layout.ts` makes it, `stages.ts` computes it.
 */
import type { ImageShape } from '../../../trainer/plan/plan';
import type { Address } from '../module';

/** Gradients are summed over the images of a lane, then over the lanes: the same sums for any number of threads. */
export const LANES = 16;

/** A weight, the optimizer's slots of the same size, and how many values. */
export interface WeightProgram {
  at: Address;
  slots: Address[];
  count: number;
}

/** One convolution with ReLU and pooling. Arrays over images lie without gaps. */
export interface ConvolutionProgram {
  input: ImageShape;
  output: ImageShape;
  filter: readonly [height: number, width: number];
  strides: readonly [height: number, width: number];
  padding: { top: number; left: number; height: number; width: number };
  relu: boolean;
  kernel: WeightProgram;
  bias: WeightProgram | null;
  /** Images in, pooled values out, and where in its window each was found. */
  x: Address;
  y: Address;
  argmax: Address;
  /** The filter as `packFilter` and as `packWeightRows` write it; the second for the input's gradient. */
  panels: Address;
  rows: Address;
  /** Each lane's gradients: kernel in the layout of weight rows, then bias. */
  kernelSums: Address;
  kernelSumBytes: number;
  biasSums: Address;
  biasSumBytes: number;
}

/** One dense layer. */
export interface DenseProgram {
  inputs: number;
  units: number;
  relu: boolean;
  kernel: WeightProgram;
  bias: WeightProgram | null;
  x: Address;
  y: Address;
  /** Gradient of `y`; and of `x`, or 0 where nobody needs it. */
  dy: Address;
  dx: Address;
  /** Columns of the product that one item makes, and rows of the kernel that one item updates. */
  columns: number;
  rows: number;
}

/** Memory that one thread has for itself. */
export interface ThreadProgram {
  /** Scratch memory of the kernels. */
  scratch: Address;
  /** An image with its zeros. */
  padded: Address;
  /** For each convolution, the gradient of its image with, and without, its zeros. */
  gradients: { padded: Address; image: Address }[];
  /** The gradient of some rows of a dense kernel. */
  block: Address;
}

/** Which update; its numbers are in the control block. */
export type OptimizerName = 'adam' | 'sgd' | 'rmsprop';

/** Everything. */
export interface Program {
  optimizer: OptimizerName;
  nesterov: boolean;
  convolutions: ConvolutionProgram[];
  dense: DenseProgram[];
  threads: ThreadProgram[];
  control: Address;
}
