/** Small networks (fixtures/nets.py) predict and train as in Keras, and are saved as they were read. */
import { readFileSync } from 'node:fs';
import { type Tensor, memory, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxError } from '../data/golden-cases.testing';
import { readJson } from '../data/golden.testing';
import type { BackendReport } from '../engines/select';
import { startWasm } from '../engines/wasm/wasm.testing';
import { resolveLoss } from '../options/resolve-loss';
import { makeTrainStep } from '../steps/train-path';
import { Optimizer } from '../training/optimizers';
import { loadModelFile } from './model-file';
import { saveModelFile } from './model-file';
import { expectSameFile } from './unpacked-keras.testing';

interface Case {
  y: number[];
  losses: number[];
  after: number[];
}

const { x, ...cases } = readJson<{ x: number[] } & Record<string, Case>>('fixtures/nets.json');
const fileOf = (name: string) => new Uint8Array(readFileSync(`fixtures/nets/${name}.keras`));

beforeAll(startWasm);

async function predict(model: LayersModel): Promise<ArrayLike<number>> {
  const input = tensor(x, [4, 8, 6, 3]);
  const output = model.predict(input) as Tensor;
  const values = await output.data();
  input.dispose();
  output.dispose();
  return values;
}

describe.each(Object.entries(cases))('%s', (name, { y, losses, after }) => {
  it('predicts, frees its memory, and is saved as it was read', async () => {
    const file = fileOf(name);
    const { model } = await loadModelFile(new Blob([file]));
    const tensors = memory().numTensors;
    expect(maxError(await predict(model), y)).toBeLessThan(1e-6);
    expect(memory().numTensors).toBe(tensors);
    await expectSameFile(model, file);
    const again = await loadModelFile(await saveModelFile(model, 'tfjs'));
    expect(maxError(await predict(again.model), y)).toBeLessThan(1e-6);
  });

  it('trains', async () => {
    const { model } = await loadModelFile(new Blob([fileOf(name)]));
    const step = await makeTrainStep({
      backend: { backend: 'wasm', threads: 1 } as BackendReport,
      model,
      optimizer: new Optimizer({ name: 'sgd', learningRate: 0.1 }),
      loss: resolveLoss('categorical_crossentropy'),
      seed: 0,
      timeBudgetMs: 12,
      threads: 1,
      slots: null,
      images: 4,
      layout: { shape: [8, 6, 3], movesChannels: false },
    });
    const batch = {
      x: Float32Array.from(x),
      y: Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0),
      size: 4,
      indices: Int32Array.of(0, 1, 2, 3),
    };
    const trained = [];
    for (const _ of losses) trained.push((await step.run(batch)).loss);
    expect(maxError(trained, losses)).toBeLessThan(1e-5);
    await step.sync();
    expect(maxError(await predict(model), after)).toBeLessThan(1e-5);
    step.dispose();
  });
});
