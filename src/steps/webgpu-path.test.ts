import { abs } from '@tensorflow/tfjs-core';
import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { FusedTrainStep } from '../engines/wasm/engine/fused-train-step';
import { GraphTrainStep } from '../engines/wasm/graph/graph-train-step';
import type { KernelModule } from '../engines/wasm/module';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { describeOnWebGpu, makeDevice } from '../engines/webgpu/webgpu.testing';
import type { Batch } from '../core/batch';
import type { Recovery } from './recovering-train-step';
import type { OptimizerConfig } from '../options/optimizer-config';
import { Optimizer } from '../training/optimizers';
import { graphFor } from '../plan/graph/graph-for';
import type { Plan } from '../plan/stages';
import { planOf, setWeightsFromSeed } from '../training/train-step.testing';
import { makeWebGpuPath } from './webgpu-path';

let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

function network(): { model: Sequential; plan: Plan } {
  const model = sequential({
    layers: [
      layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 2] }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  setWeightsFromSeed(model);
  return { model, plan: planOf(model) };
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

  it('resumes on a new device, then on WebAssembly, from the state that was read back last', async () => {
    const [{ model, plan }, other] = [network(), network()];
    const optimizer = new Optimizer(config);
    const devices = [await makeDevice(), await makeDevice()] as const;
    const recoveries: Recovery[] = [];
    const step = await makeWebGpuPath({
      ...common,
      device: devices[0],
      model,
      plan,
      optimizer,
      images: 8,
      onRecovery: (recovery) => recoveries.push(recovery),
      newDevice: () => Promise.resolve(devices[1]),
      // In this test tfjs runs on WebAssembly from the start.
      moveTfjsOffDevice: () => Promise.resolve(),
      createStepWithoutGpu: (slots) =>
        Promise.resolve(new FusedTrainStep({ ...common, kernels, model, plan, optimizer, slots })),
    });
    const losses: number[] = [];
    for (let k = 0; k < 3; k++) losses.push((await step.run(batchOf(k))).loss);
    await step.sync();
    for (let k = 3; k < 5; k++) await step.run(batchOf(k));
    devices[0].destroy();
    // Two at a time, as `fit` submits them.
    losses.push(...(await Promise.all([5, 6].map((k) => step.run(batchOf(k))))).map(({ loss }) => loss));
    expect(recoveries).toHaveLength(1);
    expect(recoveries[0]).toMatchObject({ iterations: 3, lostSteps: 2, path: step.path });
    expect(recoveries[0]?.reason).toContain('lost');
    expect(step.path).toContain('WebGPU, on a new device');

    await step.sync();
    await step.run(batchOf(7));
    devices[1].destroy();
    losses.push((await step.run(batchOf(8))).loss);
    expect(recoveries[1]).toMatchObject({ iterations: 5, lostSteps: 1, path: step.path });
    expect(step.path).toContain('WebAssembly');

    const same = { model: other.model, plan: other.plan, optimizer: new Optimizer(config) };
    const reference = new FusedTrainStep({ ...common, ...same, kernels });
    for (const [i, k] of [0, 1, 2, 5, 6, 8].entries()) {
      const { loss } = await reference.run(batchOf(k));
      // Adam and RMSprop divide by small second moments, which amplifies float32 rounding to the fourth digit of a
      // loss. Slots reset to zero would show in the second digit.
      expect(Math.abs((losses[i] as number) - loss)).toBeLessThan(config.name === 'sgd' ? 1e-5 : 1e-3);
    }
    step.dispose();
    reference.dispose();
  });
});

describeOnWebGpu('a GPU that is lost while it trains a graph', () => {
  function normalized() {
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 2] }),
        layers.batchNormalization({ momentum: 0.5 }),
        layers.activation({ activation: 'relu' }),
        layers.flatten(),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    });
    setWeightsFromSeed(model);
    // Variances are positive.
    const weights = model.getWeights().map(abs);
    model.setWeights(weights);
    weights.forEach((each) => each.dispose());
    const planned = graphFor(model);
    if ('reason' in planned) throw new Error(planned.reason.text);
    const optimizer = new Optimizer({ name: 'sgd', momentum: 0.9, learningRate: 0.01 });
    return { model, ...planned, optimizer, loss: 'binary_crossentropy' as const };
  }

  it('resumes with the moving statistics, on a new device and on WebAssembly', async () => {
    const [{ graph, ...options }, other] = [normalized(), normalized()];
    const devices = [await makeDevice(), await makeDevice()] as const;
    const step = await makeWebGpuPath({
      ...{ ...options, plan: graph, device: devices[0], images: 8, onRecovery: () => undefined },
      newDevice: () => Promise.resolve(devices[1]),
      moveTfjsOffDevice: () => Promise.resolve(),
      createStepWithoutGpu: (slots) =>
        Promise.resolve(new GraphTrainStep({ ...options, graph, kernels, slots })),
    });
    const reference = new GraphTrainStep({ ...other, kernels });
    for (const k of [0, 1, 2]) {
      for (const each of [step, reference]) await each.run(batchOf(k));
      await step.sync();
      devices[k]?.destroy();
      const [mine, right] = await Promise.all([step, reference].map((each) => each.predict(batchOf(9))));
      mine?.forEach((value, i) => expect(value).toBeCloseTo(right?.[i] as number, 5));
    }
    expect(step.path).toContain('WebAssembly');
    [step, reference].forEach((each) => each.dispose());
  });
});

describeOnWebGpu('a GPU that refuses memory', () => {
  it('trains on WebAssembly from the start if the new device runs out of memory too', async () => {
    const { model, plan } = network();
    const optimizer = new Optimizer({ name: 'adam' });
    const recoveries: Recovery[] = [];
    const options = { loss: 'binary_crossentropy' as const, model, plan, optimizer };
    const step = await makeWebGpuPath({
      ...options,
      device: await makeDevice(),
      images: 2 ** 24,
      newDevice: makeDevice,
      onRecovery: (recovery) => recoveries.push(recovery),
      moveTfjsOffDevice: () => Promise.resolve(),
      createStepWithoutGpu: (slots) => Promise.resolve(new FusedTrainStep({ ...options, kernels, slots })),
    });
    expect(step.path).toContain('WebAssembly');
    expect(recoveries).toMatchObject([{ iterations: 0, lostSteps: 0, path: step.path }]);
    // One failure from each device.
    expect(recoveries[0]?.reason.match(/does not fit into the GPU’s memory/g)).toHaveLength(2);
    expect(Number.isFinite((await step.run(batchOf(0))).loss)).toBe(true);
    step.dispose();
  });
});

describeOnWebGpu('a step that cannot start', () => {
  /** The device's buffers that are not destroyed yet. */
  function watchBuffers(device: GPUDevice): Set<GPUBuffer> {
    const alive = new Set<GPUBuffer>();
    const create = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = create(descriptor);
      alive.add(buffer);
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        alive.delete(buffer);
        destroy();
      };
      return buffer;
    };
    return alive;
  }

  it('leaves no buffers on its device, whatever the error', async () => {
    const device = await makeDevice();
    const alive = watchBuffers(device);
    const { model, plan } = network();
    const optimizer = new Optimizer({ name: 'adam' });
    const path = makeWebGpuPath({
      loss: 'binary_crossentropy' as const,
      model,
      plan,
      optimizer,
      device,
      images: 8,
      onCompiled: () => {
        throw new Error('of the page');
      },
      onRecovery: () => undefined,
      newDevice: () => Promise.reject(new Error('not asked for')),
      moveTfjsOffDevice: () => Promise.reject(new Error('not asked for')),
      createStepWithoutGpu: () => Promise.reject(new Error('not asked for')),
    });
    await expect(path).rejects.toThrow('of the page');
    await expect.poll(() => alive.size).toBe(0);
  });
});
