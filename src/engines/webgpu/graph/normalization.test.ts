import { beforeAll, expect, it } from 'vitest';
import { LINEAR, type NormalizationNode } from '../../../plan/graph/graph';
import { whole } from '../kernel';
import { describeOnWebGpu, makeDevice, runKernels } from '../webgpu.testing';
import { divideSums, partsSize } from './channel-sums';
import {
  type Normalization,
  finishGradients,
  finishMoments,
  normalize,
  normalizeGradient,
  numbersSize,
  partGradients,
  partMoments,
} from './normalization';

/** Odd numbers, so that parts and channels are not whole; larger than a batch that is computed. */
const [HEIGHT, WIDTH, CHANNELS, IMAGES, MAX_IMAGES] = [13, 11, 37, 19, 24];
const ROWS = IMAGES * HEIGHT * WIDTH;
const EPSILON = 1e-3;
const MOMENTUM = 0.9;

const node: NormalizationNode = {
  ...{ kind: 'normalization', layer: 'bn', inputs: [0], shape: [HEIGHT, WIDTH, CHANNELS] },
  ...{ gamma: 0, beta: 1, mean: 2, variance: 3, epsilon: EPSILON, momentum: MOMENTUM },
  ...{ isInference: false, activation: LINEAR },
};
const sums = divideSums(CHANNELS, HEIGHT * WIDTH, MAX_IMAGES);
const weight = (index: number) => ({ buffer: 'weights', offset: index * CHANNELS });
const options: Normalization = {
  ...{ node, sums, x: whole('x'), numbers: whole('numbers'), parts: whole('parts') },
  ...{ gamma: weight(0), beta: weight(1), movingMean: weight(2), movingVariance: weight(3) },
};
const gradients = { gamma: whole('gradients'), beta: { buffer: 'gradients', offset: CHANNELS } };
const kernels = [
  partMoments(options),
  finishMoments(options),
  normalize(options, whole('y')),
  partGradients(options, whole('dy')),
  finishGradients(options, gradients),
  normalizeGradient(options, whole('dy'), { to: whole('dx'), adds: false }),
];

/** Values far from zero, with a deviation of about 1 in channel 0 and more in others. */
const x = Float32Array.from({ length: ROWS * CHANNELS }, (_, i) => {
  return 1000 + (1 + (i % CHANNELS)) * Math.sin(i * 1.7);
});
const dy = Float32Array.from({ length: x.length }, (_, i) => Math.cos(i * 0.37) + 0.2);
const weights = Float32Array.from({ length: 4 * CHANNELS }, (_, i) => 0.5 + (i % 7) / 8);

/** What the kernels compute, in float64. */
function expected() {
  const of = (c: number, value: (i: number) => number): number => {
    let sum = 0;
    for (let row = 0; row < ROWS; row++) sum += value(row * CHANNELS + c);
    return sum;
  };
  const all = Array.from({ length: CHANNELS }, (_, c) => {
    const mean = of(c, (i) => x[i] as number) / ROWS;
    const variance = of(c, (i) => ((x[i] as number) - mean) ** 2) / ROWS;
    const deviation = 1 / Math.sqrt(variance + EPSILON);
    const z = (i: number): number => ((x[i] as number) - mean) * deviation;
    const beta = of(c, (i) => dy[i] as number);
    const gamma = of(c, (i) => (dy[i] as number) * z(i));
    return { mean, variance, deviation, z, beta, gamma };
  });
  const each = (value: (channel: (typeof all)[number], i: number, c: number) => number): number[] =>
    Array.from(x, (_, i) => value(all[i % CHANNELS] as (typeof all)[number], i, i % CHANNELS));
  return {
    all,
    y: each(({ z }, i, c) => z(i) * (weights[c] as number) + (weights[CHANNELS + c] as number)),
    dx: each(
      ({ z, deviation, beta, gamma }, i, c) =>
        (weights[c] as number) * deviation * ((dy[i] as number) - beta / ROWS - (z(i) * gamma) / ROWS),
    ),
  };
}

const largestError = (actual: ArrayLike<number>, right: ArrayLike<number>): number => {
  let [error, scale] = [0, 0];
  for (let i = 0; i < right.length; i++) {
    error = Math.max(error, Math.abs((actual[i] as number) - (right[i] as number)));
    scale = Math.max(scale, Math.abs(right[i] as number));
  }
  return error / scale;
};

describeOnWebGpu('batch normalization on WebGPU', () => {
  let device: GPUDevice;
  beforeAll(async () => {
    device = await makeDevice();
  });

  const run = (key: number) =>
    runKernels(
      device,
      kernels,
      {
        ...{ x, dy, weights, y: x.length, dx: x.length, gradients: 2 * CHANNELS },
        ...{ numbers: numbersSize(CHANNELS), parts: partsSize(sums) },
      },
      IMAGES,
      [],
      key,
    );

  it('has the statistics and gradients of float64, for values far from zero', async () => {
    const { y, dx, weights: after, gradients } = await run(1);
    const right = expected();
    expect(largestError(y as Float32Array, right.y)).toBeLessThan(1e-4);
    expect(largestError(dx as Float32Array, right.dx)).toBeLessThan(1e-4);
    right.all.forEach(({ mean, variance, gamma, beta }, c) => {
      const moving = (old: number, value: number): number => old * MOMENTUM + value * (1 - MOMENTUM);
      const near = (actual: number | undefined, value: number, tolerance = 1e-5): void =>
        expect(Math.abs(((actual as number) - value) / value)).toBeLessThan(tolerance);
      near(after?.[2 * CHANNELS + c], moving(weights[2 * CHANNELS + c] as number, mean));
      near(after?.[3 * CHANNELS + c], moving(weights[3 * CHANNELS + c] as number, variance));
      near(gradients?.[CHANNELS + c], beta, 1e-4);
      // Float32 rounds the mean, by up to 4e-5 of the deviation.
      expect(Math.abs((gradients?.[c] as number) - gamma) / ROWS).toBeLessThan(1e-5);
    });
  });

  it('computes the same bits again', async () => {
    expect(await run(1)).toEqual(await run(1));
  });

  it('uses the moving statistics in inference, and leaves them alone', async () => {
    const { y, weights: after } = await run(0);
    expect(after).toEqual(weights);
    const right = Array.from(x, (value, i) => {
      const [gamma, beta, mean, variance] = [0, 1, 2, 3].map(
        (index) => weights[index * CHANNELS + (i % CHANNELS)] as number,
      ) as [number, number, number, number];
      return ((value - mean) / Math.sqrt(variance + EPSILON)) * gamma + beta;
    });
    expect(largestError(y as Float32Array, right)).toBeLessThan(1e-5);
  });
});
