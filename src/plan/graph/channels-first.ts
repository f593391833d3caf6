/** Layers with channels first, or along other axes than the last: the axes of their images change before and after. */
import type { Layer } from '../layer-chain';
import type { GraphBuilder } from './graph-builder';
import type { PermutationNode, Value } from './graph';
import type { AddNodes, LayerCall } from './layer-call';

type Order = PermutationNode['order'];

const ALL = [0, 1, 2] as const;

/** Whether a layer takes (channels, height, width). */
export function isChannelsFirst(layer: Layer): boolean {
  return layer.getConfig().dataFormat === 'channelsFirst';
}

/** Adds a layer with channels first. */
export function addWithChannelsLast(graph: GraphBuilder, add: AddNodes, call: LayerCall): Value {
  return addWithLast(graph, add, call, [0]);
}

/** Adds a layer along some axes as if those were the last. Axis 0 is the height, and axes are in ascending order. */
export function addWithLast(
  graph: GraphBuilder,
  add: AddNodes,
  call: LayerCall,
  axes: readonly number[],
): Value {
  const order = [...ALL.filter((axis) => !axes.includes(axis)), ...axes] as unknown as Order;
  const { layer, shape, rank } = call;
  const inputs = call.inputs.map((input) => graph.permute(layer.name, input, order));
  if (rank !== 4) return add(graph, { ...call, inputs });
  const permuted = order.map((axis) => shape[axis]) as unknown as LayerCall['shape'];
  const back = ALL.map((axis) => order.indexOf(axis)) as unknown as Order;
  return graph.permute(layer.name, add(graph, { ...call, inputs, shape: permuted }), back);
}
