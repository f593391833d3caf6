import { existsSync, readFileSync } from 'node:fs';
import { memory } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Group } from 'h5wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { FusedTrainStep } from '../engines/wasm/engine/fused-train-step';
import type { KernelModule } from '../engines/wasm/module';
import { startWasm } from '../engines/wasm/wasm.testing';
import { WebGpuTrainStep } from '../engines/webgpu/engine/webgpu-train-step';
import { makeDevice, noWebGpu } from '../engines/webgpu/webgpu.testing';
import type { Batch } from '../core/batch';
import { maxError } from '../data/golden-cases.testing';
import { GOLDEN_ROOTS, readJson } from '../data/golden.testing';
import { readNpy } from '../data/archive/npy';
import { openArchive } from '../data/archive/archive';
import { type Hdf5Array, readArray, withHdf5 } from '../formats/hdf5';
import { loadKerasModel } from '../formats/model-file';
import { saveKerasModel } from '../formats/save-keras';
import type { LossName } from '../options/loss-config';
import type { OptimizerConfig } from '../options/optimizer-config';
import { Optimizer } from '../training/optimizers';
import { TapeTrainStep } from './tape-train-step';
import type { TrainStep } from '../training/train-step';
import { planOf } from '../training/train-step.testing';

interface TrainCase {
  name: string;
  batch_size: number;
  steps: number;
  optimizer: {
    name: string;
    learning_rate: number;
    momentum?: number;
    rho?: number;
    epsilon?: number;
    nesterov?: boolean;
  };
  loss: LossName;
  initial: string;
  x: string;
  y: string;
  losses: number[];
  accuracies: number[];
  predictions_after: string;
  final_weights?: string[];
}

/**
 * Tolerance as a share of an array's largest moment: on real images a value near 0 may pass a ReLU on one side only.
 */
const MOMENTS = 5e-3;

/** Creates the train step of one path. */
type MakeStep = (options: { model: LayersModel; optimizer: Optimizer; loss: LossName }) => TrainStep;

let kernels: KernelModule;
let device: GPUDevice;
const paths: Record<string, MakeStep> = {
  'gradient tape': (options) => new TapeTrainStep({ ...options, sliceSize: 5 }),
  'fused plan': (options) => {
    return new FusedTrainStep({ ...options, kernels, plan: planOf(options.model), timeBudgetMs: 1 });
  },
  'fused plan on WebGPU': (options) => {
    return new WebGpuTrainStep({ ...options, device, plan: planOf(options.model) });
  },
};

const floats = (path: string): { shape: number[]; data: Float32Array<ArrayBuffer> } => {
  const { shape, data } = readNpy(readFileSync(path));
  return { shape, data: Float32Array.from(data) };
};

function optimizerOf({ optimizer: o }: TrainCase): OptimizerConfig {
  const name = o.name.replace(/_\d+$/, '').replace('rm_sprop', 'rmsprop') as OptimizerConfig['name'];
  return {
    name,
    learningRate: o.learning_rate,
    ...(o.momentum !== undefined && { momentum: o.momentum }),
    ...(o.rho !== undefined && { rho: o.rho }),
    ...(o.epsilon !== undefined && { epsilon: o.epsilon }),
    ...(o.nesterov !== undefined && { nesterov: o.nesterov }),
  };
}

/** Reads the optimizer's variables from a `.keras` file: iterations, learning rate, moments. */
async function optimizerIn(file: Blob): Promise<Hdf5Array[]> {
  const archive = await openArchive(new Uint8Array(await file.arrayBuffer()));
  return withHdf5(await archive.read('model.weights.h5'), (weights) => {
    const { length } = (weights.get('optimizer/vars') as Group).keys();
    return Array.from({ length }, (_, i) => readArray(weights, `optimizer/vars/${i}`) as Hdf5Array);
  });
}

/** Training data of a case. A single batch of images serves every step. */
interface Arrays {
  /** (steps or 1, batch, …): pixel bytes, which the course rescales. */
  x: { shape: number[]; data: Float32Array<ArrayBuffer> };
  /** (steps, batch, …) */
  y: Float32Array<ArrayBuffer>;
}

/** Batch k. */
function batchAt({ x, y }: Arrays, { steps, batch_size: size }: TrainCase, k: number): Batch {
  const part = (all: Float32Array<ArrayBuffer>, count: number, i: number) =>
    all.slice((i * all.length) / count, ((i + 1) * all.length) / count);
  const batches = x.shape[0] as number;
  const pixels = part(x.data, batches, k % batches).map((value) => value / 255);
  const indices = Int32Array.from({ length: size }, (_, i) => k * size + i);
  return { x: pixels, y: part(y, steps, k), size, indices };
}

/** Converts class numbers to the one-hot rows that categorical crossentropy takes. */
function oneHot(numbers: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const classes = Math.max(...numbers) + 1;
  const rows = new Float32Array(numbers.length * classes);
  numbers.forEach((number, i) => (rows[i * classes + number] = 1));
  return rows;
}

beforeAll(async () => {
  kernels = await startWasm();
  if (!noWebGpu) device = await makeDevice();
});

const runs = GOLDEN_ROOTS.flatMap((root) => Object.keys(paths).map((path) => [root, path] as const));
describe.each(runs)("training follows Keras's losses step by step (%s, %s)", (root, path) => {
  const makeStep = paths[path] as MakeStep;
  // The course's network takes minutes through the tape in Node and on a software GPU.
  const cases = readJson<TrainCase[]>(`${root}/train.json`).filter(
    ({ name }) => path === 'fused plan' || name.startsWith('small_'),
  );
  it.skipIf(noWebGpu && path === 'fused plan on WebGPU').each(cases)('$name', async (golden) => {
    const model = await loadKerasModel(new Uint8Array(readFileSync(`${root}/${golden.initial}`)));
    const x = floats(`${root}/${golden.x}`);
    const { data: numbers } = floats(`${root}/${golden.y}`);
    const y = golden.loss === 'categorical_crossentropy' ? oneHot(numbers) : numbers;
    const optimizer = new Optimizer(optimizerOf(golden));
    const step = makeStep({ model, optimizer, loss: golden.loss });
    const losses: number[] = [];
    const accuracies: number[] = [];
    let tensors = 0;
    for (let k = 0; k < golden.steps; k++) {
      const { loss, accuracy } = await step.run(batchAt({ x, y }, golden, k));
      losses.push(loss);
      accuracies.push(accuracy);
      if (k === 1) tensors = memory().numTensors;
    }
    expect(maxError(losses, golden.losses)).toBeLessThan(1e-5);
    expect(maxError(accuracies, golden.accuracies)).toBeLessThan(1e-6);
    await step.sync();
    for (const [i, weight] of model.getWeights().entries()) {
      if (!golden.final_weights) break;
      const expected = floats(`${root}/${golden.final_weights[i]}`).data;
      expect(maxError(await weight.data(), expected)).toBeLessThan(1e-4);
    }
    const moments = `${root}/train/${golden.name}.final.keras`;
    if (existsSync(moments)) {
      const { iterations } = optimizer;
      const state = { iterations, slots: await step.slots() };
      const compile = { optimizer: optimizer.config, loss: golden.loss, state };
      const [ours, keras] = await Promise.all([
        optimizerIn(await saveKerasModel(model, { compile })),
        optimizerIn(new Blob([readFileSync(moments)])),
      ]);
      expect(ours.map(({ shape }) => shape)).toEqual(keras.map(({ shape }) => shape));
      for (const [i, { data }] of ours.entries()) {
        const expected = keras[i]?.data as Float32Array;
        const largest = maxError(expected, new Float32Array(expected.length));
        expect(maxError(data, expected)).toBeLessThanOrEqual(MOMENTS * largest);
      }
    }
    const predictions = floats(`${root}/${golden.predictions_after}`);
    const first = batchAt({ x, y }, golden, 0);
    const outputs = await step.predict(first);
    expect(maxError(outputs, predictions.data)).toBeLessThan(1e-4);
    expect(memory().numTensors).toBe(tensors);
    step.dispose();
    model.dispose();
  });
});
