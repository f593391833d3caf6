/** The nodes of activations. */
import { message } from '../../core/message';
import { type Layer, NoPlan } from '../layer-chain';
import type { ImageShape } from '../stages';
import { type RectifierConfig, activationNamed } from './activations';
import type { GraphBuilder } from './graph-builder';
import { RELU, type Value, type Weight } from './graph';
import type { LayerCall } from './layer-call';
import { addActivation, addScaling } from './value-nodes';

/** Adds the activation in a layer's config, unless it belongs to the loss. */
export function addOwnActivation(graph: GraphBuilder, layer: Layer, value: Value): Value {
  if (graph.isHead(layer)) return value;
  const name = (layer.getConfig().activation as string | undefined) ?? 'linear';
  return addNamed(graph, layer, value, name);
}

export function addActivationLayer(graph: GraphBuilder, { layer, inputs: [input] }: LayerCall): Value {
  if (graph.isHead(layer)) return input as Value;
  return addNamed(
    graph,
    layer,
    input as Value,
    (layer.getConfig() as RectifierConfig).activation ?? 'linear',
  );
}

function addNamed(graph: GraphBuilder, layer: Layer, input: Value, name: string): Value {
  if (name === 'softmax')
    return graph.add({ kind: 'softmax', layer: layer.name, inputs: [input], shape: graph.shapeOf(input) });
  if (name !== 'hardSigmoid') return addActivation(graph, layer, input, activationNamed(layer.name, name));
  // That of Keras 2: 0.2 · x + 0.5 between 0 and 1.
  const scaled = addScaling(graph, { layer, inputs: [input], shape: graph.shapeOf(input) }, 0.2, 0.5);
  return addActivation(graph, layer, scaled, { name: 'clip', a: 0, b: 1 });
}

export function addLeakyRelu(graph: GraphBuilder, { layer, inputs: [input] }: LayerCall): Value {
  const { alpha } = layer.getConfig() as RectifierConfig;
  return addActivation(graph, layer, input as Value, { ...RELU, a: alpha ?? 0.3 });
}

export function addElu(graph: GraphBuilder, { layer, inputs: [input] }: LayerCall): Value {
  const { alpha } = layer.getConfig() as RectifierConfig;
  return addActivation(graph, layer, input as Value, { name: 'elu', a: alpha ?? 1, b: 1 });
}

/**
 * min(x, max) if x is above the threshold t, slope · (x − t) otherwise. With z = x − t, it is t · step(z) and a rectifier of
 * z.
 */
export function addReluLayer(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const { maxValue, negativeSlope, threshold } = layer.getConfig() as RectifierConfig;
  const [a, b] = [negativeSlope ?? 0, maxValue ?? Infinity];
  if (!threshold) return addActivation(graph, layer, inputs[0] as Value, { name: 'rectifier', a, b });
  const above = addScaling(graph, { layer, inputs, shape }, 1, -threshold);
  const slopes = addActivation(graph, layer, above, { name: 'rectifier', a, b: b - threshold });
  const step = addActivation(graph, layer, above, { name: 'step', a: 0, b: threshold });
  return graph.add({ kind: 'sum', layer: layer.name, inputs: [slopes, step], shape, factors: [1, 1] });
}

/** PReLU with a slope for each value, or for each place along the last axes. */
export function addPrelu(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const [weight] = layer.weights;
  const slopes = [1, 1, ...(weight?.shape as number[])].slice(-3);
  const first = slopes.findIndex((side, axis) => side === shape[axis] && side !== 1);
  const from = first === -1 ? 3 : first;
  if (slopes.some((side, axis) => side !== (axis < from ? 1 : shape[axis])))
    throw new NoPlan(message`${layer.name} shares slopes along other axes than the first`);
  const channels = shape.slice(from).reduce((a, b) => a * b, 1);
  const size = shape.reduce((a, b) => a * b, 1);
  const joined: ImageShape = [size / channels, 1, channels];
  const input = graph.reshape(layer.name, inputs[0] as Value, joined);
  const alpha = graph.weight(layer, 'alpha') as Weight;
  const value = graph.add({ kind: 'prelu', layer: layer.name, inputs: [input], shape: joined, alpha });
  return graph.reshape(layer.name, value, shape);
}
