import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// Registers gradients.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KernelModule } from './module';
import { startWasm } from './wasm.testing';

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

let module: KernelModule;
beforeAll(async () => {
  module = await startWasm();
});

/** Pseudorandom numbers, the same on every backend. */
function values(shape: number[], seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Runs an operation on one backend. Returns its result and the gradients of its inputs for a random dy. */
async function evaluate(backend: string, shapes: number[][], operation: Operation): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const results = tf.tidy(() => {
    const inputs = shapes.map((shape, i) => tf.tensor(values(shape, i + 1), shape));
    const forward = operation(...inputs);
    const dy = tf.tensor(values(forward.shape, 99), forward.shape);
    return [forward, ...tf.grads((...x: tf.Tensor[]) => operation(...x))(inputs, dy)];
  });
  return Promise.all(results.map(async (tensor) => (await tensor.data()) as Float32Array));
}

/** Expects the same results and gradients on WebAssembly as on tfjs's JavaScript backend. */
async function expectAsOnCpu(shapes: number[][], operation: Operation): Promise<void> {
  const actual = await evaluate('wasm', shapes, operation);
  const expected = await evaluate('cpu', shapes, operation);
  for (const [i, result] of expected.entries()) {
    const got = actual[i] as Float32Array;
    expect(got.length).toBe(result.length);
    expect(result.some((value) => value !== 0)).toBe(true);
    const worst = result.reduce((largest, value, at) => {
      const error = Math.abs(value - (got[at] as number));
      return Number.isNaN(error) ? Infinity : Math.max(largest, error / Math.max(1, Math.abs(value)));
    }, 0);
    expect(worst).toBeLessThan(1e-4);
  }
}

const conv =
  (strides: number | [number, number], pad: 'same' | 'valid' | tf.backend_util.ExplicitPadding): Operation =>
  (x, w) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad);
const pooled = (
  type: 'max' | 'avg',
  size: number | [number, number],
  strides: number | [number, number],
  pad: 'same' | 'valid',
): Operation => {
  return (x) =>
    type === 'max'
      ? tf.maxPool(x as tf.Tensor4D, size, strides, pad)
      : tf.avgPool(x as tf.Tensor4D, size, strides, pad);
};

const CASES: [name: string, shapes: number[][], operation: Operation][] = [
  [
    'conv2d 3×3 valid, 36 channels',
    [
      [2, 10, 11, 36],
      [3, 3, 36, 36],
    ],
    conv(1, 'valid'),
  ],
  [
    'conv2d 3×3 same, 3 channels',
    [
      [2, 9, 8, 3],
      [3, 3, 3, 5],
    ],
    conv(1, 'same'),
  ],
  [
    'conv2d 5×2, strides 2 and 3',
    [
      [1, 12, 13, 4],
      [5, 2, 4, 7],
    ],
    conv([2, 3], 'same'),
  ],
  [
    'conv2d 1×1',
    [
      [2, 5, 5, 7],
      [1, 1, 7, 9],
    ],
    conv(1, 'valid'),
  ],
  [
    'conv2d 1×1, strides 3',
    [
      [1, 8, 9, 2],
      [1, 1, 2, 3],
    ],
    conv(3, 'valid'),
  ],
  [
    'conv2d 4×4, stride 2, rows left over',
    [
      [1, 9, 11, 1],
      [4, 4, 1, 1],
    ],
    conv(2, 'valid'),
  ],
  [
    'conv2d with explicit padding',
    [
      [1, 6, 7, 2],
      [3, 3, 2, 2],
    ],
    conv(1, [
      [0, 0],
      [2, 1],
      [0, 3],
      [0, 0],
    ]),
  ],
  [
    'conv2dTranspose, stride 2',
    [
      [1, 5, 6, 3],
      [3, 3, 4, 3],
    ],
    (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [1, 10, 12, 4], 2, 'same'),
  ],
  [
    'conv1d',
    [
      [2, 12, 3],
      [4, 3, 5],
    ],
    (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 2, 'same'),
  ],
  [
    'fused conv2d with bias',
    [[2, 7, 7, 3], [3, 3, 3, 5], [5]],
    (x, w, b) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: w as tf.Tensor4D,
        bias: b,
        strides: 1,
        pad: 'same',
      }),
  ],
  [
    'depthwiseConv2d, stride 2',
    [
      [2, 8, 9, 5],
      [3, 3, 5, 1],
    ],
    (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'same'),
  ],
  [
    'depthwiseConv2d, multiplier 3',
    [
      [1, 8, 7, 4],
      [2, 3, 4, 3],
    ],
    (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid'),
  ],
  [
    'separableConv2d',
    [
      [1, 8, 7, 4],
      [3, 3, 4, 2],
      [1, 1, 8, 6],
    ],
    (x, d, p) => tf.separableConv2d(x as tf.Tensor4D, d as tf.Tensor4D, p as tf.Tensor4D, 1, 'same'),
  ],
  ['maxPool 2×2', [[2, 9, 10, 6]], pooled('max', 2, 2, 'valid')],
  ['maxPool 3×2, overlapping', [[2, 9, 10, 3]], pooled('max', [3, 2], [2, 1], 'same')],
  ['avgPool 3×3, overlapping', [[2, 9, 10, 5]], pooled('avg', 3, 2, 'valid')],
  [
    'matMul',
    [
      [5, 7],
      [7, 9],
    ],
    (a, b) => tf.matMul(a, b),
  ],
  [
    'matMul, both transposed',
    [
      [7, 5],
      [9, 7],
    ],
    (a, b) => tf.matMul(a, b, true, true),
  ],
  [
    'matMul of batches',
    [
      [4, 5, 7],
      [4, 7, 3],
    ],
    (a, b) => tf.matMul(a, b),
  ],
  [
    'fused matMul with bias',
    [[5, 7], [7, 9], [9]],
    (a, b, bias) => tf.fused.matMul({ a: a, b: b, bias: bias }),
  ],
  ['gather', [[5, 3]], (x) => tf.gather(x, tf.tensor1d([4, 0, 4, 2], 'int32'))],
  ['relu', [[50]], (x) => tf.relu(x)],
  ['relu6', [[50]], (x) => tf.relu6(tf.mul(x, 9))],
  ['elu', [[50]], (x) => tf.elu(x)],
  ['selu', [[50]], (x) => tf.selu(x)],
  ['leakyRelu', [[50]], (x) => tf.leakyRelu(x, 0.3)],
  ['prelu', [[4, 50], [50]], (x, alpha) => tf.prelu(x, alpha)],
  ['sigmoid', [[50]], (x) => tf.sigmoid(x)],
  ['tanh', [[50]], (x) => tf.tanh(x)],
  ['softplus', [[50]], (x) => tf.softplus(x)],
  ['softmax', [[4, 9]], (x) => tf.softmax(x)],
  ['logSoftmax', [[4, 9]], (x) => tf.logSoftmax(x)],
  [
    'batchNorm',
    [[3, 4, 5, 6], [6], [6], [6]],
    (x, mean, offset, scale) =>
      tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        tf.ones([6]),
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
      ),
  ],
  ['moments', [[3, 4, 5]], (x) => tf.addN([tf.moments(x, [0, 1]).mean, tf.moments(x, [0, 1]).variance])],
  ['resizeBilinear', [[1, 5, 5, 3]], (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [7, 9])],
  ['resizeNearestNeighbor', [[1, 4, 5, 3]], (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [8, 10])],
  ['mean and max of features', [[2, 4, 5, 3]], (x) => tf.concat([tf.mean(x, [1, 2]), tf.max(x, [1, 2])], 1)],
  [
    'pad, slice, concat, transpose',
    [[2, 3, 4]],
    (x) =>
      tf.concat(
        [
          tf.pad(x, [
            [0, 0],
            [1, 1],
            [0, 2],
          ]),
          tf.pad(tf.transpose(tf.slice(x, [0, 0, 1], [2, 3, 3]), [0, 2, 1]), [
            [0, 0],
            [1, 1],
            [1, 2],
          ]),
        ],
        0,
      ),
  ],
];

describe('training operations on WebAssembly match the JavaScript backend', () => {
  it.each(CASES)('%s', (_, shapes, operation) => expectAsOnCpu(shapes, operation));

  it('fused ReLU, which gradients do not use', async () => {
    const run = async (backend: string) => {
      await tf.setBackend(backend);
      const x = tf.tensor4d(values([2, 7, 7, 3], 1), [2, 7, 7, 3]);
      const filter = tf.tensor4d(values([3, 3, 3, 5], 2), [3, 3, 3, 5]);
      const bias = tf.tensor1d(values([5], 3));
      const y = tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'valid', activation: 'relu' });
      const a = tf.reshape<tf.Rank.R2>(y, [2, -1]);
      const b = tf.tensor2d(values([125, 7], 4), [125, 7]);
      return tf.fused.matMul({ a, b, activation: 'relu' }).data();
    };
    const actual = await run('wasm');
    const expected = await run('cpu');
    expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 4));
    expect(expected.some((value) => value > 0) && expected.some((value) => value === 0)).toBe(true);
  });

  it('matMul of one matrix with a batch', async () => {
    const run = async (backend: string) => {
      await tf.setBackend(backend);
      const a = tf.tensor3d(values([1, 5, 7], 1), [1, 5, 7]);
      return tf.matMul(a, tf.tensor3d(values([4, 7, 3], 2), [4, 7, 3])).data();
    };
    const actual = await run('wasm');
    (await run('cpu')).forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 4));
  });

  it('leaks no memory', async () => {
    await tf.setBackend('wasm');
    const step = () =>
      tf.tidy(() => {
        const x = tf.ones<tf.Rank.R4>([8, 64, 64, 16]);
        const w = tf.ones<tf.Rank.R4>([3, 3, 16, 16]);
        const [dx] = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
          tf.maxPool(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'), 2, 2, 'same'),
        )([x, w]);
        (dx as tf.Tensor).dataSync();
      });
    step();
    const tensors = tf.memory().numTensors;
    const bytes = module.memory.buffer.byteLength;
    for (let i = 0; i < 40; i++) step();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(module.memory.buffer.byteLength).toBe(bytes);
  });
});
