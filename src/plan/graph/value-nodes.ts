/** The nodes of operations on single values, which several layers have. */
import type { Layer } from '../layer-chain';
import type { GraphBuilder } from './graph-builder';
import type { ActivationFunction, Value } from './graph';
import type { LayerCall } from './layer-call';

/** Adds a function of each value. */
export function addActivation(
  graph: GraphBuilder,
  { name }: Layer,
  input: Value,
  activation: ActivationFunction,
): Value {
  if (activation.name === 'linear') return input;
  const shape = graph.shapeOf(input);
  return graph.add({ kind: 'activation', layer: name, inputs: [input], shape, activation });
}

/** Adds x · scale + shift. Each is one number, or one for each channel. */
export function addScaling(
  graph: GraphBuilder,
  { layer, inputs, shape }: Omit<LayerCall, 'rank'>,
  scale: number | number[],
  shift: number | number[],
): Value {
  const spread = (numbers: number | number[]): number[] => {
    const given = [numbers].flat();
    return Array.from({ length: shape[2] }, (_, i) => given[i % given.length] as number);
  };
  const numbers = { scale: spread(scale), shift: spread(shift) };
  return graph.add({ kind: 'scaling', layer: layer.name, inputs, shape, ...numbers });
}
