/** Tests a plain tfjs-layers `model.fit()` with our kernels, which tfjs-backend-wasm alone cannot run. */
import '@tensorflow/tfjs-backend-cpu';
import {
  type Scalar,
  type Tensor,
  type Variable,
  mean,
  setBackend,
  squaredDifference,
  tensor,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers, startWasm } from './wasm.testing';

beforeAll(startWasm);

const IMAGES = 24;
const SIDE = 12;

/** A model with every kind of convolution in tfjs-layers, and the same weights each time. */
function network(): Sequential {
  const model = sequential({
    layers: [
      layers.conv2d({
        inputShape: [SIDE, SIDE, 3],
        filters: 6,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same' }),
      layers.separableConv2d({ filters: 8, kernelSize: 3, activation: 'elu' }),
      layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.averagePooling2d({ poolSize: 2, strides: 1 }),
      layers.flatten(),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  const weights = model.getWeights();
  model.setWeights(
    weights.map(({ shape, size }, i) =>
      tensor(
        numbers(size, i + 1).map((v) => v / 3),
        shape,
      ),
    ),
  );
  return model;
}

/** Noise that is brighter in images of the second class. */
function data(): [x: Tensor, y: Tensor] {
  const labels = Float32Array.from({ length: IMAGES }, (_, i) => i % 2);
  const values = SIDE * SIDE * 3;
  const x = numbers(IMAGES * values, 9).map((v, i) => v + (labels[Math.floor(i / values)] as number));
  return [tensor(x, [IMAGES, SIDE, SIDE, 3]), tensor(labels, [IMAGES, 1])];
}

describe('model.fit() on WebAssembly', () => {
  it('learns with conv, depthwise, separable and transposed convolutions', async () => {
    await setBackend('wasm');
    const model = network();
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
    const { history } = await model.fit(...data(), { epochs: 40, batchSize: 8, yieldEvery: 'never' });
    const [first, last] = [history.loss?.[0], history.loss?.at(-1)] as number[];
    expect(last).toBeLessThan(0.7 * (first as number));
    expect(history.acc?.at(-1)).toBeGreaterThan(0.9);
  });

  it('has the same gradients as the JavaScript backend', async () => {
    const gradients = async (backend: string): Promise<Float32Array[]> => {
      await setBackend(backend);
      const model = network();
      const [x, y] = data();
      const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
      const { grads } = variableGrads(
        () => mean<Scalar>(squaredDifference(model.apply(x) as Tensor, y)),
        variables,
      );
      return Promise.all(variables.map(async ({ name }) => (await grads[name]?.data()) as Float32Array));
    };
    const [mine, theirs] = [await gradients('wasm'), await gradients('cpu')];
    expect(mine.length).toBe(11);
    theirs.forEach((expected, i) => {
      const scale = Math.max(...expected.map(Math.abs));
      expect(scale).toBeGreaterThan(0);
      expected.forEach((value, j) =>
        expect(Math.abs(value - (mine[i]?.[j] as number)) / scale).toBeLessThan(1e-4),
      );
    });
  });
});
