/** The nodes of normalizations, and of fixed factors and terms. */
import { message } from '../../core/message';
import { type Layer, NoPlan } from '../layer-chain';
import type { ImageShape } from '../stages';
import { addWithLast } from './channels-first';
import type { GraphBuilder } from './graph-builder';
import { LINEAR, type Value, type Weight } from './graph';
import type { AddNodes, LayerCall } from './layer-call';
import { addScaling } from './value-nodes';

/** Returns axes of a layer's output as axes of an image: height, width, channels. */
function imageAxes({ layer, rank }: LayerCall): number[] {
  const { axis } = layer.getConfig() as { axis: number | number[] | null };
  const all = axis === null ? [] : [axis].flat();
  // A vector has only channels.
  return all.map((each) => (each < 0 ? each + rank : each) + 3 - rank).sort((a, b) => a - b);
}

export function addNormalization(graph: GraphBuilder, call: LayerCall): Value {
  const [axis, ...others] = imageAxes(call);
  if (axis === undefined || axis < 0 || others.length > 0) throw alongOtherAxes(call.layer);
  return addWithLast(graph, addBatchNormalization, call, [axis]);
}

function addBatchNormalization(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const { epsilon, momentum } = layer.getConfig() as { epsilon: number; momentum: number };
  return graph.add({
    ...{ kind: 'normalization', layer: layer.name, inputs, shape, epsilon, momentum, activation: LINEAR },
    gamma: graph.weight(layer, 'gamma'),
    beta: graph.weight(layer, 'beta'),
    mean: graph.weight(layer, 'moving_mean') as Weight,
    variance: graph.weight(layer, 'moving_variance') as Weight,
    isInference: graph.isInference(layer),
  });
}

export function addLayerNormalization(graph: GraphBuilder, call: LayerCall): Value {
  return addOverAxes(graph, call, (graph, call) => addSampleNormalization(graph, call, null));
}

export function addGroupNormalization(graph: GraphBuilder, call: LayerCall): Value {
  const [axis = -1] = imageAxes(call);
  if (axis < 0) throw alongOtherAxes(call.layer);
  const { groups } = call.layer.getConfig() as { groups: number };
  const add: AddNodes = (graph, call) =>
    addSampleNormalization(graph, call, groups === -1 ? call.shape[2] : groups);
  return addWithLast(graph, add, call, [axis]);
}

function addSampleNormalization(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  groups: number | null,
): Value {
  const { epsilon } = layer.getConfig() as { epsilon: number };
  return graph.add({
    ...{ kind: 'sampleNormalization', layer: layer.name, inputs, shape, epsilon, groups },
    gamma: graph.weight(layer, 'gamma'),
    beta: graph.weight(layer, 'beta'),
  });
}

export function addSoftmaxLayer(graph: GraphBuilder, call: LayerCall): Value {
  return graph.isHead(call.layer) ? (call.inputs[0] as Value) : addOverAxes(graph, call, addSoftmax);
}

function addSoftmax(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  return graph.add({ kind: 'softmax', layer: layer.name, inputs, shape });
}

/** Adds a layer over some axes as one over the channels of an image that has those axes as its channels. */
function addOverAxes(graph: GraphBuilder, call: LayerCall, add: AddNodes): Value {
  const axes = imageAxes(call);
  const [first = -1] = axes;
  if (first < 0) throw alongOtherAxes(call.layer);
  return addWithLast(graph, (graph, call) => addOverLast(graph, call, axes.length, add), call, axes);
}

function addOverLast(graph: GraphBuilder, call: LayerCall, count: number, add: AddNodes): Value {
  const { layer, shape } = call;
  const sizeOf = (sides: readonly number[]): number => sides.reduce((a, b) => a * b, 1);
  const joined: ImageShape = [sizeOf(shape.slice(0, -count)), 1, sizeOf(shape.slice(-count))];
  const inputs = call.inputs.map((input) => graph.reshape(layer.name, input, joined));
  return graph.reshape(layer.name, add(graph, { ...call, inputs, shape: joined }), shape);
}

/** Nested lists of numbers. */
type Numbers = number | Numbers[];

const flat = (numbers: Numbers): number[] => (Array.isArray(numbers) ? numbers.flatMap(flat) : [numbers]);

/** Keras's Normalization: a fixed mean and variance for all values, or for each channel. */
export function addFixedNormalization(graph: GraphBuilder, call: LayerCall): Value {
  const { layer } = call;
  const { invert, ...config } = layer.getConfig() as {
    invert: boolean;
    mean: Numbers | null;
    variance: Numbers | null;
  };
  const numbers = (name: 'mean' | 'variance'): number[] => {
    const given = config[name];
    return given === null ? graph.valuesOf(layer, name) : flat(given);
  };
  const means = numbers('mean');
  const deviations = numbers('variance').map((variance) => Math.max(Math.sqrt(variance), SMALLEST_DEVIATION));
  const isPerChannel = imageAxes(call).join() === '2' && means.length === call.shape[2];
  if (means.length > 1 && !isPerChannel) throw alongOtherAxes(layer);
  return invert
    ? addScaling(graph, call, deviations, means)
    : addScaling(
        ...([graph, call] as const),
        deviations.map((deviation) => 1 / deviation),
        deviations.map((deviation, i) => -(means[i % means.length] as number) / deviation),
      );
}

/** Keras's `epsilon()`. */
const SMALLEST_DEVIATION = 1e-7;

function alongOtherAxes({ name }: Layer): NoPlan {
  return new NoPlan(message`${name} normalizes along an axis other than the last`);
}
