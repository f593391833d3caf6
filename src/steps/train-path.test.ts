import type { Sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxError } from '../data/golden-cases.testing';
import { FusedTrainStep } from '../engines/wasm/engine/fused-train-step';
import type { KernelModule } from '../engines/wasm/module';
import type { BackendReport } from '../engines/select';
import { startWasm } from '../engines/wasm/wasm.testing';
import type { OptimizerConfig } from '../options/optimizer-config';
import { Optimizer, noPlanUpdateReason } from '../training/optimizers';
import {
  type Layers,
  batchOf,
  lossOf,
  networks,
  planOf,
  twins,
  weightsOf,
} from '../training/train-step.testing';
import type { TrainStep } from '../training/train-step';
import { TapeTrainStep } from './tape-train-step';
import { makeTrainStep } from './train-path';

const make = networks['two convolutions, odd sizes'] as () => Layers;
let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

describe('a network with a plan', () => {
  it.each<OptimizerConfig>([
    { name: 'adamw' },
    { name: 'lion' },
    { name: 'adam', weightDecay: 0.1 },
    { name: 'adam', amsgrad: true },
    { name: 'rmsprop', centered: true },
    { name: 'sgd', clipvalue: 1 },
    { name: 'sgd', useEma: true },
    { name: 'sgd', gradientAccumulationSteps: 2 },
  ])('leaves only the update to tfjs with %j', async (config) => {
    const [model, twin] = twins(make);
    const loss = lossOf(model);
    const step = await makeTrainStep({
      backend: { backend: 'wasm' } as BackendReport,
      ...{ model, loss, optimizer: new Optimizer(config), seed: 0, timeBudgetMs: 12, threads: null },
      slots: null,
      images: 4,
    });
    expect(step.path).toBe('fused plan on WebAssembly, one thread');
    const tape = new TapeTrainStep({ model: twin, loss, optimizer: new Optimizer(config) });
    await expectSameTraining([step, model], [tape, twin]);
  });

  it.each<OptimizerConfig>([
    {
      name: 'adam',
      learningRate: { name: 'ExponentialDecay', initialLearningRate: 0.01, decaySteps: 1, decayRate: 0.5 },
    },
    {
      name: 'sgd',
      momentum: 0.9,
      learningRate: { name: 'PiecewiseConstantDecay', boundaries: [0, 1], values: [0.1, 0.01, 0.001] },
    },
  ])('follows a schedule in the plan: $name', async (config) => {
    const [a, b] = twins(make);
    const options = () => ({ optimizer: new Optimizer(config), loss: lossOf(a) });
    expect(noPlanUpdateReason(options().optimizer.config)).toBeNull();
    const plan = new FusedTrainStep({ ...options(), kernels, model: a, plan: planOf(a) });
    await expectSameTraining([plan, a], [new TapeTrainStep({ ...options(), model: b }), b]);
  });
});

/** Trains two equal models for three steps, and compares weights and optimizer slots. */
async function expectSameTraining(...pairs: [TrainStep, Sequential][]): Promise<void> {
  for (const [step] of pairs) {
    for (const seed of [1, 2, 3]) await step.run(batchOf(4, 2, seed));
    await step.sync();
  }
  const [ours, theirs] = pairs.map(([, model]) => weightsOf(model)) as [Float32Array[], Float32Array[]];
  ours.forEach((values, i) => expect(maxError(values, theirs[i] as Float32Array)).toBeLessThan(1e-5));
  const slots = await Promise.all(pairs.map(([step]) => step.slots()));
  slots[0]?.flat().forEach((values, i) => {
    expect(maxError(values, slots[1]?.flat()[i] as Float32Array)).toBeLessThan(1e-5);
  });
  pairs.forEach(([step]) => step.dispose());
}
