import { memory } from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Batch, floatsOf } from '../../../core/batch';
import { courseCnn } from '../../../models/course-cnn';
import { Optimizer } from '../../../training/optimizers';
import { TapeTrainStep } from '../../../steps/tape-train-step';
import { testEngine } from '../../engine-cases.testing';
import { testRefusals } from '../../refusal-cases.testing';
import type { TrainStep } from '../../../training/train-step';
import {
  type Layers,
  batchOf,
  lossOf,
  networks,
  planOf,
  twins,
  unitsOf,
  weightsOf,
} from '../../../training/train-step.testing';
import type { KernelModule } from '../module';
import { startWasm } from '../wasm.testing';
import { bytesOf } from './arena';
import { FusedTrainStep, type FusedTrainStepOptions } from './fused-train-step';
import { placeProgram } from './layout';
import { FLOAT, type WeightProgram, volume } from './program';

let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

/** A batch as bytes, and the same batch as floats. */
function byteBatches(size: number): [Batch, Batch] {
  const x = Uint8Array.from({ length: size * 17 * 14 * 3 }, (_, i) => (i * 37) % 256);
  const bytes = { ...batchOf(size, 2, 0), x, scale: 1 / 255 };
  return [bytes, { ...bytes, x: floatsOf(bytes) }];
}

function fused(model: Sequential, options: Partial<FusedTrainStepOptions> = {}): FusedTrainStep {
  const defaults = { plan: planOf(model), loss: lossOf(model), optimizer: new Optimizer({ name: 'adam' }) };
  return new FusedTrainStep({ kernels, model, ...defaults, ...options });
}

const taped = (model: Sequential): TapeTrainStep =>
  new TapeTrainStep({ model, loss: lossOf(model), optimizer: new Optimizer({ name: 'adam' }) });

testRefusals(describe, 'fused training', (model, _, options) => fused(model, options));

const budgets = [{ timeBudgetMs: 0 }, { timeBudgetMs: 1000, activationLimitBytes: 0 }] as const;
it('predicts any number of images with the buffers of one batch', async () => {
  const model = twins(networks['two convolutions, odd sizes'] as () => Layers)[0];
  const images = batchOf(75, 2, 1);
  const predict = async (prepared: number): Promise<Float32Array> => {
    const step = fused(model);
    if (prepared > 0) await step.evaluate(batchOf(prepared, 2, 0));
    const outputs = await step.predict(images);
    step.dispose();
    return outputs;
  };
  const whole = await predict(75);
  expect(await predict(7)).toEqual(whole);
  expect(await predict(0)).toEqual(whole);
});

testEngine(describe, 'fused training', (model, variant, options) =>
  fused(model, { ...options, ...budgets[variant] }),
);

describe.each(Object.entries(networks))('fused training: %s', (_, make) => {
  it('returns the same bits for any time budget, and with recomputed activations', async () => {
    const [a, b] = twins(make);
    const steps = [fused(a, { timeBudgetMs: 0 }), fused(b, { timeBudgetMs: 1000, activationLimitBytes: 0 })];
    const classes = Math.max(2, unitsOf(a));
    for (let k = 0; k < 3; k++) for (const step of steps) await step.run(batchOf(40, classes, k));
    for (const step of steps) await step.sync();
    expect(weightsOf(a)).toEqual(weightsOf(b));
    steps.forEach((step) => step.dispose());
  });
});

it.each([
  ['the plan', fused],
  ['the tape', taped],
])('%s returns the same for bytes and for floats', async (_, stepFor) => {
  const models = twins(networks['two convolutions, odd sizes'] as () => Layers);
  const steps = models.map((model) => stepFor(model));
  const batches = byteBatches(21);
  const of = <T>(work: (step: TrainStep, batch: Batch) => Promise<T>): Promise<T[]> =>
    Promise.all(steps.map((step, i) => work(step, batches[i] as Batch)));
  for (const work of ['run', 'evaluate'] as const) {
    const [bytes, floats] = await of((step, batch) => step[work](batch));
    expect(bytes).toEqual(floats);
  }
  const [bytes, floats] = await of((step, batch) => step.predict(batch));
  expect(bytes).toEqual(floats);
  steps.forEach((step) => step.dispose());
});

describe("the course's network", () => {
  it.each([
    [128, 600],
    [512, 1700],
  ])('with batches of %i takes less than %i MB', (images, megabytes) => {
    const model = courseCnn();
    const plan = planOf(model);
    const weights = model.trainableWeights.map(({ shape }): WeightProgram => {
      return { at: 0, slots: [0, 0], count: volume(shape as number[]) };
    });
    const options = {
      optimizer: 'adam',
      nesterov: false,
      activationLimitBytes: 768 * 2 ** 20,
      threads: 4,
    } as const;
    const inputs = { plan, weights, images, ...options };
    const bytes = bytesOf((arena) => placeProgram(kernels.exports, inputs, arena));
    // Weights and Adam's two moments in the plan, and tfjs's own copy of the weights.
    expect((bytes + 4 * FLOAT * model.countParams()) / 1e6).toBeLessThan(megabytes);
    model.dispose();
  });
});

describe('fused training', () => {
  const make = networks['two convolutions, odd sizes'] as () => Layers;

  it('leaks neither tensors nor heap', async () => {
    const [model] = twins(make);
    const step = fused(model);
    for (let k = 0; k < 3; k++) await step.run(batchOf(16, 2, k));
    const before = [memory().numTensors, kernels.memory.buffer.byteLength];
    for (let k = 0; k < 100; k++) await step.run(batchOf(16, 2, k));
    expect([memory().numTensors, kernels.memory.buffer.byteLength]).toEqual(before);
    step.dispose();
  });

  it('uses weights that were set from outside', async () => {
    const [a, b] = twins(make);
    const [step, other] = [fused(a), fused(b)];
    const before = weightsOf(a);
    await step.run(batchOf(8, 2, 0));
    await step.sync();
    expect(weightsOf(a)).not.toEqual(before);
    a.setWeights(b.getWeights());
    expect((await step.evaluate(batchOf(8, 2, 1))).loss).toBe((await other.evaluate(batchOf(8, 2, 1))).loss);
    [step, other].forEach((each) => each.dispose());
  });

  it('changes nothing when a step is aborted, and can continue', async () => {
    const [a, b] = twins(make);
    const [step, other] = [fused(a, { timeBudgetMs: 0 }), fused(b)];
    const controller = new AbortController();
    const aborted = step.run(batchOf(64, 2, 0), controller.signal);
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    await step.sync();
    expect(weightsOf(a)).toEqual(weightsOf(b));
    await step.run(batchOf(64, 2, 1));
    await other.run(batchOf(64, 2, 1));
    for (const each of [step, other]) await each.sync();
    expect(weightsOf(a)).toEqual(weightsOf(b));
    [step, other].forEach((each) => each.dispose());
  });
});
