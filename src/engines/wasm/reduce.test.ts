/** Sums and means, compared with sums in float64 over the same float32 values. */
import * as tf from '@tensorflow/tfjs-core';
// Registers gradients.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers, startWasm } from './wasm.testing';

beforeAll(startWasm);

/** Sums `values` over axes, in float64. */
function expectedSums(values: Float32Array, shape: number[], axes: number[]): number[] {
  const strides = tf.util.computeStrides(shape).concat(1);
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const sums = new Float64Array(tf.util.sizeFromShape(kept.map((i) => shape[i] as number)));
  values.forEach((value, at) => {
    const index = shape.map((size, i) => Math.floor(at / (strides[i] as number)) % size);
    const to = kept.reduce((sum, i) => sum * (shape[i] as number) + (index[i] as number), 0);
    sums[to] = (sums[to] as number) + value;
  });
  return [...sums];
}

const CASES: [shape: number[], axes: number[]][] = [
  [[7], [0]],
  [[1000], [0]],
  [
    [5, 9],
    [0, 1],
  ],
  [[5, 9], [1]],
  [[5, 9], [0]],
  [
    [2, 3, 4, 37],
    [0, 1, 2],
  ],
  [
    [2, 3, 4, 16],
    [1, 2],
  ],
  [[2, 3, 4, 3], [2]],
  [
    [3, 5, 2, 7],
    [0, 2],
  ],
  [
    [3, 5, 2, 7],
    [1, 3],
  ],
  [[2, 3], []],
];

describe.each(CASES)('shape %j over axes %j', (shape, axes) => {
  const values = numbers(tf.util.sizeFromShape(shape), 3);
  const count = axes.reduce((product, axis) => product * (shape[axis] as number), 1);

  it('gives sums and means, with and without the reduced axes', () => {
    const sums = expectedSums(values, shape, axes);
    const tensors = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.tensor(values, shape);
      expect([...tf.sum(x, axes).dataSync()]).toEqual(sums.map(Math.fround));
      [...tf.mean(x, axes, true).dataSync()].forEach((mean, i) =>
        expect(mean).toBeCloseTo((sums[i] as number) / count, 6),
      );
      expect(tf.mean(x, axes, true).shape).toEqual(shape.map((size, i) => (axes.includes(i) ? 1 : size)));
    });
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

it('adds a million values with an offset without losing digits', () => {
  const values = numbers(2 ** 20, 5).map((value) => 1000 + value);
  tf.tidy(() => {
    const x = tf.tensor(values, [2 ** 16, 16]);
    const [mean] = expectedSums(values, [2 ** 20], [0]).map((sum) => sum / 2 ** 20);
    expect(tf.mean(x).dataSync()[0]).toBe(Math.fround(mean as number));
    const sums = expectedSums(values, [2 ** 16, 16], [0]);
    expect([...tf.sum(x, 0).dataSync()]).toEqual(sums.map(Math.fround));
  });
});

it('adds the weight gradient of a depthwise convolution over many pixels without losing digits', () => {
  const shape: [number, number, number, number] = [16, 64, 64, 4];
  const [x, dy] = [3, 4].map((seed) => numbers(tf.util.sizeFromShape(shape), seed).map((value) => 2 + value));
  const products = Float64Array.from(x!, (value, i) => value * (dy![i] as number));
  const sums = [0, 1, 2, 3].map((c) =>
    products.reduce((sum, value, i) => (i % 4 === c ? sum + value : sum), 0),
  );
  tf.tidy(() => {
    const filter = tf.ones<tf.Rank.R4>([1, 1, 4, 1]);
    const convolution = (w: tf.Tensor) =>
      tf.depthwiseConv2d(tf.tensor4d(x!, shape), w as tf.Tensor4D, 1, 'valid');
    const [dw] = tf.grads(convolution)([filter], tf.tensor4d(dy!, shape));
    dw!.dataSync().forEach((value, c) => expect(Math.abs(value / sums[c]! - 1)).toBeLessThan(1e-6));
  });
});

it('keeps integers, and means of them are float32', () => {
  const x = tf.tensor2d([1, 2, 3, 5], [2, 2], 'int32');
  expect([tf.sum(x, 0).dtype, ...tf.sum(x, 0).dataSync()]).toEqual(['int32', 4, 7]);
  expect([tf.mean(x, 0).dtype, ...tf.mean(x, 0).dataSync()]).toEqual(['float32', 2, 3.5]);
});
