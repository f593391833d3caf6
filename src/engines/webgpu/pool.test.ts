import { beforeAll, it } from 'vitest';
import type { Activation } from '../../plan/stages';
import { SLOPES } from '../layer-cases.testing';
import * as loops from '../reference/pooling';
import { expectClose, numbers } from '../wasm/wasm.testing';
import type { ConvolutionShape } from './convolution-shape';
import { whole } from './kernel';
import { pool, poolGradient } from './pool';
import { describeOnWebGpu, geometryOf, makeDevice, runKernels } from './webgpu.testing';

let device: GPUDevice;
beforeAll(async () => {
  device = await makeDevice();
});

/** Windows over 2 images of 13 × 9 × 3. The end of a line is dropped or padded. */
const CASES: [window: number, stride: number, padding: number][] = [
  [2, 2, 0],
  [3, 1, 1],
  [4, 3, 1],
  [9, 9, 0],
];
const IMAGES = 2;

function shapeOf([window, stride, padding]: (typeof CASES)[number]): ConvolutionShape {
  const [height, width, channels] = [13, 9, 3];
  const out = (size: number): number => Math.floor((size + 2 * padding - window) / stride) + 1;
  return {
    input: [height, width, channels],
    output: [out(height), out(width), channels],
    filter: [window, window],
    strides: [stride, stride],
    dilations: [1, 1],
    top: padding,
    left: padding,
  };
}

/** Few distinct values, so that windows have equal maxima. */
const coarse = (count: number, seed: number) => numbers(count, seed).map((value) => Math.round(4 * value));

describeOnWebGpu('pooling on WebGPU against naive loops', () => {
  it.each(CASES)('windows of %i, strides %i, padding %i', async (...sizes) => {
    const shape = shapeOf(sizes);
    const g = geometryOf(shape, IMAGES);
    const x = coarse(IMAGES * g.height * g.width * g.channels, 1);
    const dy = numbers(IMAGES * g.outHeight * g.outWidth * g.channels, 2) as Float32Array<ArrayBuffer>;
    for (const pooling of ['max', 'average'] as const) {
      const argmax = pooling === 'max' ? whole('argmax') : null;
      const common = { shape, pooling, argmax };
      const kernels = [
        pool({ ...common, x: whole('x'), y: whole('y'), dropout: null }),
        poolGradient({ ...common, dy: whole('dy'), dx: whole('dx'), below: null }),
      ];
      const arrays = { x, dy, y: dy.length, argmax: dy.length, dx: x.length };
      const { y, dx } = await runKernels(device, kernels, arrays, IMAGES);
      const isMax = pooling === 'max';
      expectClose(y!, (isMax ? loops.maxPool : loops.averagePool)(g, x), sizes[0] ** 2);
      const right = isMax ? loops.maxPoolGradient(g, x, dy) : loops.averagePoolGradient(g, dy);
      expectClose(dx!, right, sizes[0] ** 2);
    }
  });

  it.each(Object.entries(SLOPES))('the gradient passes through %s', async (activation, slope) => {
    const shape = shapeOf([3, 2, 1]);
    const g = geometryOf(shape, IMAGES);
    const dy = numbers(IMAGES * g.outHeight * g.outWidth * g.channels, 2) as Float32Array<ArrayBuffer>;
    const values = numbers(IMAGES * g.height * g.width * g.channels, 3) as Float32Array<ArrayBuffer>;
    const below = { y: whole('values'), activation: activation as Activation, dropout: null };
    const kernel = poolGradient({
      shape,
      pooling: 'average',
      argmax: null,
      dy: whole('dy'),
      dx: whole('dx'),
      below,
    });
    const { dx } = await runKernels(device, [kernel], { dy, values, dx: values.length }, IMAGES);
    const right = loops.averagePoolGradient(g, dy).map((value, i) => value * slope(values[i]!));
    expectClose(dx!, right, 9);
  });
});
