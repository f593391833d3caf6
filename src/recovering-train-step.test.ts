import { type Variable, tensor } from '@tensorflow/tfjs-core';
import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { FusedTrainStep } from './backends/wasm/engine/fused-train-step';
import type { KernelModule } from './backends/wasm/module';
import { numbers, startWasm } from './backends/wasm/wasm.testing';
import { type WebGpuPlan, webGpuPlan } from './backends/webgpu/engine/webgpu-plan';
import { WebGpuTrainStep } from './backends/webgpu/engine/webgpu-train-step';
import { describeOnWebGpu, makeDevice, setWeightsFromSeed } from './backends/webgpu/webgpu.testing';
import type { Batch } from './core/batch';
import { RecoveringTrainStep, type Recovery } from './recovering-train-step';
import { Optimizer, type OptimizerConfig } from './trainer/optimizers';
import { planFor } from './trainer/plan/plan';

let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

function network(): { model: Sequential; plan: WebGpuPlan } {
  const model = sequential({
    layers: [
      layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 2] }),
      ...[layers.maxPooling2d({ poolSize: 2 }), layers.flatten()],
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  setWeightsFromSeed(model);
  const planned = webGpuPlan(planFor(model));
  if (!('plan' in planned)) throw new Error(planned.reason);
  return { model, plan: planned.plan };
}

function batchOf(seed: number): Batch {
  const size = 8;
  const x = numbers(size * 8 * 8 * 2, seed) as Float32Array<ArrayBuffer>;
  const y = Float32Array.from({ length: size }, (_, i) => (i + seed) % 2);
  return { x, y, size, indices: new Int32Array(size) };
}

const OPTIMIZERS: OptimizerConfig[] = [
  { name: 'sgd', momentum: 0.9, learningRate: 0.01 },
  { name: 'adam', learningRate: 0.01 },
  { name: 'rmsprop', momentum: 0.5, learningRate: 0.01 },
];

describeOnWebGpu.each(OPTIMIZERS)('a GPU that is lost: $name', (config) => {
  const common = { loss: 'binary_crossentropy' as const };

  it('leaves training to WebAssembly, with the weights and slots that were read back last', async () => {
    const device = await makeDevice();
    const [{ model, plan }, other] = [network(), network()];
    const optimizer = new Optimizer(config);
    const first = new WebGpuTrainStep({ ...common, device, model, plan, optimizer });
    const told: Recovery[] = [];
    const step = new RecoveringTrainStep({
      ...{ first, optimizer, onRecovery: (recovery) => told.push(recovery) },
      goOn: (state) => {
        model.trainableWeights.forEach((weight, i) =>
          (weight.read() as Variable).assign(tensor(state!.weights[i]!, weight.read().shape)),
        );
        const slots = state!.slots;
        return Promise.resolve(new FusedTrainStep({ ...common, kernels, model, plan, optimizer, slots }));
      },
    });
    for (let k = 0; k < 3; k++) await step.run(batchOf(k));
    await step.sync();
    for (let k = 3; k < 5; k++) await step.run(batchOf(k));
    device.destroy();
    // Two at a time, as `fit` gives them.
    const after = await Promise.all([5, 6].map((k) => step.run(batchOf(k))));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ iterations: 3, lostSteps: 2, path: step.path });
    expect(told[0]?.reason).toContain('lost');
    expect(step.path).toContain('WebAssembly');

    const same = { model: other.model, plan: other.plan, optimizer: new Optimizer(config) };
    const reference = new FusedTrainStep({ ...common, ...same, kernels });
    for (let k = 0; k < 3; k++) await reference.run(batchOf(k));
    for (const [i, k] of [5, 6].entries()) {
      const { loss } = await reference.run(batchOf(k));
      // Adam and RMSprop divide by small second moments: that turns float32's last digits into the fourth of a loss.
      // Slots of zeros would show in the second.
      expect(Math.abs((after[i]?.loss as number) - loss)).toBeLessThan(config.name === 'sgd' ? 1e-5 : 1e-3);
    }
    step.dispose();
    reference.dispose();
  });
});

describeOnWebGpu('a GPU that refuses memory', () => {
  it('is reported as lost', async () => {
    const device = await makeDevice();
    const { model, plan } = network();
    const optimizer = new Optimizer({ name: 'adam' });
    const step = new WebGpuTrainStep({ loss: 'binary_crossentropy', device, model, plan, optimizer });
    await expect(step.prepare(2 ** 24)).rejects.toMatchObject({ code: 'device-lost' });
    step.dispose();
    device.destroy();
  });
});
