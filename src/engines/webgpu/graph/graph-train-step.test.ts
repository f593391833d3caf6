import { abs } from '@tensorflow/tfjs-core';
import { type Sequential, layers } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { maxError } from '../../../data/golden-cases.testing';
import type { Graph } from '../../../plan/graph/graph';
import { graphFor } from '../../../plan/graph/graph-for';
import { TapeTrainStep } from '../../../steps/tape-train-step';
import { Optimizer } from '../../../training/optimizers';
import type { TrainState } from '../../../training/train-step';
import { type Layers, batchOf, conv, lossOf, twins, weightsOf } from '../../../training/train-step.testing';
import { testEngine } from '../../engine-cases.testing';
import { startWasm } from '../../wasm/wasm.testing';
import { WebGpuTrainStep } from '../engine/webgpu-train-step';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';

let device: GPUDevice;
beforeAll(async () => {
  // The tape, used as a reference, runs on WebAssembly.
  await startWasm();
  device = await makeDevice();
});

function graphOf(model: Sequential): Graph {
  const planned = graphFor(model);
  if ('reason' in planned) throw new Error(planned.reason.text);
  return planned.graph;
}

const sgd = () => new Optimizer({ name: 'sgd', learningRate: 0.05, momentum: 0.9 });

const stepOf = (
  model: Sequential,
  optimizer = new Optimizer({ name: 'adam' }),
  seed = 0,
  slots: TrainState['slots'] | null = null,
) =>
  new WebGpuTrainStep({
    ...{ device, model, optimizer, seed, slots, plan: graphOf(model), loss: lossOf(model) },
    stateIntervalMs: 1e6,
  });

testEngine(describeOnWebGpu, 'a graph on WebGPU', (model, _, { optimizer, seed }) =>
  stepOf(model, optimizer, seed),
);

describeOnWebGpu('a graph with normalizations on WebGPU', () => {
  /** One layer is frozen. */
  const make = (): Layers => [
    conv(6, { inputShape: [17, 14, 3], activation: 'linear', useBias: false }),
    layers.batchNormalization({ momentum: 0.8 }),
    layers.activation({ activation: 'relu' }),
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', trainable: false }),
    layers.batchNormalization({ trainable: false }),
    layers.flatten(),
    layers.dense({ units: 3, activation: 'softmax' }),
  ];

  /** Two models with equal weights, all of them positive, as variances are. */
  function positiveTwins(): [Sequential, Sequential] {
    const models = twins(make);
    for (const model of models) {
      const weights = model.getWeights().map(abs);
      model.setWeights(weights);
      weights.forEach((each) => each.dispose());
    }
    return models;
  }

  it('follows the tape, also in moving statistics, and leaves frozen weights alone', async () => {
    const [a, b] = positiveTwins();
    const before = weightsOf(a);
    const tape = new TapeTrainStep({ model: b, loss: lossOf(b), optimizer: sgd() });
    const steps = [stepOf(a, sgd()), tape] as const;
    for (const [k, size] of [20, 33, 1].entries()) {
      const [mine, theirs] = await Promise.all(steps.map((step) => step.run(batchOf(size, 3, k))));
      expect(mine?.loss).toBeCloseTo(theirs?.loss as number, 4);
    }
    const [mine, theirs] = await Promise.all(steps.map((step) => step.predict(batchOf(11, 3, 9))));
    mine?.forEach((value, i) => expect(value).toBeCloseTo(theirs?.[i] as number, 4));
    for (const step of steps) await step.sync();
    const after = weightsOf(b);
    weightsOf(a).forEach((values, i) => {
      expect(maxError(values, after[i] as Float32Array)).toBeLessThan(1e-4);
    });
    const isSame = (i: number): boolean =>
      maxError(weightsOf(a)[i] as Float32Array, before[i] as Float32Array) === 0;
    const frozen = a.weights.map((_, i) => i).slice(a.trainableWeights.length);
    // Two moving statistics change. A filter, its bias and all of the second normalization do not.
    expect([frozen.length, frozen.filter(isSame).length]).toEqual([8, 6]);
    steps.forEach((step) => step.dispose());
  });

  it('computes the same bits again', async () => {
    const models = positiveTwins();
    const steps = models.map((model) => stepOf(model));
    for (let k = 0; k < 3; k++) await Promise.all(steps.map((step) => step.run(batchOf(20, 3, k))));
    await Promise.all(steps.map((step) => step.sync()));
    const [one, other] = models.map(weightsOf);
    expect(one).toEqual(other);
    steps.forEach((step) => step.dispose());
  });

  it('resumes from its slots and weights', async () => {
    const [a, b] = positiveTwins();
    const first = stepOf(a);
    for (let k = 0; k < 2; k++) await first.run(batchOf(8, 3, k));
    await first.sync();
    b.setWeights(a.getWeights());
    const optimizer = new Optimizer({ name: 'adam' });
    optimizer.iterations = 2;
    const second = stepOf(b, optimizer, 0, await first.slots());
    const losses = await Promise.all([first, second].map((step) => step.run(batchOf(8, 3, 2))));
    expect(losses[0]?.loss).toBe(losses[1]?.loss);
    await Promise.all([first, second].map((step) => step.sync()));
    expect(weightsOf(a)).toEqual(weightsOf(b));
    [first, second].forEach((step) => step.dispose());
  });
});
