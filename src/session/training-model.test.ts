import { type Sequential, layers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BackendReport } from '../engines/select';
import { startWasm } from '../engines/wasm/wasm.testing';
import { loadModelFile } from '../formats/model-file';
import { loadWeightsReport } from '../formats/weights-file';
import { weightValues } from '../models/weights';
import { makeTrainStep } from '../steps/train-path';
import { TapeTrainStep } from '../steps/tape-train-step';
import { Optimizer } from '../training/optimizers';
import type { TrainStep } from '../training/train-step';
import { type Layers, batchOf, conv, lossOf, networks, twins } from '../training/train-step.testing';
import { trainingModel } from './training-model';

const normalized = (): Layers => [
  conv(4, { inputShape: [17, 14, 3] }),
  layers.batchNormalization({ momentum: 0.5 }),
  layers.flatten(),
  layers.dense({ units: 1, activation: 'sigmoid' }),
];

const onWasm = (model: Sequential, optimizer: Optimizer): Promise<TrainStep> =>
  makeTrainStep({
    backend: { backend: 'wasm', threads: 1 } as BackendReport,
    ...{ model, loss: lossOf(model), optimizer, seed: 0, timeBudgetMs: 12, threads: null },
    slots: null,
    images: 8,
  });
const onTape = (model: Sequential, optimizer: Optimizer): Promise<TrainStep> =>
  Promise.resolve(new TapeTrainStep({ model, loss: lossOf(model), optimizer }));

beforeAll(startWasm);

describe.each<[string, () => Layers, typeof onWasm, 'sgd' | 'lion']>([
  ['a plan', networks['two convolutions, odd sizes'] as () => Layers, onWasm, 'sgd'],
  ['a graph with moving statistics', normalized, onWasm, 'sgd'],
  ['a graph whose update tfjs makes', normalized, onWasm, 'lion'],
  ['the tape with moving statistics', normalized, onTape, 'sgd'],
])('the model of %s', (_, make, makeStep, name) => {
  async function start() {
    const [model, other] = twins(make);
    const optimizer = new Optimizer({ name, learningRate: 0.1 });
    const step = await makeStep(model, optimizer);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const warnings: string[] = [];
    const compile = { optimizer: optimizer.config, loss: lossOf(model) };
    const trained = trainingModel({
      model,
      step,
      files: {
        write: (path, content) => files.set(path, content as Uint8Array<ArrayBuffer>),
        remove: (path) => files.delete(path),
      },
      onWarning: ({ en }) => warnings.push(en),
      saveOptions: () => Promise.resolve({ compile }),
    });
    return { step, other, trained, files, warnings };
  }

  it('does not save weights that are not finite', async () => {
    const { trained, files, warnings } = await start();
    const weights = await trained.getWeights();
    weights.at(-1)?.fill(NaN);
    await trained.setWeights(weights);
    await trained.save('a.keras');
    await trained.save('a.weights.h5', { weightsOnly: true });
    expect(files.size).toBe(0);
    const why = 'was not written, because the weights of the layer';
    expect(warnings).toEqual([
      expect.stringContaining(`a.keras ${why}`),
      expect.stringContaining(`a.weights.h5 ${why}`),
    ]);
  });

  it('gives copies of all weights, and continues with others', async () => {
    const { step, trained } = await start();
    const first = await trained.getWeights();
    const { loss } = await step.run(batchOf(8, 2, 0));
    const second = await trained.getWeights();
    // The weights that batch normalisation does not train change too.
    first.forEach((values, i) => expect(values).not.toEqual(second[i]));
    await step.run(batchOf(5, 2, 1));
    await trained.setWeights(first);
    expect(await trained.getWeights()).toEqual(first);
    // Lion has a momentum by now.
    if (name === 'sgd') {
      expect((await step.run(batchOf(8, 2, 0))).loss).toBe(loss);
      expect(await trained.getWeights()).toEqual(second);
    }
    step.dispose();
  });

  it('is saved as it is after the last step', async () => {
    const { step, other, trained, files } = await start();
    await step.run(batchOf(8, 2, 0));
    await trained.save('a/b.keras');
    await trained.save('c.weights.h5', { weightsOnly: true });
    const expected = await trained.getWeights();
    const blob = (path: string): Blob => new Blob([files.get(path) as Uint8Array<ArrayBuffer>]);
    const loaded = await loadModelFile(blob('a/b.keras'));
    expect(await weightValues(loaded.model)).toEqual(expected);
    expect(loaded.optimizer?.name).toBe(name);
    await loadWeightsReport(other, blob('c.weights.h5'));
    expect(await weightValues(other)).toEqual(expected);
    step.dispose();
  });

  it('refuses the weights of another model, and other endings', async () => {
    const { step, trained } = await start();
    await expect(trained.setWeights([Float32Array.of(1)])).rejects.toThrow(
      '`weights` must have one array for each weight of the model, of the same size.',
    );
    await expect(trained.save('a.h5')).rejects.toThrow(
      'The path of a saved model must end in .keras. Received: path=a.h5',
    );
    await expect(trained.save('a.keras', { weightsOnly: true })).rejects.toThrow('must end in .weights.h5.');
    step.dispose();
  });
});
