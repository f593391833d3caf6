/** Compares files with those of Keras 3.16 for the same networks: the full content, bit by bit. */
import { existsSync, readFileSync } from 'node:fs';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompileArguments } from './keras-compile';
import { loadKerasModel } from './model-file';
import { saveKerasModel } from './save-keras';
import { bytesOf, unpack } from './unpacked-keras.testing';

/** New arguments in Keras 3.16: null in its files, absent from ours. */
const NEW_ARGUMENTS = ['quantization_config', 'input_axes', 'output_axes'];

const read = (path: string) => new Uint8Array(readFileSync(path));

/** Removes what we omit on purpose (see save-keras.ts), after checking that it has the default value. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.entries(value).filter(([key, inner]) => {
    if (NEW_ARGUMENTS.includes(key)) expect(inner).toBeNull();
    return ![...NEW_ARGUMENTS, 'shared_object_id', 'jit_compile'].includes(key);
  });
  const object = Object.fromEntries(rest.map(([key, inner]) => [key, comparable(inner)]));
  // With the PyTorch backend, Keras saves backend-specific optimizer classes.
  if (!String(object['module']).startsWith('keras.src.backend.torch.optimizers')) return object;
  return { ...object, module: 'keras.optimizers', registered_name: null };
}

/** Removes counters: Keras calls the second optimizer or input of a Python process adam_1. */
function unnumbered<T>(value: T): T {
  const text = JSON.stringify(value).replace(/"(adam|sgd|rm_sprop|input_layer)_\d+"/g, '"$1"');
  return JSON.parse(text) as T;
}

const adam = (learningRate: number): CompileArguments => ({
  optimizer: { name: 'adam', learningRate },
  loss: 'binary_crossentropy',
});
const GOLDEN = '../shared/golden/train';
const KERAS_FILES: [string, string, CompileArguments][] = [
  ['small_binary_adam', 'fixtures/train', adam(0.001)],
  [
    'small_categorical_adam',
    'fixtures/train',
    { optimizer: { name: 'adam', learningRate: 0.003 }, loss: 'categorical_crossentropy' },
  ],
  ['small_binary_rmsprop', GOLDEN, { ...adam(0.001), optimizer: { name: 'rmsprop' } }],
  ['small_binary_sgd_momentum', GOLDEN, { ...adam(0.01), optimizer: { name: 'sgd', momentum: 0.9 } }],
  ['seed_cnn_binary_adam', GOLDEN, adam(0.0001)],
];

beforeAll(async () => {
  await setBackend('cpu');
});

describe.each(KERAS_FILES)("saveKerasModel compared with Keras's %s", (name, folder, compile) => {
  const path = `${folder}/${name}.initial.keras`;

  it.skipIf(!existsSync(path))('has the same files, config and weights', async () => {
    const keras = await unpack(read(path));
    const model = await loadKerasModel(read(path));
    const ours = await unpack(await bytesOf(await saveKerasModel(model, { compile })));
    expect(ours.paths).toEqual(keras.paths);
    expect(ours.metadata['keras_version']).toBe(keras.metadata['keras_version']);
    expect(ours.metadata['date_saved']).toMatch(/^\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d$/);
    expect(ours.config).toEqual(comparable(unnumbered(keras.config)));
    expect(ours.weights).toEqual(unnumbered(keras.weights));
  });
});
