/** Compares files with those of Keras 3.16 for the same networks: the full content, bit by bit. */
import { existsSync, readFileSync } from 'node:fs';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompileArguments } from './keras-compile';
import { loadKerasModel } from './model-file';
import { saveKerasModel } from './save-keras';
import { bytesOf, comparable, unnumbered, unpack } from './unpacked-keras.testing';

const read = (path: string) => new Uint8Array(readFileSync(path));

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
