/**
 * The stages of a plan: shapes and weights of each unit that an engine computes at once. Independent of the backend.
 */
import type { Head } from '../training/head';

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Activations whose gradient can be computed from their output. */
export type Activation = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'elu';

/** [height, width] in pixels. */
export type Size = readonly [height: number, width: number];

/** Common to all stages. */
interface Stage {
  /** Name of the stage's first layer. */
  layer: string;
  /** Rate of the Dropout layer that follows, or 0. */
  dropout: number;
}

/** A stage that maps images to images. */
interface OnImages extends Stage {
  input: ImageShape;
  output: ImageShape;
}

/** Common to both kinds of convolution. */
interface Convolving extends OnImages {
  filter: Size;
  strides: Size;
  /** Zeros above and left of the image, and the size of the padded image. */
  padding: { top: number; left: number; height: number; width: number };
  /** Indices into `model.trainableWeights`; bias is null if the layer has none. */
  kernel: number;
  bias: number | null;
}

/** Conv2D, optional ReLU and 2 × 2 max pooling: the fast path. Its output is the pooled values. */
export interface PooledConvolutionStage extends Convolving {
  kind: 'pooledConvolution';
  relu: boolean;
}

/** Conv2D with any supported activation. */
export interface ConvolutionStage extends Convolving {
  kind: 'convolution';
  dilation: Size;
  activation: Activation;
}

/** Pooling with any window. Values outside of the image are ignored, not counted as zeros. */
export interface PoolingStage extends OnImages {
  kind: 'pooling';
  pooling: 'max' | 'average';
  window: Size;
  strides: Size;
  padding: { top: number; left: number };
}

export type ImageStage = PooledConvolutionStage | ConvolutionStage | PoolingStage;

/** A dense layer with its activation. */
export interface DenseStage extends Stage {
  inputs: number;
  units: number;
  activation: Activation;
  kernel: number;
  bias: number | null;
}

/** Image stages, then dense stages. The last dense stage returns logits. */
export interface Plan {
  input: ImageShape;
  images: ImageStage[];
  dense: DenseStage[];
  head: Head;
}
