import { readFileSync } from 'node:fs';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from '../backends/wasm/wasm.testing';
import type { Batch } from '../core/batch';
import { GOLDEN_ROOTS, maxError, readJson } from '../data/golden.testing';
import { readNpy } from '../data/npy';
import { loadKerasModel } from '../interop/keras-file';
import type { LossName } from './losses';
import { Optimizer, type OptimizerConfig } from './optimizers';
import { TapeTrainStep } from './tape-train-step';

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
  final_weights: string[];
}

/** The course's network itself takes minutes through the tape in Node. */
const isSmall = ({ name }: TrainCase): boolean => name.startsWith('small_');

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

/** Batch k of arrays (steps, batch, …): pixels are bytes that the course rescales. */
function batchAt(
  x: Float32Array<ArrayBuffer>,
  y: Float32Array<ArrayBuffer>,
  steps: number,
  size: number,
  k: number,
): Batch {
  const part = (all: Float32Array<ArrayBuffer>) =>
    all.slice((k * all.length) / steps, ((k + 1) * all.length) / steps);
  const pixels = part(x);
  pixels.forEach((v, i) => (pixels[i] = v / 255));
  return { x: pixels, y: part(y), size, indices: Int32Array.from({ length: size }, (_, i) => k * size + i) };
}

/** The labels are class numbers; this loss wants rows. */
function oneHot(numbers: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const classes = Math.max(...numbers) + 1;
  const rows = new Float32Array(numbers.length * classes);
  numbers.forEach((number, i) => (rows[i * classes + number] = 1));
  return rows;
}

beforeAll(startWasm);

describe.each(GOLDEN_ROOTS)("training follows Keras's losses step by step (%s)", (root) => {
  const cases = readJson<TrainCase[]>(`${root}/train.json`).filter(isSmall);
  it.each(cases)('$name', async (golden) => {
    const model = await loadKerasModel(new Uint8Array(readFileSync(`${root}/${golden.initial}`)));
    const { data: x } = floats(`${root}/${golden.x}`);
    const { data: numbers } = floats(`${root}/${golden.y}`);
    const y = golden.loss === 'categorical_crossentropy' ? oneHot(numbers) : numbers;
    const optimizer = new Optimizer(optimizerOf(golden));
    const step = new TapeTrainStep({ model, optimizer, loss: golden.loss, sliceSize: 5 });
    const losses: number[] = [];
    const accuracies: number[] = [];
    let tensors = 0;
    for (let k = 0; k < golden.steps; k++) {
      const { loss, accuracy } = await step.run(batchAt(x, y, golden.steps, golden.batch_size, k));
      losses.push(loss);
      accuracies.push(accuracy);
      if (k === 1) tensors = memory().numTensors;
    }
    expect(maxError(losses, golden.losses)).toBeLessThan(1e-5);
    expect(maxError(accuracies, golden.accuracies)).toBeLessThan(1e-6);
    for (const [i, weight] of model.getWeights().entries()) {
      const expected = floats(`${root}/${golden.final_weights[i]}`).data;
      expect(maxError(await weight.data(), expected)).toBeLessThan(1e-4);
    }
    const predictions = floats(`${root}/${golden.predictions_after}`);
    const first = batchAt(x, y, golden.steps, golden.batch_size, 0);
    const outputs = await step.predict(first.x, first.size);
    expect(maxError(outputs, predictions.data)).toBeLessThan(1e-4);
    expect(memory().numTensors).toBe(tensors);
    step.dispose();
    model.dispose();
  });
});
