/**
 * A model as a graph of operations on one picture at a time. Independent of the backend. Values are named by the node
 * that computes them: a number, the node's index in `nodes`.
 */
import type { Head } from '../../training/head';
import type { ImageShape, Size } from '../stages';

/** Index of a node, and of the value that it computes. */
export type Value = number;

/** Index in `model.weights`. The first ones are trained: `model.trainableWeights`. */
export type Weight = number;

/** Common to all nodes. */
interface Node {
  /** Name of the layer. */
  layer: string;
  inputs: Value[];
  /** Shape of the value. A vector has the height and width 1. */
  shape: ImageShape;
}

/** The picture. */
export interface InputNode extends Node {
  kind: 'input';
}

/** Common to both kinds of convolution. */
interface Convolving extends Node {
  filter: Size;
  strides: Size;
  dilation: Size;
  /** Zeros above and left of the image, and the size of the padded image. */
  padding: { top: number; left: number; height: number; width: number };
  kernel: Weight;
  bias: Weight | null;
}

/** Conv2D without activation; Dense is one with a filter of the size of its input. */
export interface ConvolutionNode extends Convolving {
  kind: 'convolution';
}

/** DepthwiseConv2D without activation. */
export interface DepthwiseNode extends Convolving {
  kind: 'depthwise';
  /** Output channels for each input channel. */
  multiplier: number;
}

/** A function of each value: its name, and two numbers that it depends on. */
export interface ActivationFunction {
  /**
   * - `linear`: x
   * - `rectifier`: min(x, b) if x > 0, a · x otherwise
   * - `elu`: b · x if x > 0, b · a · (eˣ − 1) otherwise
   * - `hardSigmoid`: min(max(x + 3, 0), 6) / 6, and `hardSilu`: x times that
   */
  name: 'linear' | 'rectifier' | 'sigmoid' | 'tanh' | 'elu' | 'silu' | 'hardSigmoid' | 'hardSilu';
  a: number;
  b: number;
}

/** BatchNormalization along the channels, and an activation. */
export interface NormalizationNode extends Node {
  kind: 'normalization';
  gamma: Weight | null;
  beta: Weight | null;
  mean: Weight;
  variance: Weight;
  epsilon: number;
  momentum: number;
  /** Whether it uses the moving statistics in training too, as a frozen layer does. */
  isInference: boolean;
  activation: ActivationFunction;
}

/** An activation by itself. */
export interface ActivationNode extends Node {
  kind: 'activation';
  activation: ActivationFunction;
}

/** x · scale + shift with numbers for each channel: Rescaling. */
export interface ScalingNode extends Node {
  kind: 'scaling';
  scale: number[];
  shift: number[];
}

/** Sum of values of equal shape, each times its factor: Add, Subtract, Average. */
export interface SumNode extends Node {
  kind: 'sum';
  factors: number[];
}

/** Product of two values. The second may be a vector: one number for each channel. */
export interface ProductNode extends Node {
  kind: 'product';
}

/** Concatenation along the channels. */
export interface ConcatenationNode extends Node {
  kind: 'concatenation';
}

/** Pooling with any window. Values outside of the image are ignored, not counted as zeros. */
export interface PoolingNode extends Node {
  kind: 'pooling';
  pooling: 'max' | 'average';
  window: Size;
  strides: Size;
  padding: { top: number; left: number };
}

/** Zeros around the image, or pixels cut off where a number is negative. */
export interface PaddingNode extends Node {
  kind: 'padding';
  top: number;
  left: number;
}

export interface DropoutNode extends Node {
  kind: 'dropout';
  rate: number;
}

/** The same values in another shape. */
export interface ReshapeNode extends Node {
  kind: 'reshape';
}

export type GraphNode =
  | InputNode
  | ConvolutionNode
  | DepthwiseNode
  | NormalizationNode
  | ActivationNode
  | ScalingNode
  | SumNode
  | ProductNode
  | ConcatenationNode
  | PoolingNode
  | PaddingNode
  | DropoutNode
  | ReshapeNode;

/** Node 0 is the input. A node comes after its inputs. The last node computes the logits, (1, 1, units). */
export interface Graph {
  nodes: GraphNode[];
  /** Number of trained weights: a weight is trained if its index is smaller. */
  trained: number;
  head: Head;
}

export const LINEAR: ActivationFunction = { name: 'linear', a: 0, b: 0 };
export const RELU: ActivationFunction = { name: 'rectifier', a: 0, b: Infinity };

/** Weights of a node. */
export function weightsOf(node: GraphNode): Weight[] {
  const weights =
    node.kind === 'convolution' || node.kind === 'depthwise'
      ? [node.kernel, node.bias]
      : node.kind === 'normalization'
        ? [node.gamma, node.beta, node.mean, node.variance]
        : [];
  return weights.filter((weight) => weight !== null);
}

/** Whether a normalization computes statistics of the batch. */
export function isOverBatch(node: GraphNode): node is NormalizationNode {
  return node.kind === 'normalization' && !node.isInference;
}
