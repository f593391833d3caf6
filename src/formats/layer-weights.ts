/** Puts arrays of a file into the variables of a layer. */
import { type Variable, tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { PupilaError, withReceived } from '../core/errors';
import { type Message, message } from '../core/message';
import type { Hdf5Array } from './hdf5';

type Layer = layers.Layer;

/** A variable of a layer. */
export type LayerVariable = Layer['weights'][number];

/** Sets a layer's weights. Keras and tfjs-layers have them in the same order. */
export function setWeights(layer: Layer, read: (i: number) => Hdf5Array | null): void {
  const arrays = layer.weights.map((variable, i) => {
    const array = read(i);
    const problem = shapeProblem(layer, i, variable, array);
    if (problem) throw new PupilaError('bad-model', problem);
    return array as Hdf5Array;
  });
  arrays.forEach((array, i) => assign(layer.weights[i] as LayerVariable, array));
}

/** Returns why an array cannot be a layer's weight `i`, or null if it can. */
export function shapeProblem(
  layer: Layer,
  i: number,
  { shape }: LayerVariable,
  array: Hdf5Array | null,
): Message | null {
  if (array && String(array.shape) === String(shape)) return null;
  const rule = message`Weight ${i} of layer ${layer.name} must have shape (${shape.join(', ')}).`;
  return array ? withReceived(rule, { shape: array.shape }) : message`${rule} The file does not have it.`;
}

/** Sets a variable to the values of an array of its shape. */
export function assign(variable: LayerVariable, { data, shape }: Hdf5Array): void {
  const values = tensor(data, shape, 'float32');
  // Not `layer.setWeights`, which applies constraints: Keras stores weights to which they were applied, or not yet.
  (variable.read() as Variable).assign(values);
  values.dispose();
}
