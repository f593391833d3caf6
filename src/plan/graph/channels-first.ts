/** Layers with channels first: they compute with channels last, and the axes of their images change before and after. */
import type { Layer } from '../layer-chain';
import type { GraphBuilder } from './graph-builder';
import type { PermutationNode, Value } from './graph';
import type { AddNodes, LayerCall } from './layer-call';

type Order = PermutationNode['order'];

const TO_LAST: Order = [1, 2, 0];
const TO_FIRST: Order = [2, 0, 1];

/** Whether a layer takes (channels, height, width). */
export function hasChannelsFirst(layer: Layer): boolean {
  return layer.getConfig().dataFormat === 'channelsFirst';
}

/** Adds a layer with channels first. */
export function addWithChannelsLast(graph: GraphBuilder, add: AddNodes, call: LayerCall): Value {
  return addPermuted(graph, add, call, TO_LAST, TO_FIRST);
}

/** Adds a layer along an axis as if that were the last. Axis 0 is the height. */
export function addAlongLast(graph: GraphBuilder, add: AddNodes, call: LayerCall, axis: number): Value {
  if (axis === 2) return add(graph, call);
  const order: Order = axis === 0 ? TO_LAST : [0, 2, 1];
  return addPermuted(graph, add, call, order, axis === 0 ? TO_FIRST : order);
}

/** @param back The inverse of `order`. */
function addPermuted(graph: GraphBuilder, add: AddNodes, call: LayerCall, order: Order, back: Order): Value {
  const { layer, shape, rank } = call;
  const inputs = call.inputs.map((input) => graph.permute(layer.name, input, order));
  if (rank !== 4) return add(graph, { ...call, inputs });
  const permuted = order.map((axis) => shape[axis]) as unknown as LayerCall['shape'];
  return graph.permute(layer.name, add(graph, { ...call, inputs, shape: permuted }), back);
}
