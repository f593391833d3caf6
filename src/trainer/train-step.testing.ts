/** Networks, batches and what the tests of every engine ask of them. */
import { type Sequential, layers } from '@tensorflow/tfjs-layers';
import { numbers } from '../backends/wasm/wasm.testing';
import type { Batch } from '../core/batch';
import type { LossName } from './losses';

export type Layers = Sequential['layers'];
export const conv = (filters: number, options = {}) =>
  layers.conv2d({ filters, kernelSize: 3, activation: 'relu', ...options });
export const pool = () => layers.maxPooling2d({ poolSize: 2 });

/** Networks that every engine plans, for images of 17 × 14 × 3. */
export const commonNetworks: Record<string, () => Layers> = {
  'two convolutions, odd sizes': () => [
    ...[conv(5, { inputShape: [17, 14, 3] }), pool(), conv(7, { kernelSize: 2 }), pool()],
    ...[
      layers.flatten(),
      layers.dense({ units: 70, activation: 'relu' }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  ],
  "'same' padding, even filter, stride, no bias, no ReLU": () => [
    ...[conv(6, { inputShape: [17, 14, 3], padding: 'same', strides: 2, useBias: false }), pool()],
    ...[conv(4, { padding: 'same', kernelSize: [2, 4], activation: 'linear' }), pool()],
    ...[layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })],
  ],
  'no convolution': () => [
    ...[layers.flatten({ inputShape: [17, 14, 3] }), layers.dense({ units: 9 })],
    layers.dense({ units: 1, activation: 'sigmoid', useBias: false }),
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
