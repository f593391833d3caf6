/** How a step begins and ends, on a small network. */
import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import type { Batch } from '../../../core/batch';
import { Optimizer } from '../../../trainer/optimizers';
import { testRefusals } from '../../../trainer/refusal-cases.testing';
import { planOf } from '../../../trainer/train-step.testing';
import { startWasm } from '../../wasm/wasm.testing';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';
import { WebGpuTrainStep, type WebGpuTrainStepOptions } from './webgpu-train-step';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

let device: GPUDevice;
beforeAll(async () => {
  await startWasm();
  device = await makeDevice();
});

function network(): Sequential {
  return sequential({
    layers: [
      layers.flatten({ inputShape: [3, 3, 1] }),
      ...[layers.dense({ units: 2, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' })],
    ],
  });
}

function stepOf(model: Sequential, options: Partial<WebGpuTrainStepOptions> = {}): WebGpuTrainStep {
  const optimizer = new Optimizer({ name: 'adam' });
  const common = { device, plan: planOf(model), loss: 'binary_crossentropy' as const, optimizer };
  return new WebGpuTrainStep({ model, ...common, ...options });
}

function batchOf(size: number): Batch {
  const x = Float32Array.from({ length: size * 9 }, (_, i) => (i % 7) / 7);
  return { x, y: new Float32Array(size).fill(1), size, indices: new Int32Array(size) };
}

testRefusals(describeOnWebGpu, 'a plan on WebGPU', (model, _, options) => stepOf(model, options));

describeOnWebGpu('a step on WebGPU that was disposed of', () => {
  it('is let go, with the state that it read back, while its device lives', async () => {
    const left: WeakRef<object>[] = [];
    const train = async (): Promise<void> => {
      const model = network();
      const step = stepOf(model);
      await step.run(batchOf(4));
      await step.sync();
      left.push(new WeakRef(step), new WeakRef(step.state as object));
      step.dispose();
      model.dispose();
    };
    for (let k = 0; k < 3; k++) await train();
    for (let k = 0; k < 8; k++) {
      await setTimeout(30);
      collectGarbage();
    }
    expect(left.filter((each) => each.deref())).toEqual([]);
  });
});

describeOnWebGpu('a step on WebGPU that cannot begin', () => {
  it('fails for what a listener throws', async () => {
    const error = new Error('of the page');
    const onCompiled = (): void => {
      throw error;
    };
    const step = stepOf(network(), { onCompiled });
    await expect(step.prepare(4)).rejects.toBe(error);
    step.dispose();
  });

  it('leaves its device where the driver refuses a shader, not where the shader is wrong', async () => {
    for (const [reason, expected] of [
      ['internal', { code: 'device-lost', message: expect.stringContaining('out of registers') as string }],
      ['validation', { message: expect.stringMatching(/^internal: .* does not compile/) as string }],
    ] as const) {
      const own = await makeDevice();
      own.createComputePipelineAsync = () =>
        Promise.reject(new GPUPipelineError('out of registers', { reason }));
      const step = stepOf(network(), { device: own });
      await expect(step.prepare(4)).rejects.toMatchObject(expected);
      step.dispose();
    }
  });
});
