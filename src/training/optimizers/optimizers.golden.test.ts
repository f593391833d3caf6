/** Every optimizer and combination of arguments trains, averages and is saved as Keras does; every schedule has its rates. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../data/golden-cases.testing';
import { readJson } from '../../data/golden.testing';
import { startWasm } from '../../engines/wasm/wasm.testing';
import { optimizerArrays, savedOptimizer } from '../../formats/keras-optimizer';
import { loadKerasModel } from '../../formats/model-file';
import { OPTIMIZERS, OPTIMIZER_NAMES, type OptimizerConfig } from '../../options/optimizer-config';
import { TapeTrainStep } from '../../steps/tape-train-step';
import { learningRateAt } from '../schedules';
import { Optimizer } from './index';

interface KerasArray {
  shape: number[];
  data: number[];
}

interface Fixture {
  x: KerasArray;
  labels: number[];
  cases: {
    name: string;
    optimizer: { class_name: string };
    losses: number[];
    weights: KerasArray[];
    variables: KerasArray[];
    weights_of_fit: KerasArray[] | null;
  }[];
  schedules: { schedule: { class_name: string }; rates: number[] }[];
}

const fixture = readJson<Fixture>('fixtures/optimizers.json');

beforeAll(async () => {
  await startWasm();
});

describe("an optimizer of Keras's", () => {
  it('is in a case, each one', () => {
    const classes = new Set(fixture.cases.map(({ optimizer }) => optimizer.class_name));
    expect([...classes].sort()).toEqual(OPTIMIZER_NAMES.map((name) => OPTIMIZERS[name].className).sort());
  });

  it.each(fixture.cases)('trains and is saved: $name', async (golden) => {
    const file = new Uint8Array(readFileSync('fixtures/optimizers.keras'));
    const model = await loadKerasModel(file);
    const config = savedOptimizer(golden) as OptimizerConfig;
    const optimizer = new Optimizer(config);
    const step = new TapeTrainStep({ model, optimizer, loss: 'categorical_crossentropy' });
    const { labels } = fixture;
    const y = Float32Array.from(labels.flatMap((label) => [0, 1, 2].map((i) => Number(i === label))));
    const x = Float32Array.from(fixture.x.data);
    const batch = { x, y, size: labels.length, indices: Int32Array.from(labels.keys()) };
    const losses: number[] = [];
    for (const _ of golden.losses) losses.push((await step.run(batch)).loss);
    expect(relativeError(losses, golden.losses)).toBeLessThan(1e-5);
    const checkWeights = async (expected: KerasArray[]): Promise<void> => {
      for (const [i, weight] of model.trainableWeights.entries())
        expect(relativeError(await weight.read().data(), expected[i]?.data ?? [])).toBeLessThan(1e-4);
    };
    await checkWeights(golden.weights);
    const state = { iterations: optimizer.iterations, slots: await step.slots() };
    const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
    const arrays = optimizerArrays(config, state, shapes);
    expect(arrays.map(({ shape }) => shape)).toEqual(golden.variables.map(({ shape }) => shape));
    for (const [i, { data }] of arrays.entries())
      expect(relativeError(data, golden.variables[i]?.data ?? [])).toBeLessThan(1e-3);
    step.finalize();
    await checkWeights(golden.weights_of_fit ?? golden.weights);
    step.dispose();
    model.dispose();
  });
});

it.each(fixture.schedules)("a schedule has Keras's rates: $schedule", ({ schedule, rates }) => {
  const optimizer = { class_name: 'SGD', config: { learning_rate: schedule } };
  const { learningRate } = savedOptimizer({ optimizer }) as OptimizerConfig;
  if (typeof learningRate !== 'object') throw new Error('The schedule was lost.');
  const ours = rates.map((_, step) => learningRateAt(learningRate, step));
  expect(relativeError(ours, rates)).toBeLessThan(1e-6);
});
