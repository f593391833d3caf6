/**
 * A model as a graph of operations on one picture at a time. Independent of the backend. Values are named by the node
 * that computes them: a number, the node's index in `nodes`.
 */
import type { MixedPlace } from '../../models/layers/mixed-places';
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
  /** In the graph of predictions, the normalization that is part of kernel and bias. */
  folded?: FoldedNormalization;
}

/** Weights of a normalization with moving statistics. */
export type FoldedNormalization = Pick<NormalizationNode, 'gamma' | 'beta' | 'mean' | 'variance' | 'epsilon'>;

/** Conv2D without activation; Dense is one with a filter of the size of its input. */
export interface ConvolutionNode extends Convolving {
  kind: 'convolution';
  /** In the graph of predictions, whether a ReLU is part of it. */
  isRectified?: boolean;
}

/** DepthwiseConv2D without activation. */
export interface DepthwiseNode extends Convolving {
  kind: 'depthwise';
  /** Output channels for each input channel. */
  multiplier: number;
}

/** Conv2D in groups of channels: each group of outputs sees one group of inputs. Its kernel has the channels of a group. */
export interface GroupedConvolutionNode extends Convolving {
  kind: 'groupedConvolution';
  groups: number;
}

/**
 * Conv2DTranspose without activation: what a convolution does to its gradient. `filter`, `strides`, `dilation` and `padding`
 * are those of that convolution, which maps an image of this node's shape to one of its input's.
 */
export interface TransposedConvolutionNode extends Convolving {
  kind: 'transposedConvolution';
}

/** A function of each value: its name, and two numbers that it depends on. */
export interface ActivationFunction {
  /**
   * - `linear`: x
   * - `rectifier`: min(x, b) if x > 0, a · x otherwise
   * - `elu`: b · x if x > 0, b · a · (eˣ − 1) otherwise
   * - `hardSigmoid`: min(max(x + 3, 0), 6) / 6, and `hardSilu`: x times that
   * - `gelu`: x · Φ(x), and `geluTanh`: its approximation with tanh
   * - `step`: b if x > a, 0 otherwise
   * - `clip`: min(max(x, a), b)
   */
  name:
    | 'linear'
    | 'rectifier'
    | 'sigmoid'
    | 'tanh'
    | 'elu'
    | 'silu'
    | 'hardSigmoid'
    | 'hardSilu'
    | 'gelu'
    | 'geluTanh'
    | 'softplus'
    | 'softsign'
    | 'mish'
    | 'exponential'
    | 'step'
    | 'clip';
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

/** LayerNormalization and GroupNormalization: each picture by itself. gamma and beta have a number for each channel. */
export interface SampleNormalizationNode extends Node {
  kind: 'sampleNormalization';
  gamma: Weight | null;
  beta: Weight | null;
  epsilon: number;
  /** Groups of channels, each normalized over all pixels; null to normalize each pixel over its channels. */
  groups: number | null;
}

/** x if x > 0, alpha · x otherwise, with a trained alpha for each channel: PReLU. */
export interface PreluNode extends Node {
  kind: 'prelu';
  alpha: Weight;
}

/** Softmax along the channels of each pixel. */
export interface SoftmaxNode extends Node {
  kind: 'softmax';
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

/** The larger or the smaller of two values of equal shape. Of equal numbers, the first gets the gradient. */
export interface ExtremumNode extends Node {
  kind: 'extremum';
  isLargest: boolean;
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

/** An image of another size, or of repeated pixels: each pixel is mixed of those in two rows and two columns. */
export interface ResamplingNode extends Node {
  kind: 'resampling';
  /** For each row and each column. */
  rows: MixedPlace[];
  columns: MixedPlace[];
}

/** The axes of an image in another order: axis `i` is axis `order[i]` of the input. */
export interface PermutationNode extends Node {
  kind: 'permutation';
  order: readonly [number, number, number];
}

/** Numbers that a layer draws anew in each training step, the same that it draws on the tape. It has no inputs. */
export interface DrawsNode extends Node {
  kind: 'draws';
  /** The layer's index in `layersOf(model)`. */
  drawnBy: number;
  /** The layer computes x · factor + term. In inference, the factor is 1 and the term 0. */
  part: 'factor' | 'term';
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
  | GroupedConvolutionNode
  | TransposedConvolutionNode
  | NormalizationNode
  | SampleNormalizationNode
  | PreluNode
  | SoftmaxNode
  | ActivationNode
  | ScalingNode
  | SumNode
  | ProductNode
  | ExtremumNode
  | ConcatenationNode
  | PoolingNode
  | PaddingNode
  | ResamplingNode
  | PermutationNode
  | DrawsNode
  | DropoutNode
  | ReshapeNode;

/** Node 0 is the input. A node comes after its inputs. The last node computes the logits, (1, 1, units). */
export interface Graph {
  nodes: GraphNode[];
  /** Number of trained weights: a weight is trained if its index is smaller. */
  trained: number;
  head: Head;
  /**
   * Layers at the beginning that change pictures at random, and those before them, as indices in `layersOf(model)`: a chain
   * that tfjs computes. Node 0 is its output.
   */
  augmentation: number[];
}

export const LINEAR: ActivationFunction = { name: 'linear', a: 0, b: 0 };
export const RELU: ActivationFunction = { name: 'rectifier', a: 0, b: Infinity };

/** Weights of a node. */
export function weightsOf(node: GraphNode): Weight[] {
  return weightsByPart(node).filter((weight) => weight !== null);
}

function weightsByPart(node: GraphNode): (Weight | null)[] {
  if (node.kind === 'normalization') return [node.gamma, node.beta, node.mean, node.variance];
  if (node.kind === 'sampleNormalization') return [node.gamma, node.beta];
  if (node.kind === 'prelu') return [node.alpha];
  return isConvolving(node) ? [node.kernel, node.bias] : [];
}

/** Nodes with a kernel and a bias. */
export type ConvolvingNode =
  ConvolutionNode | DepthwiseNode | GroupedConvolutionNode | TransposedConvolutionNode;

export function isConvolving(node: GraphNode): node is ConvolvingNode {
  return 'kernel' in node;
}

/** Whether a normalization computes statistics of the batch. */
export function isOverBatch(node: GraphNode): node is NormalizationNode {
  return node.kind === 'normalization' && !node.isInference;
}
