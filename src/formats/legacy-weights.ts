/** The weights of layers in a `.h5` file, as Keras 1.2 to 3 write them: a group a layer, in the order of the model. */
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { Group } from 'h5wasm';
import { layersOf } from '../models/model-layers';
import { type Hdf5Array, readArray } from './hdf5';
import { type WeightMatch, matchInOrder } from './layer-weights';

type Layer = layers.Layer;

/** The weights of a layer, or of a nested model with all its layers, in a file. */
export interface SavedLayer {
  name: string;
  weightNames: readonly string[];
  /** Returns the weight of a name. */
  read(name: string): Hdf5Array | null;
}

/** Returns the group that contains the weights of layers: the file's, or that of a whole model. Null if there is none. */
export function legacyWeightsIn(file: Group): Group | null {
  if (hasNames(file)) return file;
  const group = file.keys().includes('model_weights') ? (file.get('model_weights') as Group) : null;
  return group && hasNames(group) ? group : null;
}

const hasNames = ({ attrs }: Group): boolean => 'layer_names' in attrs || 'layer_names0' in attrs;

/** Returns the layers in a group of `legacyWeightsIn`, also those without weights. */
export function savedLayers(group: Group): SavedLayer[] {
  return namesIn(group, 'layer_names').map((name) => savedLayer(group.get(name) as Group, name));
}

/** Returns the weights that the group of a layer has. */
export function savedLayer(group: Group, name: string): SavedLayer {
  const read = (weight: string): Hdf5Array | null => readArray(group, weight);
  return { name, weightNames: namesIn(group, 'weight_names'), read };
}

/** Returns an attribute that is a list of names. Keras splits a long one: `weight_names0`, `weight_names1`, … */
export function namesIn({ attrs }: Group, attribute: string): string[] {
  if (attribute in attrs) return attrs[attribute]?.value as string[];
  const names: string[] = [];
  for (let i = 0; `${attribute}${i}` in attrs; i++)
    names.push(...(attrs[`${attribute}${i}`]?.value as string[]));
  return names;
}

/**
 * Returns the arrays for the variables of a layer. Those of a nested model are found by the names of its layers:
 * `conv2d/kernel:0`, …; if its layers have other names, by their order.
 */
export function matchWeights(layer: Layer, { weightNames, read }: SavedLayer): WeightMatch[] {
  const inOrder = (target: Layer, names: readonly string[]): WeightMatch[] =>
    matchInOrder(target, (i) => (names[i] === undefined ? null : read(names[i])));
  if (!(layer as Partial<LayersModel>).layers) return inOrder(layer, weightNames);
  const inner = layersOf(layer as LayersModel).map(({ layer: each }) => ({
    layer: each,
    names: weightNames.filter((name) => name.split('/').at(-2) === each.name),
  }));
  const hasAll = inner.every(({ layer: { weights }, names }) => weights.length === names.length);
  return hasAll ? inner.flatMap((each) => inOrder(each.layer, each.names)) : inOrder(layer, weightNames);
}
