/** The layers that graphs have, by class name, and the nodes that they become. */
import { message } from '../../core/message';
import { type Layer, NoPlan } from '../layer-chain';
import { type Padding, paddingOf, requireChannelsLast, windowConfig } from '../layer-config';
import type { ImageShape, Size } from '../stages';
import { type RectifierConfig, activationNamed, activationOfLayer } from './activations';
import type { GraphBuilder } from './graph-builder';
import { type ActivationFunction, LINEAR, type PoolingNode, type Value, type Weight } from './graph';
import type { AddNodes, LayerCall } from './layer-call';
import { addOperation, addProduct, addRescaling, addSum } from './arithmetic-nodes';

export const LAYER_NODES: Readonly<Record<string, AddNodes>> = {
  Conv2D: addConvolution,
  DepthwiseConv2D: addDepthwise,
  SeparableConv2D: addSeparable,
  Dense: addDense,
  BatchNormalization: addNormalization,
  Activation: addActivationLayer,
  ReLU: addActivationLayer,
  LeakyReLU: addActivationLayer,
  ELU: addActivationLayer,
  Softmax: addSoftmax,
  MaxPooling2D: (graph, call) => addPooling(graph, call, 'max'),
  AveragePooling2D: (graph, call) => addPooling(graph, call, 'average'),
  GlobalMaxPooling2D: (graph, call) => addGlobalPooling(graph, call, 'max'),
  GlobalAveragePooling2D: (graph, call) => addGlobalPooling(graph, call, 'average'),
  ZeroPadding2D: addZeroPadding,
  Cropping2D: addCropping,
  Add: (graph, call) => addSum(graph, call, () => 1),
  Average: (graph, call) => addSum(graph, call, () => 1 / call.inputs.length),
  Subtract: (graph, call) => addSum(graph, call, (i) => (i === 0 ? 1 : -1)),
  Multiply: addProduct,
  Operation: addOperation,
  Concatenate: addConcatenation,
  Rescaling: addRescaling,
  Dropout: addDropout,
  Flatten: addReshape,
  Reshape: addReshape,
};

function addConvolution(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  if ((layer.getConfig().groups ?? 1) !== 1) throw new NoPlan(message`${layer.name} has groups`);
  const { window: filter, strides, dilation, padding } = windowOf(graph, { layer, inputs, shape });
  const value = graph.add({
    ...{ kind: 'convolution', layer: layer.name, inputs, shape, filter, strides, dilation, padding },
    kernel: graph.weight(layer, 'kernel') as Weight,
    bias: graph.weight(layer, 'bias'),
  });
  return addOwnActivation(graph, layer, value);
}

function addDepthwise(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const { window: filter, strides, dilation, padding } = windowOf(graph, { layer, inputs, shape });
  const value = graph.add({
    ...{ kind: 'depthwise', layer: layer.name, inputs, shape, filter, strides, dilation, padding },
    multiplier: multiplierOf(layer),
    kernel: graph.weight(layer, 'depthwise_kernel') as Weight,
    bias: graph.weight(layer, 'bias'),
  });
  return addOwnActivation(graph, layer, value);
}

/** A depthwise convolution, and one of 1 × 1. */
function addSeparable(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const { window: filter, strides, dilation, padding } = windowOf(graph, { layer, inputs, shape });
  const multiplier = multiplierOf(layer);
  const channels = graph.shapeOf(inputs[0] as Value)[2] * multiplier;
  const between: ImageShape = [shape[0], shape[1], channels];
  const depthwise = graph.add({
    ...{ kind: 'depthwise', layer: layer.name, inputs, shape: between, filter, strides, dilation, padding },
    ...{ multiplier, kernel: graph.weight(layer, 'depthwise_kernel') as Weight, bias: null },
  });
  const weights = {
    kernel: graph.weight(layer, 'pointwise_kernel') as Weight,
    bias: graph.weight(layer, 'bias'),
  };
  return addOwnActivation(graph, layer, addPointwise(graph, layer, depthwise, shape, weights));
}

function addDense(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const weights = { kernel: graph.weight(layer, 'kernel') as Weight, bias: graph.weight(layer, 'bias') };
  return addOwnActivation(graph, layer, addPointwise(graph, layer, inputs[0] as Value, shape, weights));
}

/** Adds a convolution of 1 × 1. */
function addPointwise(
  graph: GraphBuilder,
  { name }: Layer,
  input: Value,
  shape: ImageShape,
  weights: { kernel: Weight; bias: Weight | null },
): Value {
  const one: Size = [1, 1];
  const padding = { top: 0, left: 0, height: shape[0], width: shape[1] };
  return graph.add({
    ...{ kind: 'convolution', layer: name, inputs: [input], shape, filter: one, strides: one, dilation: one },
    ...{ padding, ...weights },
  });
}

function addNormalization(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const { axis, epsilon, momentum } = layer.getConfig() as {
    axis: unknown;
    epsilon: number;
    momentum: number;
  };
  const last = shape[0] * shape[1] === 1 ? [-1, 1, 3] : [-1, 3];
  if (![axis].flat().every((each) => last.includes(each as number)))
    throw new NoPlan(message`${layer.name} normalizes along an axis other than the last`);
  return graph.add({
    ...{ kind: 'normalization', layer: layer.name, inputs, shape, epsilon, momentum, activation: LINEAR },
    gamma: graph.weight(layer, 'gamma'),
    beta: graph.weight(layer, 'beta'),
    mean: graph.weight(layer, 'moving_mean') as Weight,
    variance: graph.weight(layer, 'moving_variance') as Weight,
    isInference: graph.isInference(layer),
  });
}

/** Adds the activation in a layer's config, unless it belongs to the loss. */
function addOwnActivation(graph: GraphBuilder, layer: Layer, value: Value): Value {
  if (graph.isHead(layer)) return value;
  const name = (layer.getConfig().activation as string | undefined) ?? 'linear';
  return addActivation(graph, layer, value, activationNamed(layer.name, name));
}

function addActivationLayer(graph: GraphBuilder, { layer, inputs: [input] }: LayerCall): Value {
  if (graph.isHead(layer)) return input as Value;
  const config = layer.getConfig() as RectifierConfig;
  const activation = activationOfLayer(layer.getClassName(), layer.name, config) as ActivationFunction;
  return addActivation(graph, layer, input as Value, activation);
}

function addActivation(
  graph: GraphBuilder,
  { name }: Layer,
  input: Value,
  activation: ActivationFunction,
): Value {
  if (activation.name === 'linear') return input;
  const shape = graph.shapeOf(input);
  return graph.add({ kind: 'activation', layer: name, inputs: [input], shape, activation });
}

function addSoftmax(graph: GraphBuilder, { layer, inputs: [input] }: LayerCall): Value {
  if (!graph.isHead(layer)) throw new NoPlan(message`${layer.name} has the activation softmax`);
  return input as Value;
}

function addPooling(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  pooling: PoolingNode['pooling'],
): Value {
  const { window, strides, padding } = windowOf(graph, { layer, inputs, shape }, 'poolSize');
  const { top, left } = padding;
  return graph.add({
    ...{ kind: 'pooling', layer: layer.name, inputs, shape, pooling, window, strides },
    padding: { top, left },
  });
}

/** Global pooling is pooling with a window of the whole image. */
function addGlobalPooling(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  pooling: PoolingNode['pooling'],
): Value {
  requireChannelsLast(layer);
  const [height, width] = graph.shapeOf(inputs[0] as Value);
  const window: Size = [height, width];
  return graph.add({
    ...{ kind: 'pooling', layer: layer.name, inputs, shape, pooling, window, strides: window },
    padding: { top: 0, left: 0 },
  });
}

function addZeroPadding(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  requireChannelsLast(layer);
  const [[top = 0], [left = 0]] = layer.getConfig().padding as [number[], number[]];
  return graph.add({ kind: 'padding', layer: layer.name, inputs, shape, top, left });
}

function addCropping(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  requireChannelsLast(layer);
  const [[top = 0], [left = 0]] = layer.getConfig().cropping as [number[], number[]];
  return graph.add({ kind: 'padding', layer: layer.name, inputs, shape, top: -top, left: -left });
}

function addConcatenation(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const { axis } = layer.getConfig() as { axis: number };
  const isVector = shape[0] * shape[1] === 1;
  if (axis !== -1 && axis !== 3 && !(isVector && axis === 1))
    throw new NoPlan(message`${layer.name} concatenates along an axis other than the last`);
  return graph.add({ kind: 'concatenation', layer: layer.name, inputs, shape });
}

function addDropout(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const { rate, noiseShape } = layer.getConfig() as { rate: number; noiseShape?: unknown };
  if (noiseShape) throw new NoPlan(message`${layer.name} has a noise shape`);
  if (rate === 0 || graph.isInference(layer)) return inputs[0] as Value;
  return graph.add({ kind: 'dropout', layer: layer.name, inputs, shape, rate });
}

function addReshape(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  requireChannelsLast(layer);
  return graph.add({ kind: 'reshape', layer: layer.name, inputs, shape });
}

function windowOf(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  window: 'kernelSize' | 'poolSize' = 'kernelSize',
) {
  const config = windowConfig(layer, window);
  const padding: Padding = paddingOf(config, graph.shapeOf(inputs[0] as Value), shape);
  return { ...config, padding };
}

function multiplierOf(layer: Layer): number {
  return (layer.getConfig().depthMultiplier as number | undefined) ?? 1;
}
