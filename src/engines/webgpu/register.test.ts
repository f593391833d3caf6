import {
  type Rank,
  type Tensor,
  type Tensor4D,
  add,
  cast,
  conv2d,
  matMul,
  mul,
  reshape,
  scalar,
  sum,
  tensor,
  train,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it, vi } from 'vitest';
import { conv2dFilterGradient } from '../reference/convolution';
import { expectClose, numbers } from '../wasm/wasm.testing';
import { registerWebGpuKernels } from './register';
import { setWeightsFromSeed } from '../../training/train-step.testing';
import { describeOnWebGpu, startStockWebGpu } from './webgpu.testing';

let device: GPUDevice;
beforeAll(async () => {
  device = await startStockWebGpu();
});

/** Images × height × width × channels; filters; strides; padding. */
const CASES: [[number, number, number, number], number, number, 'valid' | 'same'][] = [
  [[2, 9, 8, 3], 5, 1, 'valid'],
  [[1, 8, 9, 4], 8, 2, 'same'],
];

/** Trains with tfjs's own `fit`. Returns all losses, and the number of queue submissions from the second epoch on. */
async function fitPlainly(): Promise<{ losses: number[]; submissions: number }> {
  const model = sequential({
    layers: [
      layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [8, 8, 2], activation: 'relu' }),
      layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same' }),
      layers.averagePooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 5, activation: 'relu' }),
      layers.dense({ units: 1 }),
    ],
  });
  setWeightsFromSeed(model);
  model.compile({ optimizer: train.sgd(0.05), loss: 'meanSquaredError' });
  const x = tensor(numbers(6 * 128, 5), [6, 8, 8, 2]);
  const y = tensor([0, 1, 1, 0, 1, 0], [6, 1]);
  const config = { batchSize: 4, shuffle: false, yieldEvery: 'never' } as const;
  const { history } = await model.fit(x, y, { ...config, epochs: 1 });
  const submit = vi.spyOn(device.queue, 'submit');
  const { history: more } = await model.fit(x, y, { ...config, epochs: 3 });
  const submissions = submit.mock.calls.length;
  submit.mockRestore();
  const losses = [history, more].flatMap(({ loss }) => loss as number[]);
  [x, y, model].forEach((each) => each.dispose());
  return { losses, submissions };
}

describeOnWebGpu('a plain model.fit() on kernels registered with tfjs-backend-webgpu', () => {
  it("learns as with tfjs's own kernels, with no more submissions", async () => {
    const stock = await fitPlainly();
    registerWebGpuKernels();
    const compile = vi.spyOn(device, 'createComputePipeline');
    const ours = await fitPlainly();
    const compiled = compile.mock.calls.map(([{ label }]) => label);
    compile.mockRestore();
    for (const kernel of [
      'convolve',
      'filterGradient',
      'inputGradient',
      'averagePoolGradient',
      'matrixProduct',
    ])
      expect(compiled).toContain(kernel);
    expect(ours.submissions).toBeGreaterThan(0);
    expect(ours.submissions).toBeLessThanOrEqual(stock.submissions);
    ours.losses.forEach((loss, i) => expect(loss).toBeCloseTo(stock.losses[i] as number, 5));
    expect(ours.losses.at(-1)).toBeLessThan((ours.losses[0] as number) * 0.9);
  });
});

describeOnWebGpu('kernels registered with tfjs-backend-webgpu', () => {
  beforeAll(registerWebGpuKernels);

  it.each(CASES)(
    'gradient of the filter: %j, %i filters, strides %i, %s',
    async (shape, filters, strides, pad) => {
      const [images, height, width, channels] = shape;
      const x = numbers(images * height * width * channels, 1);
      const filter = tensor(numbers(9 * channels * filters, 2), [3, 3, channels, filters]);
      const images4d = tensor<Rank.R4>(x, shape);
      const y = conv2d(images4d, filter as Tensor4D, strides, pad);
      const dy = numbers(y.size, 3);
      const { grad } = valueAndGrad((w) =>
        sum(mul(conv2d(images4d, w as Tensor4D, strides, pad), tensor(dy, y.shape))),
      )(filter);
      const [, outHeight, outWidth] = y.shape;
      const padding = (size: number, out: number): number =>
        pad === 'same' ? Math.floor(Math.max(0, (out - 1) * strides + 3 - size) / 2) : 0;
      const geometry = {
        images,
        height,
        width,
        channels,
        outHeight,
        outWidth,
        outChannels: filters,
        filterHeight: 3,
        filterWidth: 3,
        strideHeight: strides,
        strideWidth: strides,
        dilationHeight: 1,
        dilationWidth: 1,
        top: padding(height, outHeight),
        left: padding(width, outWidth),
      };
      expectClose(await grad.data(), conv2dFilterGradient(geometry, x, dy), images * outHeight * outWidth);
    },
  );

  it('reads the values of integer tensors that tfjs has relabelled as float32', async () => {
    const values = Int32Array.from({ length: 2 * 20 * 20 * 2 }, (_, i) => ((i * 37) % 11) - 5);
    const whole = tensor(values, [2, 20, 20, 2], 'int32');
    const floats = tensor(Float32Array.from(values), [2, 20, 20, 2]);
    const filter = tensor<Rank.R4>(numbers(9 * 2 * 4, 2), [3, 3, 2, 4]);
    const work = (x: Tensor): Tensor[] => [
      conv2d(x as Tensor4D, filter, 1, 'same'),
      matMul(reshape(x, [40, 40]), reshape(x, [40, 40]), true),
    ];
    // A cast does not convert integers that are already on the GPU.
    const [mine, right] = [work(cast(add(whole, scalar(0, 'int32')), 'float32')), work(floats)];
    for (const [i, result] of mine.entries()) {
      expectClose(await result.data(), await (right[i] as Tensor).data(), 100);
    }
  });
});
