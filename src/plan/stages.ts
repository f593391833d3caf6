/** The stages of a plan: shapes and weights of what an engine computes in one go. They know no backend. */

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Activations whose gradient follows from their values. */
export type Activation = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'elu';

/** Pixels down and across. */
export type Size = readonly [height: number, width: number];

/** What every stage says. */
interface Stage {
  /** The name of its first layer. */
  layer: string;
  /** Of a Dropout layer that follows; 0 where none does. */
  dropout: number;
}

/** From images to images. */
interface OnImages extends Stage {
  input: ImageShape;
  output: ImageShape;
}

/** The part that both kinds of convolution share. */
interface Convolving extends OnImages {
  filter: Size;
  strides: Size;
  /** Zeros above and left of the image, and the image's size with all its zeros. */
  padding: { top: number; left: number; height: number; width: number };
  /** Places in `model.trainableWeights`. */
  kernel: number;
  bias: number | null;
}

/** Conv2D, ReLU or no activation, and a 2 × 2 max pooling: the fast one. Its output is the pooled values. */
export interface PooledConvolutionStage extends Convolving {
  kind: 'pooledConvolution';
  relu: boolean;
}

/** Conv2D with whatever activation. */
export interface ConvolutionStage extends Convolving {
  kind: 'convolution';
  dilation: Size;
  activation: Activation;
}

/** Pooling with any window; what lies outside the image is no part of it. */
export interface PoolingStage extends OnImages {
  kind: 'pooling';
  pooling: 'max' | 'average';
  window: Size;
  strides: Size;
  padding: { top: number; left: number };
}

export type ImageStage = PooledConvolutionStage | ConvolutionStage | PoolingStage;

/** Dense. */
export interface DenseStage extends Stage {
  inputs: number;
  units: number;
  activation: Activation;
  kernel: number;
  bias: number | null;
}

/** What the last layer makes of its logits. */
export type Head = 'sigmoid' | 'softmax';

/** Stages on images, then dense layers, of which the last one gives logits. */
export interface Plan {
  input: ImageShape;
  images: ImageStage[];
  dense: DenseStage[];
  head: Head;
}
