/** Reads models that Keras wrote: `.keras` (Keras 3) and `.h5` (Keras 2 and 3). Optimizer state is left out. */
import { type Tensor, dispose, tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, type layers, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { Group } from 'h5wasm';
import { PupilaError } from '../core/errors';
import { openArchive } from '../data/archive';
import { type Hdf5Array, readArray, withHdf5 } from './hdf5';
import { toTfjsConfig } from './keras-config';

type Layer = layers.Layer;

const ZIP = [0x50, 0x4b];
const HDF5 = [0x89, 0x48, 0x44, 0x46];
const startsWith = (bytes: Uint8Array, signature: number[]): boolean =>
  signature.every((byte, i) => bytes[i] === byte);

/**
 * Loads a `.keras` or `.h5` file.
 *
 * @throws {PupilaError} 'bad-model' when it is neither, is damaged, or has a layer that tfjs-layers cannot have.
 * @example
 * const model = await loadKerasModel(new Uint8Array(await file.arrayBuffer()));
 */
export async function loadKerasModel(bytes: Uint8Array<ArrayBuffer>): Promise<LayersModel> {
  if (startsWith(bytes, ZIP)) return loadKeras3(bytes);
  if (startsWith(bytes, HDF5)) return loadH5(bytes);
  throw new PupilaError('bad-model', 'A Keras model is a .keras or .h5 file; this is neither.');
}

async function loadKeras3(bytes: Uint8Array<ArrayBuffer>): Promise<LayersModel> {
  const archive = await openArchive(bytes);
  const missing = ['config.json', 'model.weights.h5'].find((path) => !archive.paths.includes(path));
  if (missing) throw new PupilaError('bad-model', `A .keras file contains ${missing}; this one does not.`);
  const model = await build(new TextDecoder().decode(await archive.read('config.json')));
  return withHdf5(await archive.read('model.weights.h5'), (file) => {
    const seen = new Map<string, number>();
    for (const layer of model.layers) {
      if (layer.getClassName() === 'InputLayer') continue;
      // Keras names a layer's group by its class, counted: conv2d, conv2d_1, …
      const kind = snakeCase(layer.getClassName());
      const count = seen.get(kind) ?? 0;
      seen.set(kind, count + 1);
      const group = `layers/${count === 0 ? kind : `${kind}_${count}`}/vars`;
      setWeights(layer, (i) => readArray(file, `${group}/${i}`));
    }
    return model;
  });
}

async function loadH5(bytes: Uint8Array<ArrayBuffer>): Promise<LayersModel> {
  const config = await withHdf5(bytes, (file) => file.attrs['model_config']?.value);
  if (typeof config !== 'string') {
    throw new PupilaError('bad-model', 'An .h5 model has `model_config`; this file has weights only.');
  }
  const model = await build(config);
  return withHdf5(bytes, (file) => {
    const weights = file.get('model_weights') as Group;
    for (const layer of model.layers) {
      const group = weights.get(layer.name) as Group | null;
      const names = (group?.attrs['weight_names']?.value ?? []) as string[];
      if (group) setWeights(layer, (i) => readArray(group, names[i] ?? ''));
    }
    return model;
  });
}

async function build(json: string): Promise<LayersModel> {
  try {
    const modelTopology = toTfjsConfig(JSON.parse(json)) as object;
    return await loadLayersModel({ load: () => Promise.resolve({ modelTopology }) });
  } catch (cause) {
    if (cause instanceof PupilaError) throw cause;
    throw new PupilaError('bad-model', `The model cannot be built: ${(cause as Error).message}`, { cause });
  }
}

/** Sets a layer's weights from arrays in Keras's order, which is also tfjs's. */
function setWeights(layer: Layer, read: (i: number) => Hdf5Array | null): void {
  const tensors: Tensor[] = layer.weights.map(({ shape }, i) => {
    const array = read(i);
    if (!array || String(array.shape) !== String(shape)) {
      const rule = `Weight ${i} of layer ${layer.name} has shape (${shape.join(', ')}).`;
      throw new PupilaError(
        'bad-model',
        `${rule} Received: ${array ? `(${array.shape.join(', ')})` : 'nothing'}`,
      );
    }
    return tensor(array.data, array.shape, 'float32');
  });
  if (tensors.length > 0) layer.setWeights(tensors);
  dispose(tensors);
}

/** Keras's `to_snake_case`: Conv2D → conv2d, MaxPooling2D → max_pooling2d. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
