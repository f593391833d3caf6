/** Unpacks a `.keras` file for tests, down to every array of its weights. */
import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Dataset, Group } from 'h5wasm';
import { expect } from 'vitest';
import { openArchive } from '../data/archive/archive';
import { withHdf5 } from './hdf5';
import { saveKerasModel } from './save-keras';

export interface KerasFile {
  paths: string[];
  metadata: Record<string, unknown>;
  config: Record<string, unknown>;
  /** Every group and array of the weights by path, with its attributes. Arrays are hashed. */
  weights: Record<string, unknown>;
}

export const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());

/** Returns the SHA-256 of an array's bytes. Returns other values unchanged. */
export function hash(value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}

export async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<KerasFile> {
  const archive = await openArchive(bytes);
  const json = async (path: string) =>
    JSON.parse(new TextDecoder().decode(await archive.read(path))) as Record<string, unknown>;
  const weights = await withHdf5(await archive.read('model.weights.h5'), (file) => {
    const all: Record<string, unknown> = {};
    const walk = (group: Group, path: string): void => {
      for (const key of group.keys()) {
        const item = group.get(key) as Group | Dataset;
        const attributes = Object.fromEntries(
          Object.entries(item.attrs).map(([name, { value, shape, dtype }]) => [
            name,
            { value, shape, dtype },
          ]),
        );
        if ('value' in item) {
          const { shape, dtype, value } = item;
          all[`${path}/${key}`] = { shape, dtype, value: hash(value), attributes };
        } else {
          all[`${path}/${key}`] = { attributes };
          walk(item, `${path}/${key}`);
        }
      }
    };
    walk(file, '');
    return all;
  });
  return {
    paths: archive.paths as string[],
    metadata: await json('metadata.json'),
    config: await json('config.json'),
    weights,
  };
}

/** Arguments that only some versions of Keras know, with the default values that Keras writes and we do not. */
const OPTIONAL: Readonly<Record<string, unknown>> = {
  quantization_config: null,
  input_axes: null,
  output_axes: null,
  renorm: false,
  renorm_clipping: null,
  renorm_momentum: 0.99,
};

/** Keys that Keras writes and does not read. */
const UNUSED = ['shared_object_id', 'jit_compile'];

/** Removes what we omit on purpose (see save-keras.ts) from a config, after checking that it has the default value. */
export function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.entries(value).filter(([key, inner]) => {
    if (key in OPTIONAL) expect(inner).toEqual(OPTIONAL[key]);
    return !(key in OPTIONAL) && !UNUSED.includes(key);
  });
  const object = Object.fromEntries(rest.map(([key, inner]) => [key, comparable(inner)]));
  // With the PyTorch backend, Keras saves backend-specific optimizer classes.
  if (!String(object['module']).startsWith('keras.src.backend.torch.optimizers')) return object;
  return { ...object, module: 'keras.optimizers', registered_name: null };
}

/** Removes counters: Keras calls the second optimizer or input of a Python process adam_1. */
export function unnumbered<T>(value: T): T {
  const text = JSON.stringify(value).replace(/"(adam|sgd|rm_sprop|input_layer)_\d+"/g, '"$1"');
  return JSON.parse(text) as T;
}

/** Saves a model that was read from a file of Keras's, and expects the same config and weights. */
export async function expectSameFile(model: LayersModel, file: Uint8Array<ArrayBuffer>): Promise<void> {
  const keras = await unpack(file);
  const ours = await unpack(await bytesOf(await saveKerasModel(model)));
  expect(withoutCompile(unnumbered(ours.config))).toEqual(
    withoutCompile(comparable(unnumbered(keras.config))),
  );
  const isWeight = ([path]: [string, unknown]) => !path.startsWith('/optimizer');
  const weights = Object.fromEntries(Object.entries(keras.weights).filter(isWeight));
  expect(ours.weights).toEqual(weights);
}

/** Removes the configuration of training, and arguments of calls that change nothing. */
function withoutCompile(config: unknown): unknown {
  const text = JSON.stringify(config, (key, value: unknown) => {
    if (key === 'compile_config') return undefined;
    if (key !== 'kwargs') return value;
    return {};
  });
  return JSON.parse(text) as unknown;
}
