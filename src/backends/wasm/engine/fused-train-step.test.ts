import { memory } from '@tensorflow/tfjs-core';
import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Batch, floatsOf } from '../../../core/batch';
import { courseCnn } from '../../../models/course-cnn';
import { Optimizer } from '../../../trainer/optimizers';
import { planFor } from '../../../trainer/plan/plan';
import { TapeTrainStep } from '../../../trainer/tape-train-step';
import type { StepResult, TrainStep } from '../../../trainer/train-step';
import {
  type Layers,
  batchOf,
  commonNetworks,
  conv,
  lossOf,
  pool,
  unitsOf,
  weightsOf,
} from '../../../trainer/train-step.testing';
import type { KernelModule } from '../module';
import { startWasm } from '../wasm.testing';
import { FusedTrainStep } from './fused-train-step';
import { programBytes } from './layout';
import { FLOAT, type WeightProgram, volume } from './program';

let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

/** Networks that reach every branch, for images of 17 × 14 × 3. */
const networks: Record<string, () => Layers> = {
  ...commonNetworks,
  'convolutions and poolings of every kind': () => [
    ...[conv(5, { inputShape: [17, 14, 3], padding: 'same' }), conv(6, { strides: 2, kernelSize: [3, 2] })],
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    ...[conv(9, { kernelSize: 1, activation: 'tanh' }), layers.maxPooling2d({ poolSize: 3, strides: 1 })],
    conv(3, { kernelSize: 2, activation: 'linear', padding: 'same', useBias: false }),
    ...[layers.flatten(), layers.dense({ units: 5, activation: 'elu' })],
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
  'pooling first and last, sigmoid and ELU, activation layers': () => [
    layers.averagePooling2d({ poolSize: 2, strides: 1, inputShape: [17, 14, 3] }),
    ...[conv(7, { activation: 'linear', padding: 'same' }), layers.activation({ activation: 'sigmoid' })],
    ...[
      pool(),
      conv(5, { activation: 'elu', kernelSize: 2 }),
      conv(8, { activation: 'linear' }),
      layers.reLU(),
    ],
    ...[pool(), layers.globalAveragePooling2d({ dataFormat: 'channelsLast' })],
    layers.dense({ units: 3, activation: 'softmax' }),
  ],
};

/** The same images as bytes, and as the floats that they stand for. */
function byteBatches(size: number): [Batch, Batch] {
  const x = Uint8Array.from({ length: size * 17 * 14 * 3 }, (_, i) => (i * 37) % 256);
  const bytes = { ...batchOf(size, 2, 0), x, scale: 1 / 255 };
  return [bytes, { ...bytes, x: floatsOf(bytes) }];
}

/** Two models with equal weights. */
function twins(make: () => Layers): [Sequential, Sequential] {
  const [a, b] = [sequential({ layers: make() }), sequential({ layers: make() })];
  b.setWeights(a.getWeights());
  return [a, b];
}

function fused(
  model: Sequential,
  options: { timeBudgetMs?: number; keptBytes?: number; optimizer?: Optimizer } = {},
): FusedTrainStep {
  const planned = planFor(model);
  if (!('plan' in planned)) throw new Error(planned.reason);
  const optimizer = options.optimizer ?? new Optimizer({ name: 'adam' });
  const loss = lossOf(model);
  return new FusedTrainStep({ ...options, kernels, model, plan: planned.plan, loss, optimizer });
}

const taped = (model: Sequential): TapeTrainStep =>
  new TapeTrainStep({ model, loss: lossOf(model), optimizer: new Optimizer({ name: 'adam' }) });

describe.each(Object.entries(networks))('fused training: %s', (_, make) => {
  it("follows the tape's losses, outputs and weights, whatever the batch's size", async () => {
    const [a, b] = twins(make);
    const classes = Math.max(2, unitsOf(a));
    const steps: TrainStep[] = [fused(a), taped(b)];
    for (const [k, size] of [20, 33, 1].entries()) {
      const [mine, tape] = await Promise.all(steps.map((step) => step.run(batchOf(size, classes, k))));
      expect(mine?.loss).toBeCloseTo(tape?.loss as number, 5);
      expect(mine?.accuracy).toBeCloseTo(tape?.accuracy as number, 6);
    }
    const test = batchOf(11, classes, 9);
    const [mine, tape] = await Promise.all(steps.map((step) => step.evaluate(test)));
    expect(mine?.loss).toBeCloseTo(tape?.loss as number, 5);
    const [outputs, right] = await Promise.all(steps.map((step) => step.predict(test)));
    outputs?.forEach((value, i) => expect(value).toBeCloseTo(right?.[i] as number, 5));
    for (const step of steps) await step.sync();
    const expected = weightsOf(b);
    weightsOf(a).forEach((weight, i) =>
      weight.forEach((value, j) => expect(Math.abs(value - (expected[i]?.[j] as number))).toBeLessThan(2e-5)),
    );
    steps.forEach((step) => step.dispose());
  });

  it('gives the same bits for any time budget, and where values are computed again on the way back', async () => {
    const [a, b] = twins(make);
    const steps = [fused(a, { timeBudgetMs: 0 }), fused(b, { timeBudgetMs: 1000, keptBytes: 0 })];
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
])('%s takes bytes for the floats that they stand for', async (_, stepFor) => {
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

describe('fused training with dropout', () => {
  const make = (): Layers => [
    ...[conv(5, { inputShape: [17, 14, 3] }), pool(), layers.dropout({ rate: 0.3 })],
    ...[conv(6), layers.dropout({ rate: 0.2 }), layers.averagePooling2d({ poolSize: 2 })],
    ...[layers.flatten(), layers.dense({ units: 24, activation: 'relu' }), layers.dropout({ rate: 0.5 })],
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ];
  const sgd = (learningRate: number) => new Optimizer({ name: 'sgd', learningRate });

  it('chooses anew in each step, the same for any time budget, and drops nothing in evaluation', async () => {
    const [a, b] = twins(make);
    const steps = [
      fused(a, { timeBudgetMs: 0, optimizer: sgd(0) }),
      fused(b, { timeBudgetMs: 1000, keptBytes: 0, optimizer: sgd(0) }),
    ] as const;
    const losses = [];
    for (let k = 0; k < 3; k++) {
      const [{ loss }, other] = (await Promise.all(steps.map((step) => step.run(batchOf(20, 2, 0))))) as [
        StepResult,
        StepResult,
      ];
      expect(other.loss).toBe(loss);
      losses.push(loss);
    }
    const plain = new TapeTrainStep({ model: a, loss: 'binary_crossentropy', optimizer: sgd(0) });
    losses.push((await steps[0].evaluate(batchOf(20, 2, 0))).loss);
    expect(new Set(losses).size).toBe(4);
    expect(losses[3]).toBeCloseTo((await plain.evaluate(batchOf(20, 2, 0))).loss, 5);
    [...steps, plain].forEach((step) => step.dispose());
  });

  it('follows the slope of what it dropped: small steps lower the loss by rate × |gradient|²', async () => {
    const rate = 1e-3;
    const [a, b] = twins(make);
    // Both choose alike: their first step has the same number.
    const [measure, descend] = [fused(a, { optimizer: sgd(rate) }), fused(b, { optimizer: sgd(0) })] as const;
    const before = weightsOf(a);
    const { loss } = await measure.run(batchOf(20, 2, 0));
    await measure.sync();
    const square = weightsOf(a).reduce(
      (sum, weight, i) => sum + weight.reduce((s, value, j) => s + ((value - before[i]![j]!) / rate) ** 2, 0),
      0,
    );
    b.setWeights(a.getWeights());
    const drop = loss - (await descend.run(batchOf(20, 2, 0))).loss;
    expect(drop / (rate * square)).toBeCloseTo(1, 1);
    [measure, descend].forEach((step) => step.dispose());
  });
});

describe("the course's network", () => {
  it.each([
    [128, 600],
    [512, 1700],
  ])('takes with batches of %i less than %i MB', (images, megabytes) => {
    const model = courseCnn();
    const planned = planFor(model);
    if (!('plan' in planned)) throw new Error(planned.reason);
    const weights = model.trainableWeights.map(({ shape }): WeightProgram => {
      return { at: 0, slots: [0, 0], count: volume(shape as number[]) };
    });
    const options = { optimizer: 'adam', nesterov: false, keptBytes: 768 * 2 ** 20, threads: 4 } as const;
    const bytes = programBytes(kernels.exports, { plan: planned.plan, weights, images, ...options });
    // Weights and Adam's two moments of the plan, and tfjs's own weights.
    expect((bytes + 4 * FLOAT * model.countParams()) / 1e6).toBeLessThan(megabytes);
    model.dispose();
  });
});

describe('fused training', () => {
  const make = networks['two convolutions, odd sizes'] as () => Layers;

  it('keeps tensors and heap what they were', async () => {
    const [model] = twins(make);
    const step = fused(model);
    for (let k = 0; k < 3; k++) await step.run(batchOf(16, 2, k));
    const before = [memory().numTensors, kernels.memory.buffer.byteLength];
    for (let k = 0; k < 100; k++) await step.run(batchOf(16, 2, k));
    expect([memory().numTensors, kernels.memory.buffer.byteLength]).toEqual(before);
    step.dispose();
  });

  it('follows weights that were set from outside', async () => {
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

  it('changes nothing when it is aborted, and goes on afterwards', async () => {
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
