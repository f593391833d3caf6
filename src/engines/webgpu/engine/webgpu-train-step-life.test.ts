/** Tests creation, failure and disposal of a step on a small network. */
import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it, vi } from 'vitest';
import { type Batch, floatsOf } from '../../../core/batch';
import { Optimizer } from '../../../training/optimizers';
import { testRefusals } from '../../refusal-cases.testing';
import { planOf, setWeightsFromSeed } from '../../../training/train-step.testing';
import { startWasm } from '../../wasm/wasm.testing';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';
import { WebGpuTrainStep } from './webgpu-train-step';
import type { WebGpuTrainStepOptions } from './webgpu-train-step-options';

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
      layers.dense({ units: 2, activation: 'relu' }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
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

describeOnWebGpu('a disposed step on WebGPU', () => {
  it('is garbage-collected with its state while its device lives', async () => {
    const refs: WeakRef<object>[] = [];
    const train = async (): Promise<void> => {
      const model = network();
      const step = stepOf(model);
      await step.run(batchOf(4));
      await step.sync();
      refs.push(new WeakRef(step), new WeakRef(step.state as object));
      step.dispose();
      model.dispose();
    };
    for (let k = 0; k < 3; k++) await train();
    for (let k = 0; k < 8; k++) {
      await setTimeout(30);
      collectGarbage();
    }
    expect(refs.filter((each) => each.deref())).toEqual([]);
  });
});

describeOnWebGpu('a step on WebGPU that cannot start', () => {
  it('rejects with what a listener throws', async () => {
    const error = new Error('of the page');
    const onCompiled = (): void => {
      throw error;
    };
    const step = stepOf(network(), { onCompiled });
    await expect(step.prepare(4)).rejects.toBe(error);
    step.dispose();
  });

  it('reports a lost device if the driver rejects a shader, but not if the shader is wrong', async () => {
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

describeOnWebGpu('a prediction on WebGPU', () => {
  const predict = async (prepared: number, size: number, bytes: boolean): Promise<Float32Array> => {
    const model = network();
    setWeightsFromSeed(model);
    const step = stepOf(model);
    if (prepared) await step.prepare(prepared);
    const x = Uint8Array.from({ length: size * 9 }, (_, i) => (i * 37) % 256);
    const images = { x, scale: 1 / 255, size };
    const outputs = await step.predict(bytes ? images : { x: floatsOf(images), size });
    step.dispose();
    return outputs;
  };

  it('returns the same in slices of any size', async () => {
    const whole = await predict(75, 75, false);
    expect(new Set(whole).size).toBeGreaterThan(50);
    expect(await predict(7, 75, false)).toEqual(whole);
    expect(await predict(7, 75, true)).toEqual(whole);
    expect(await predict(0, 75, true)).toEqual(whole);
  });

  it('reuses the buffers of earlier batches', async () => {
    const step = stepOf(network());
    await step.prepare(8);
    const recorded = vi.spyOn(device, 'createBindGroup');
    await step.predict({ x: new Uint8Array(9 * 100), size: 100 });
    expect(recorded).not.toHaveBeenCalled();
    recorded.mockRestore();
    step.dispose();
  });
});
