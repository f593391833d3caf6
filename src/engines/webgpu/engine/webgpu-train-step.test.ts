import { resolveLoss } from '../../../options/resolve-loss';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it, vi } from 'vitest';
import { type Batch, floatsOf } from '../../../core/batch';
import { courseCnn } from '../../../models/course-cnn';
import { Optimizer, planUpdateOf } from '../../../training/optimizers';
import { testEngine } from '../../engine-cases.testing';
import type { TrainState } from '../../../training/train-step';
import {
  type Layers,
  batchOf,
  lossOf,
  networks,
  planOf,
  twins,
  weightsOf,
} from '../../../training/train-step.testing';
import { startWasm } from '../../wasm/wasm.testing';
import { limitsOf } from '../device';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';
import { makeProgram } from './program';
import { kernelsOf } from './recording';
import { layOutWeights } from './weight-layout';
import { WebGpuTrainStep } from './webgpu-train-step';
import type { WebGpuTrainStepOptions } from './webgpu-train-step-options';

let device: GPUDevice;
beforeAll(async () => {
  // The tape, used as a reference, runs on WebAssembly.
  await startWasm();
  device = await makeDevice();
});

const adam = () => new Optimizer({ name: 'adam' });

function fused(model: Sequential, options: Partial<WebGpuTrainStepOptions> = {}): WebGpuTrainStep {
  const defaults = {
    device,
    plan: planOf(model),
    loss: lossOf(model),
    optimizer: adam(),
    stateIntervalMs: 1e6,
  };
  return new WebGpuTrainStep({ model, ...defaults, ...options });
}

testEngine(describeOnWebGpu, 'a plan on WebGPU', (model, _, options) => fused(model, options));

describeOnWebGpu('a plan on WebGPU', () => {
  const make = networks['two convolutions, odd sizes'] as () => Layers;

  it('returns the same bits whether or not steps wait for results', async () => {
    const [a, b] = twins(make);
    const steps = [fused(a), fused(b)] as const;
    for (let k = 0; k < 20; k++) await steps[0].run(batchOf(16, 2, k));
    const results = Array.from({ length: 20 }, (_, k) => steps[1].run(batchOf(16, 2, k)));
    steps[1].flush();
    await Promise.all(results);
    for (const step of steps) await step.sync();
    expect(weightsOf(a)).toEqual(weightsOf(b));
    steps.forEach((step) => step.dispose());
  });

  it('returns the same for bytes and for floats', async () => {
    const models = twins(make);
    const steps = models.map((model) => fused(model));
    // The batch is not a whole number of words.
    const size = 7;
    const x = Uint8Array.from({ length: size * 17 * 14 * 3 }, (_, i) => (i * 37) % 256);
    const bytes = { ...batchOf(size, 2, 0), x, scale: 1 / 255 };
    const batches = [bytes, { ...bytes, x: floatsOf(bytes) }];
    const of = <T>(work: (step: WebGpuTrainStep, batch: Batch) => Promise<T>): Promise<T[]> =>
      Promise.all(steps.map((step, i) => work(step, batches[i] as Batch)));
    for (const work of ['run', 'evaluate'] as const) {
      const [mine, floats] = await of((step, batch) => step[work](batch));
      expect(mine?.loss).toBe(floats?.loss);
    }
    const [mine, floats] = await of((step, batch) => step.predict(batch));
    expect(mine).toEqual(floats);
    for (const step of steps) await step.sync();
    expect(weightsOf(models[0])).toEqual(weightsOf(models[1]));
    steps.forEach((step) => step.dispose());
  });

  it('creates no buffers, pipelines or bind groups within a step', async () => {
    const [model] = twins(make);
    const step = fused(model);
    await step.run(batchOf(16, 2, 0));
    const created: string[] = [];
    const spied = ['createBuffer', 'createBindGroup', 'createShaderModule', 'createComputePipelineAsync'];
    for (const name of spied as 'createBuffer'[]) {
      const original = device[name].bind(device);
      device[name] = (descriptor) => {
        created.push(name);
        return original(descriptor);
      };
    }
    for (let k = 1; k < 4; k++) await step.run(batchOf(16, 2, k));
    spied.forEach((name) => Reflect.deleteProperty(device, name));
    expect(created).toEqual([]);
    step.dispose();
  });

  it('evaluates and predicts with one forward pass', async () => {
    const [model] = twins(make);
    const step = fused(model);
    const batch = batchOf(16, 2, 0);
    await step.evaluateAndPredict(batch);
    const encoders = vi.spyOn(device, 'createCommandEncoder');
    await step.evaluateAndPredict(batch);
    // One computes, one reads the loss back.
    expect(encoders).toHaveBeenCalledTimes(2);
    encoders.mockRestore();
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

  it("needs at most 30 dispatches for a step of the course's network", () => {
    const model = courseCnn();
    const plan = planOf(model);
    const optimizer = planUpdateOf(adam().config);
    const sizes = model.trainableWeights.map((weight) => weight.read().size);
    const weights = layOutWeights(plan, sizes, optimizer);
    const limits = limitsOf(device);
    const loss = resolveLoss('binary_crossentropy');
    const program = makeProgram({ plan, loss, optimizer, weights, images: 128, limits });
    expect(Object.values(kernelsOf(program)).flat().length).toBeLessThanOrEqual(30);
  });

  it('rejects when the device is lost, and keeps the last state', async () => {
    const [model] = twins(make);
    const own = await makeDevice();
    const step = fused(model, { device: own });
    for (let k = 0; k < 2; k++) await step.run(batchOf(16, 2, k));
    await step.sync();
    const saved = weightsOf(model);
    await step.run(batchOf(16, 2, 2));
    own.destroy();
    await expect(step.run(batchOf(16, 2, 3))).rejects.toMatchObject({ code: 'device-lost' });
    expect(step.state?.iterations).toBe(2);
    expect(step.state?.weights).toEqual(saved);
    step.dispose();
  });

  it('reads its state back from time to time in the background', async () => {
    const [model, other] = twins(make);
    const [step, reference] = [fused(model, { stateIntervalMs: 0 }), fused(other)];
    for (let k = 0; k < 3; k++) await step.run(batchOf(16, 2, k));
    await expect.poll(() => step.state?.iterations).toBeGreaterThan(0);
    const { iterations, weights } = step.state as TrainState;
    for (let k = 0; k < iterations; k++) await reference.run(batchOf(16, 2, k));
    await reference.sync();
    expect(weights).toEqual(weightsOf(other));
    [step, reference].forEach((each) => each.dispose());
  });
});
