import { sequential } from '@tensorflow/tfjs-layers';
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
import { TapeTrainStep } from './tape-train-step';
import { makeTrainStep } from './train-path';

const make = networks['two convolutions, odd sizes'] as () => Layers;
let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

describe('a network with a plan', () => {
  it.each<[OptimizerConfig, string]>([
    [{ name: 'adamw' }, 'its optimizer is AdamW'],
    [{ name: 'lion' }, 'its optimizer is Lion'],
    [{ name: 'adam', weightDecay: 0.1 }, 'its optimizer has `weightDecay`'],
    [{ name: 'adam', amsgrad: true }, 'its optimizer has `amsgrad`'],
    [{ name: 'rmsprop', centered: true }, 'its optimizer has `centered`'],
    [{ name: 'sgd', clipvalue: 1 }, 'its optimizer has `clipvalue`'],
    [{ name: 'sgd', useEma: true }, 'its optimizer has `useEma`'],
    [{ name: 'sgd', gradientAccumulationSteps: 2 }, 'its optimizer has `gradientAccumulationSteps`'],
  ])('goes through the tape with %j', async (config, reason) => {
    const model = sequential({ layers: make() });
    const step = await makeTrainStep({
      backend: { backend: 'wasm' } as BackendReport,
      model,
      optimizer: new Optimizer(config),
      loss: lossOf(model),
      seed: 0,
      timeBudgetMs: 12,
      threads: null,
      slots: null,
      images: 4,
    });
    expect(step.path).toBe(`gradient tape, because ${reason}`);
    step.dispose();
    model.dispose();
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
    const steps = [
      new FusedTrainStep({ ...options(), kernels, model: a, plan: planOf(a) }),
      new TapeTrainStep({ ...options(), model: b }),
    ];
    for (const step of steps) {
      for (const seed of [1, 2, 3]) await step.run(batchOf(4, 2, seed));
      await step.sync();
    }
    const [ours, tape] = [weightsOf(a), weightsOf(b)];
    ours.forEach((values, i) => expect(maxError(values, tape[i] as Float32Array)).toBeLessThan(1e-5));
    steps.forEach((step) => step.dispose());
  });
});
