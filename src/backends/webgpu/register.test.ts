import { type Tensor4D, conv2d, mul, sum, tensor, train, valueAndGrad } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { conv2dFilterGradient } from '../reference/convolution';
import { expectClose, numbers } from '../wasm/wasm.testing';
import { describeOnWebGpu, startWebGpu } from './webgpu.testing';

beforeAll(startWebGpu);

/** Images, height, width, channels; filters; strides; padding. */
const CASES: [[number, number, number, number], number, number, 'valid' | 'same'][] = [
  [[2, 9, 8, 3], 5, 1, 'valid'],
  [[1, 8, 9, 4], 8, 2, 'same'],
];

describeOnWebGpu('kernels registered with tfjs-backend-webgpu', () => {
  it.each(CASES)(
    'gradient of the filter: %j, %i filters, strides %i, %s',
    async (shape, filters, strides, pad) => {
      const [images, height, width, channels] = shape;
      const x = numbers(images * height * width * channels, 1);
      const filter = tensor(numbers(9 * channels * filters, 2), [3, 3, channels, filters]);
      const images4d = tensor(x, shape) as Tensor4D;
      const y = conv2d(images4d, filter as Tensor4D, strides, pad);
      const dy = numbers(y.size, 3);
      const { grad } = valueAndGrad((w) =>
        sum(mul(conv2d(images4d, w as Tensor4D, strides, pad), tensor(dy, y.shape))),
      )(filter);
      const [, outHeight, outWidth] = y.shape;
      const missing = (size: number, out: number): number =>
        pad === 'same' ? Math.floor(Math.max(0, (out - 1) * strides + 3 - size) / 2) : 0;
      const geometry = {
        ...{ images, height, width, channels, outHeight, outWidth, outChannels: filters },
        ...{ filterHeight: 3, filterWidth: 3, strideHeight: strides, strideWidth: strides },
        ...{ dilationHeight: 1, dilationWidth: 1 },
        ...{ top: missing(height, outHeight), left: missing(width, outWidth) },
      };
      expectClose(await grad.data(), conv2dFilterGradient(geometry, x, dy), images * outHeight * outWidth);
    },
  );

  it('trains through a plain model.fit()', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [6, 6, 1], activation: 'relu' }),
        ...[layers.flatten(), layers.dense({ units: 1 })],
      ],
    });
    model.compile({ optimizer: train.sgd(0.05), loss: 'meanSquaredError' });
    const x = tensor(numbers(4 * 36, 5), [4, 6, 6, 1]);
    const y = tensor([0, 1, 1, 0], [4, 1]);
    const { history } = await model.fit(x, y, { epochs: 6, shuffle: false, yieldEvery: 'never' });
    const losses = history['loss'] as number[];
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) * 0.9);
  });
});
