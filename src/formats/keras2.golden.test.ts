/** Files of Keras 2.12 to 2.15 (fixtures/keras2.py) predict as in Keras, and continue their training. */
import { readFileSync } from 'node:fs';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxError } from '../data/golden-cases.testing';
import { readJson } from '../data/golden.testing';
import { startWasm } from '../engines/wasm/wasm.testing';
import { loadModelFile } from './model-file';
import { loadWeightsFile } from './weights-file';

const ROOT = 'fixtures/keras2';
const blob = (name: string) => new Blob([new Uint8Array(readFileSync(`${ROOT}/${name}`))]);

interface Expected {
  x: number[];
  first: number[];
  trained: number[];
  iterations: number;
}

beforeAll(startWasm);

async function errorOf(model: LayersModel, x: number[], y: number[]): Promise<number> {
  const output = model.predict(tensor(x, [2, 6, 5, 2])) as Tensor;
  return maxError(await output.data(), y);
}

describe.each(['2.12', '2.14'])('Keras %s', (version) => {
  const { x, first, trained, iterations } = readJson<Expected>(`${ROOT}/${version}.json`);

  it('reads its models, and its files of weights', async () => {
    const loaded = await loadModelFile(blob(`${version}.keras`));
    expect(await errorOf(loaded.model, x, first)).toBeLessThan(1e-6);
    expect(loaded.optimizerState).toBeNull();
    expect(await loadWeightsFile(loaded, blob(`${version}.weights.h5`))).toEqual([]);
    expect(await errorOf(loaded.model, x, trained)).toBeLessThan(1e-6);
    expect(loaded.optimizerState).toMatchObject({ name: 'adam', iterations });
  });
});

it('reads paths as Windows has them', async () => {
  const { x, trained } = readJson<Expected>(`${ROOT}/2.12.json`);
  const { model } = await loadModelFile(blob('2.12.keras'));
  await loadWeightsFile(model, blob('windows.weights.h5'));
  expect(await errorOf(model, x, trained)).toBeLessThan(1e-6);
});
