/** Training resumed from a `.keras` file gives bit-identical results to uninterrupted training. */
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { FusedTrainStep } from '../engines/wasm/engine/fused-train-step';
import type { KernelModule } from '../engines/wasm/module';
import { startWasm } from '../engines/wasm/wasm.testing';
import { WebGpuTrainStep } from '../engines/webgpu/engine/webgpu-train-step';
import { makeDevice, noWebGpu } from '../engines/webgpu/webgpu.testing';
import { OPTIMIZER_NAMES, type OptimizerConfig } from '../options/optimizer-config';
import { Optimizer } from '../training/optimizers';
import { TapeTrainStep, type TapeTrainStepOptions } from '../steps/tape-train-step';
import type { TrainStep } from '../training/train-step';
import { conv, planOf, pool, weightsOf } from '../training/train-step.testing';
import { loadModelFile } from './model-file';
import { saveKerasModel } from './save-keras';

let kernels: KernelModule;
let device: GPUDevice;
const paths: Record<string, (options: TapeTrainStepOptions) => TrainStep> = {
  tape: (options) => new TapeTrainStep(options),
  'plan on WebAssembly': (options) =>
    new FusedTrainStep({ ...options, kernels, plan: planOf(options.model) }),
  'plan on WebGPU': (options) => new WebGpuTrainStep({ ...options, device, plan: planOf(options.model) }),
};
const ADAM: OptimizerConfig = { name: 'adam' };
const SCHEDULE = {
  name: 'CosineDecay',
  initialLearningRate: 0.1,
  decaySteps: 4,
  alpha: 0,
  warmupTarget: null,
  warmupSteps: 0,
} as const;
// Only one case on the GPU: software shaders take seconds.
const CASES: [string, OptimizerConfig][] = [
  ...OPTIMIZER_NAMES.map((name): [string, OptimizerConfig] => ['tape', { name }]),
  ['tape', { name: 'sgd', momentum: 0.5, nesterov: true, weightDecay: 0.1 }],
  ['tape', { name: 'rmsprop', momentum: 0.5, centered: true }],
  ['tape', { name: 'adam', amsgrad: true, useEma: true, emaOverwriteFrequency: 3 }],
  // The second run starts with a gradient that waits for an update.
  ['tape', { name: 'nadam', gradientAccumulationSteps: 3, globalClipnorm: 0.1 }],
  ['tape', { name: 'adam', learningRate: SCHEDULE }],
  ['plan on WebAssembly', ADAM],
  // No slots: only the step count, which dropout depends on, is resumed.
  ['plan on WebAssembly', { name: 'sgd' }],
  ['plan on WebAssembly', { name: 'rmsprop', momentum: 0.5 }],
  ['plan on WebAssembly', { name: 'adam', learningRate: SCHEDULE }],
  ['plan on WebGPU', ADAM],
];
const loss = 'binary_crossentropy';

const batch = (k: number) => {
  const x = Float32Array.from({ length: 4 * 10 * 10 * 3 }, (_, i) => ((i * (k + 3)) % 17) / 17);
  return { x, y: Float32Array.of(0, 1, 1, 0), size: 4, indices: Int32Array.of(0, 1, 2, 3) };
};

beforeAll(async () => {
  kernels = await startWasm();
  if (!noWebGpu) device = await makeDevice();
});

const skipped = (path: string) => noWebGpu !== null && path === 'plan on WebGPU';
describe.each(CASES)('%s', (path, config) => {
  it.skipIf(skipped(path))(`resumes with ${JSON.stringify(config)}`, async () => {
    const makeStep = paths[path] as (typeof paths)[string];
    const model = sequential({
      layers: [
        conv(3, { inputShape: [10, 10, 3] }),
        pool(),
        layers.flatten(),
        layers.dropout({ rate: 0.5 }),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    });
    const optimizer = new Optimizer(config);
    const step = makeStep({ model, optimizer, loss });
    for (const k of [0, 1]) await step.run(batch(k));
    await step.sync();
    const state = { iterations: optimizer.iterations, slots: await step.slots() };
    const file = await saveKerasModel(model, { compile: { optimizer: config, loss, state } });

    const again = await loadModelFile(file);
    expect(again.optimizerState).toEqual({ name: config.name, ...state });
    const { learningRate } = optimizer.config;
    expect(again.optimizer).toMatchObject({ learningRate, ...config });
    const second = new Optimizer(config);
    second.iterations = again.optimizerState?.iterations ?? 0;
    const resumed = makeStep({
      model: again.model,
      optimizer: second,
      loss,
      slots: again.optimizerState?.slots ?? null,
    });
    for (const each of [step, resumed]) {
      for (const k of [2, 3]) await each.run(batch(k));
      await each.sync();
    }
    expect(weightsOf(again.model as typeof model)).toEqual(weightsOf(model));
    expect(await resumed.slots()).toEqual(await step.slots());
    for (const each of [step, resumed]) each.dispose();
  });
});
