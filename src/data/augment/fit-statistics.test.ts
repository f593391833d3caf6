import { describe, expect, it } from 'vitest';
import { RandomState } from '../../random/random-state';
import { fitStatistics } from './fit-statistics';
import { maxError } from '../golden-cases.testing';
import { parseImageDataGeneratorOptions as parse } from '../../options/image-data-generator-options';
import { drawTransform } from './random-transform';
import { type Whitening, standardize } from './standardize';
import { applyTransform } from './transform';
import type { FloatImage } from '../../core/types';

const ROWS = [
  [3, 200, 17],
  [90, 14, 250],
  [60, 77, 5],
  [120, 180, 33],
  [9, 66, 140],
];
const gray = (values: number[]): FloatImage => {
  return { height: 1, width: values.length, channels: 1, data: Float32Array.from(values) };
};

function matrix({ components, gains }: Whitening): number[] {
  const n = components.length / gains.length;
  const at = (k: number, i: number): number => components[k * n + i] as number;
  return Array.from({ length: n * n }, (_, ij) =>
    gains.reduce((sum, gain, k) => sum + gain * at(k, Math.floor(ij / n)) * at(k, ij % n), 0),
  );
}

describe('fitStatistics', () => {
  it('computes only what the options need', async () => {
    const images = ROWS.map(gray);
    expect(await fitStatistics(images, parse({}))).toEqual({ mean: null, std: null, whitening: null });
    const { mean, std, whitening } = await fitStatistics(images, parse({ featurewise_center: true }));
    expect([mean?.length, std, whitening]).toEqual([1, null, null]);
  });

  it('tells how many pictures it has read', async () => {
    const read: number[] = [];
    await fitStatistics(ROWS.map(gray), parse({ zca_whitening: true }), {}, (images) => read.push(images));
    expect(read).toEqual([1, 2, 3, 4, 5]);
  });

  it('rescales first', async () => {
    const { mean } = await fitStatistics(ROWS.map(gray), parse({ featurewise_center: true, rescale: 0.1 }));
    expect(mean?.[0]).toBeCloseTo(8.426667, 5);
  });

  /** Expected matrices: the formula of Keras's `fit` with NumPy 2.4's `svd`, in float32. */
  it.each([
    {
      count: 5,
      zca_epsilon: 1e-6,
      expected: [
        [0.019334768474, 0.002467897729, 0.000549675977],
        [0.002467897729, 0.018286454449, 0.006551260347],
        [0.000549675977, 0.006551260347, 0.013685244372],
      ],
    },
    {
      count: 2,
      zca_epsilon: 0.5,
      expected: [
        [0.011324891953, -0.004548581015, -0.005211314036],
        [-0.004548581015, 0.003415805745, -0.00077881709],
        [-0.005211314036, -0.00077881709, 0.007589024416],
      ],
    },
  ])('whitening matrix of $count pictures of three values', async ({ count, zca_epsilon, expected }) => {
    const options = parse({ zca_whitening: true, zca_epsilon });
    const { whitening } = await fitStatistics(ROWS.slice(0, count).map(gray), options);
    expect(maxError(matrix(whitening as Whitening), expected.flat())).toBeLessThan(1e-7);
  });

  it('whitened pictures have the identity as covariance', async () => {
    const stream = new RandomState(4);
    const images = Array.from({ length: 60 }, () => {
      const base = stream.uniform(0, 100);
      return {
        height: 2,
        width: 3,
        channels: 3,
        data: Float32Array.from({ length: 18 }, () => base + stream.uniform(0, 155)),
      };
    });
    const options = parse({ zca_whitening: true });
    const statistics = await fitStatistics(images, options);
    const white = images.map((image) => standardize(image, options, statistics).data);
    for (let i = 0; i < 18; i++) {
      for (let j = 0; j < 18; j++) {
        const covariance = white.reduce((sum, x) => sum + (x[i] as number) * (x[j] as number), 0) / 60;
        expect(covariance).toBeCloseTo(i === j ? 1 : 0, 4);
      }
    }
  });

  it('drops directions in which equal pictures do not differ', async () => {
    const options = parse({ zca_whitening: true });
    const { whitening } = await fitStatistics([gray([1, 2, 6]), gray([1, 2, 6])], options);
    expect(whitening?.gains).toHaveLength(1);
  });

  it('augments each round in order, from one stream, without standardizing', async () => {
    const options = parse({
      featurewise_std_normalization: true,
      rotation_range: 90,
      width_shift_range: 0.3,
      rescale: 0.5,
    });
    const images = [0, 1, 2].map((i) => {
      return {
        height: 4,
        width: 4,
        channels: 2,
        data: Float32Array.from({ length: 32 }, (_, k) => (k * 31 + i * 83) % 256),
      };
    });
    const stream = new RandomState(11);
    const seen = [0, 1].flatMap(() =>
      images.map((image) => {
        const half = { ...image, data: image.data.map((v) => v / 2) };
        return applyTransform(half, drawTransform(options, stream, [4, 4, 2]), options);
      }),
    );
    const expected = await fitStatistics(seen, parse({ featurewise_std_normalization: true }));
    expect(await fitStatistics(images, options, { augment: true, rounds: 2, seed: 11 })).toEqual(expected);
    expect(await fitStatistics(images, options, { augment: true, seed: 11 })).not.toEqual(expected);
  });

  it('reads an async source, and does not change the pictures', async () => {
    const images = ROWS.map(gray);
    async function* source(): AsyncGenerator<FloatImage> {
      for (const image of images) yield await Promise.resolve(image);
    }
    const options = parse({ featurewise_center: true, rescale: 2, zca_whitening: true });
    expect(await fitStatistics(source(), options)).toEqual(await fitStatistics(images, options));
    expect(images).toEqual(ROWS.map(gray));
  });

  it('rejects no images, images of different shapes and no rounds', async () => {
    const options = parse({ featurewise_center: true });
    await expect(fitStatistics([], options)).rejects.toThrow('needs at least one image');
    await expect(fitStatistics([gray([1, 2]), gray([1])], options)).rejects.toThrow(
      'All images must have the same shape: (1, 2, 1). Received: shape=[1,1,1]',
    );
    await expect(fitStatistics([gray([1])], options, { rounds: 0 })).rejects.toThrow('Received: rounds=0');
  });
});
