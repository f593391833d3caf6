/** Arithmetic in the graph of a model computes as in Keras (fixtures/operations.py), and is written as it was read. */
import { readFileSync } from 'node:fs';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { maxError } from '../data/golden-cases.testing';
import { readJson } from '../data/golden.testing';
import { startWasm } from '../engines/wasm/wasm.testing';
import { loadModelFile } from './model-file';
import { expectSameFile } from './unpacked-keras.testing';

beforeAll(startWasm);

it('computes with tensors and numbers, and is saved again', async () => {
  const file = new Uint8Array(readFileSync('fixtures/operations.keras'));
  const { model } = await loadModelFile(new Blob([file]));
  const { x, y } = readJson<{ x: number[]; y: number[] }>('fixtures/operations.json');
  const output = model.predict(tensor(x, [3, 6, 5, 3])) as Tensor;
  expect(maxError(await output.data(), y)).toBeLessThan(1e-6);
  await expectSameFile(model, file);
});
