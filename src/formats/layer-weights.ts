/** Puts arrays of a file into the variables of layers. */
import { type Variable, tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { PupilaError, withReceived } from '../core/errors';
import { type Message, message } from '../core/message';
import { tupleText } from '../core/size-text';
import type { Hdf5Array } from './hdf5';

type Layer = layers.Layer;

/** A variable of a layer, and the array that the file has for it. */
export interface WeightMatch {
  layer: Layer;
  /** Position among the weights of the layer, for messages. */
  index: number;
  variable: Layer['weights'][number];
  array: Hdf5Array | null;
}

/** Returns the variables of a layer with their arrays. Keras and tfjs-layers have them in the same order. */
export function matchInOrder(layer: Layer, read: (i: number) => Hdf5Array | null): WeightMatch[] {
  return layer.weights.map((variable, index) => ({ layer, index, variable, array: read(index) }));
}

/** Sets variables, if all of their arrays fit. @throws {PupilaError} 'bad-model' if one does not. */
export function setWeights(matches: readonly WeightMatch[]): void {
  for (const match of matches) {
    const problem = shapeProblem(match);
    if (problem) throw new PupilaError('bad-model', problem);
  }
  for (const { variable, array } of matches) {
    const { data, shape } = array as Hdf5Array;
    const values = tensor(data, shape, 'float32');
    // Not `layer.setWeights`, which applies constraints: Keras stores weights to which they were applied, or not yet.
    (variable.read() as Variable).assign(values);
    values.dispose();
  }
}

/** Returns why an array does not fit, or null if it does. */
export function shapeProblem({ layer, index, variable: { shape }, array }: WeightMatch): Message | null {
  if (array && String(array.shape) === String(shape)) return null;
  const rule = message`Weight ${index} of layer ${layer.name} must have shape ${tupleText(shape)}.`;
  return array ? withReceived(rule, { shape: array.shape }) : message`${rule} The file does not have it.`;
}
