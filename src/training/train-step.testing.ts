/** Networks, batches and helpers shared by the tests of every engine. */
import { tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { numbers } from '../engines/wasm/wasm.testing';
import type { Batch } from '../core/batch';
import type { LossName } from '../options/loss-config';
import { planFor } from '../plan/plan';
import type { Plan } from '../plan/stages';

export type Layers = Sequential['layers'];
export const conv = (filters: number, options = {}) =>
  layers.conv2d({ filters, kernelSize: 3, activation: 'relu', ...options });
export const pool = () => layers.maxPooling2d({ poolSize: 2 });

/** Networks that cover every branch of an engine, for images of 17 × 14 × 3. */
export const networks: Record<string, () => Layers> = {
  'two convolutions, odd sizes': () => [
    conv(5, { inputShape: [17, 14, 3] }),
    pool(),
    conv(7, { kernelSize: 2 }),
    pool(),
    layers.flatten(),
    layers.dense({ units: 70, activation: 'relu' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
  "'same' padding, even filter, stride, no bias, no ReLU": () => [
    conv(6, { inputShape: [17, 14, 3], padding: 'same', strides: 2, useBias: false }),
    pool(),
    conv(4, { padding: 'same', kernelSize: [2, 4], activation: 'linear' }),
    pool(),
    layers.flatten(),
    layers.dense({ units: 3, activation: 'softmax' }),
  ],
  'no convolution': () => [
    layers.flatten({ inputShape: [17, 14, 3] }),
    layers.dense({ units: 9 }),
    layers.dense({ units: 1, activation: 'sigmoid', useBias: false }),
  ],
  'convolutions and poolings of every kind': () => [
    conv(5, { inputShape: [17, 14, 3], padding: 'same' }),
    conv(6, { strides: 2, kernelSize: [3, 2] }),
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    conv(9, { kernelSize: 1, activation: 'tanh' }),
    layers.maxPooling2d({ poolSize: 3, strides: 1 }),
    conv(3, { kernelSize: 2, activation: 'linear', padding: 'same', useBias: false }),
    layers.flatten(),
    layers.dense({ units: 5, activation: 'elu' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
  'pooling first and last, sigmoid and ELU, activation layers': () => [
    layers.averagePooling2d({ poolSize: 2, strides: 1, inputShape: [17, 14, 3] }),
    conv(7, { activation: 'linear', padding: 'same' }),
    layers.activation({ activation: 'sigmoid' }),
    pool(),
    conv(5, { activation: 'elu', kernelSize: 2 }),
    conv(8, { activation: 'linear' }),
    layers.reLU(),
    pool(),
    layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
    layers.dense({ units: 3, activation: 'softmax' }),
  ],
};

export function batchOf(size: number, classes: number, seed: number): Batch {
  const x = numbers(size * 17 * 14 * 3, seed) as Float32Array<ArrayBuffer>;
  const y = Float32Array.from({ length: size }, (_, i) => (i * 7 + seed) % classes);
  return { x, y, size, indices: new Int32Array(size) };
}

export const unitsOf = ({ outputShape }: Sequential): number => (outputShape as number[])[1] as number;
export const lossOf = (model: Sequential): LossName =>
  unitsOf(model) === 1 ? 'binary_crossentropy' : 'sparse_categorical_crossentropy';

export const weightsOf = (model: Sequential): Float32Array[] =>
  model.getWeights().map((w) => w.dataSync().slice() as Float32Array);

/** Gives a model the same weights in every run, so that float32 deviations are reproducible. */
export function setWeightsFromSeed(model: LayersModel): void {
  const values = model.getWeights().map(({ size, shape }, i) => {
    return tensor(
      numbers(size, i + 1).map((value) => value / 4),
      shape,
    );
  });
  model.setWeights(values);
  values.forEach((each) => each.dispose());
}

/** Returns the plan of a model, and throws if it has none. */
export function planOf(model: LayersModel): Plan {
  const planned = planFor(model);
  if ('reason' in planned) throw new Error(planned.reason.text);
  return planned.plan;
}

/** Two models with equal weights. */
export function twins(make: () => Layers): [Sequential, Sequential] {
  const [a, b] = [sequential({ layers: make() }), sequential({ layers: make() })];
  [a, b].forEach(setWeightsFromSeed);
  return [a, b];
}
