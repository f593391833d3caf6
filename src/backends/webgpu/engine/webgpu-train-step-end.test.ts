/** What is left of a step that was disposed of. */
import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import type { Batch } from '../../../core/batch';
import { Optimizer } from '../../../trainer/optimizers';
import { planOf } from '../../../trainer/train-step.testing';
import { startWasm } from '../../wasm/wasm.testing';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';
import { WebGpuTrainStep } from './webgpu-train-step';

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

function stepOf(model: Sequential): WebGpuTrainStep {
  const optimizer = new Optimizer({ name: 'adam' });
  return new WebGpuTrainStep({ device, model, plan: planOf(model), loss: 'binary_crossentropy', optimizer });
}

function batchOf(size: number): Batch {
  const x = Float32Array.from({ length: size * 9 }, (_, i) => (i % 7) / 7);
  return { x, y: new Float32Array(size).fill(1), size, indices: new Int32Array(size) };
}

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
