/** Reads the optimizer of an `.h5` file that Keras wrote. */
import { readFileSync } from 'node:fs';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { relativeError } from '../data/golden-cases.testing';
import { readJson } from '../data/golden.testing';
import type { OptimizerConfig } from '../options/optimizer-config';
import { optimizerArrays, savedOptimizer } from './keras-optimizer';
import { loadModelFile } from './model-file';

interface Fixture {
  cases: { name: string; optimizer: object; variables: { shape: number[]; data: number[] }[] }[];
}

it("reads the optimizer's arguments and state", async () => {
  await setBackend('cpu');
  const { cases } = readJson<Fixture>('fixtures/optimizers.json');
  const golden = cases.find(({ name }) => name === 'accumulation, global norm, schedule');
  const { model, optimizer, optimizerState } = await loadModelFile(
    new Blob([readFileSync('fixtures/optimizers.h5')]),
  );
  expect(optimizer).toEqual(savedOptimizer(golden));
  expect(optimizerState).toMatchObject({ name: 'nadam', iterations: 7 });
  const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
  const arrays = optimizerArrays(optimizer as OptimizerConfig, optimizerState ?? null, shapes);
  expect(arrays).toHaveLength(golden?.variables.length ?? NaN);
  for (const [i, { data }] of arrays.entries())
    expect(relativeError(data, golden?.variables[i]?.data ?? [])).toBeLessThan(1e-6);
});
