/** The nodes of convolutions and dense layers. */
import type { Layer } from '../layer-chain';
import type { ImageShape, Size } from '../stages';
import { addOwnActivation } from './activation-nodes';
import type { GraphBuilder } from './graph-builder';
import type { Value, Weight } from './graph';
import type { LayerCall } from './layer-call';
import { windowBetween, windowOf } from './window-of';

export function addConvolution(graph: GraphBuilder, call: LayerCall): Value {
  const { layer, inputs, shape } = call;
  const groups = (layer.getConfig().groups as number | undefined) ?? 1;
  const node = {
    ...{ layer: layer.name, inputs, shape, ...filterOf(graph, call) },
    kernel: graph.weight(layer, 'kernel') as Weight,
    bias: graph.weight(layer, 'bias'),
  };
  const [, , channels] = graph.shapeOf(inputs[0] as Value);
  // With one input channel in each group, the kernel has the values of a depthwise one in their order.
  const value =
    groups === 1
      ? graph.add({ kind: 'convolution', ...node })
      : groups === channels
        ? graph.add({ kind: 'depthwise', ...node, multiplier: shape[2] / channels })
        : graph.add({ kind: 'groupedConvolution', ...node, groups });
  return addOwnActivation(graph, layer, value);
}

export function addTransposedConvolution(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const window = windowBetween(layer, shape, graph.shapeOf(inputs[0] as Value));
  const value = graph.add({
    ...{ kind: 'transposedConvolution', layer: layer.name, inputs, shape, ...filterIn(window) },
    kernel: graph.weight(layer, 'kernel') as Weight,
    bias: graph.weight(layer, 'bias'),
  });
  return addOwnActivation(graph, layer, value);
}

export function addDepthwise(graph: GraphBuilder, call: LayerCall): Value {
  const { layer, inputs, shape } = call;
  const value = graph.add({
    ...{ kind: 'depthwise', layer: layer.name, inputs, shape, ...filterOf(graph, call) },
    multiplier: multiplierOf(layer),
    kernel: graph.weight(layer, 'depthwise_kernel') as Weight,
    bias: graph.weight(layer, 'bias'),
  });
  return addOwnActivation(graph, layer, value);
}

/** A depthwise convolution, and one of 1 × 1. */
export function addSeparable(graph: GraphBuilder, call: LayerCall): Value {
  const { layer, inputs, shape } = call;
  const multiplier = multiplierOf(layer);
  const channels = graph.shapeOf(inputs[0] as Value)[2] * multiplier;
  const between: ImageShape = [shape[0], shape[1], channels];
  const depthwise = graph.add({
    ...{ kind: 'depthwise', layer: layer.name, inputs, shape: between, ...filterOf(graph, call) },
    ...{ multiplier, kernel: graph.weight(layer, 'depthwise_kernel') as Weight, bias: null },
  });
  const weights = {
    kernel: graph.weight(layer, 'pointwise_kernel') as Weight,
    bias: graph.weight(layer, 'bias'),
  };
  return addOwnActivation(graph, layer, addPointwise(graph, layer, depthwise, shape, weights));
}

export function addDense(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const weights = { kernel: graph.weight(layer, 'kernel') as Weight, bias: graph.weight(layer, 'bias') };
  return addOwnActivation(graph, layer, addPointwise(graph, layer, inputs[0] as Value, shape, weights));
}

/** ConvNeXt's LayerScale, a factor for each channel: a depthwise convolution of 1 × 1. */
export function addLayerScale(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  return graph.add({
    ...{ kind: 'depthwise', layer: layer.name, inputs, shape, ...onePixel(shape), multiplier: 1 },
    ...{ kernel: graph.weight(layer, 'gamma') as Weight, bias: null },
  });
}

/** Adds a convolution of 1 × 1. */
function addPointwise(
  graph: GraphBuilder,
  { name }: Layer,
  input: Value,
  shape: ImageShape,
  weights: { kernel: Weight; bias: Weight | null },
): Value {
  return graph.add({
    ...{ kind: 'convolution', layer: name, inputs: [input], shape, ...onePixel(shape) },
    ...weights,
  });
}

/** A filter of 1 × 1. */
function onePixel([height, width]: ImageShape) {
  const one: Size = [1, 1];
  return { filter: one, strides: one, dilation: one, padding: { top: 0, left: 0, height, width } };
}

/** The filter of a convolution. */
function filterOf(graph: GraphBuilder, call: LayerCall) {
  return filterIn(windowOf(graph, call));
}

function filterIn({ window: filter, strides, dilation, padding }: ReturnType<typeof windowOf>) {
  return { filter, strides, dilation, padding };
}

function multiplierOf(layer: Layer): number {
  return (layer.getConfig().depthMultiplier as number | undefined) ?? 1;
}
