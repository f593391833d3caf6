import {
  type GradConfig,
  type Tensor,
  FusedBatchNorm,
  abs,
  getGradient,
  memory,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import '@tensorflow/tfjs-layers';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { registerBatchNormGradient } from './batch-norm-gradient';

const stock = getGradient(FusedBatchNorm);
beforeAll(async () => {
  await startWasm();
  registerBatchNormGradient();
});

it.each([
  ['a vector of means', [4]],
  ['a mean for each value', [2, 5, 3, 4]],
])("is tfjs's to the bit: %s", (_, shape) => {
  const own = getGradient(FusedBatchNorm);
  expect(own).not.toBe(stock);
  const [x, dy] = [1, 2].map((seed) => tensor(numbers(120, seed), [2, 5, 3, 4])) as [Tensor, Tensor];
  const count = shape.reduce((a, b) => a * b);
  const [mean, variance, scale] = [3, 4, 5].map((seed) => abs(tensor(numbers(count, seed), shape)));
  const valuesOf = ({ gradFunc }: GradConfig) =>
    tidy(() =>
      Object.entries(gradFunc(dy, [x, mean, variance, scale] as Tensor[], { varianceEpsilon: 1e-3 })).map(
        ([name, gradient]) => [name, Array.from(gradient().dataSync())],
      ),
    );
  const before = memory().numTensors;
  expect(valuesOf(own)).toEqual(valuesOf(stock));
  expect(memory().numTensors).toBe(before);
});
