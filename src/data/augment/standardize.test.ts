import { describe, expect, it } from 'vitest';
import { parseImageDataGeneratorOptions as parse } from '../../options/image-data-generator-options';
import { type FeaturewiseStatistics, standardize } from './standardize';
import type { FloatImage } from '../../core/types';

const picture = (...values: number[]): FloatImage => {
  return { height: 1, width: values.length / 2, channels: 2, data: Float32Array.from(values) };
};
const NONE: FeaturewiseStatistics = { mean: null, std: null, whitening: null };

describe('standardize', () => {
  it('works in place, and changes nothing by default', () => {
    const image = picture(1, 2, 3, 4);
    expect(standardize(image, parse({}))).toBe(image);
    expect([...image.data]).toEqual([1, 2, 3, 4]);
    standardize(image, parse({ rescale: 1 / 255 }));
    expect(image.data).toEqual(Float32Array.from([1, 2, 3, 4], (v) => v * Math.fround(1 / 255)));
  });

  it('calls preprocessingFunction first, and rescales its result', () => {
    const double = (image: FloatImage): FloatImage => ({ ...image, data: image.data.map((v) => v * v) });
    const result = standardize(picture(1, 2, 3, 4), parse({ preprocessingFunction: double, rescale: 0.5 }));
    expect([...result.data]).toEqual([0.5, 2, 4.5, 8]);
    const shrink = (image: FloatImage): FloatImage => ({ ...image, width: 1, data: image.data.slice(2) });
    expect(() => standardize(picture(1, 2, 3, 4), parse({ preprocessingFunction: shrink }))).toThrow(
      '`preprocessingFunction` must return an image of shape (1, 2, 2). Received: shape=[1,1,2]',
    );
  });

  it('centres each picture over all channels, and divides by its deviation', () => {
    expect([...standardize(picture(1, 2, 3, 6), parse({ samplewise_center: true })).data]).toEqual([
      -2, -1, 0, 3,
    ]);
    const { data } = standardize(picture(1, 2, 3, 6), parse({ samplewise_std_normalization: true }));
    const deviation = Math.sqrt(3.5);
    [-2, -1, 0, 3].forEach((v, i) => expect(data[i]).toBeCloseTo(v / deviation, 5));
    expect([...standardize(picture(5, 5), parse({ samplewise_std_normalization: true })).data]).toEqual([
      0, 0,
    ]);
  });

  it('uses the statistics of each channel', () => {
    const options = parse({ featurewise_std_normalization: true });
    const statistics = { ...NONE, mean: Float32Array.of(1, 2), std: Float32Array.of(2, 4) };
    const { data } = standardize(picture(3, 6, 5, 10), options, statistics);
    [1, 1, 2, 2].forEach((v, i) => expect(data[i]).toBeCloseTo(v, 5));
  });

  it('whitens by the factors of a matrix', () => {
    const components = Float32Array.of(0.6, 0.8, -0.8, 0.6);
    const statistics = {
      ...NONE,
      mean: Float32Array.of(0, 0),
      whitening: { components, gains: Float64Array.of(2, 1) },
    };
    const { data } = standardize(picture(1, 2), parse({ zca_whitening: true }), statistics);
    // W = 2·u₁u₁ᵀ + u₂u₂ᵀ = [[1.36, 0.48], [0.48, 1.64]].
    expect(data[0]).toBeCloseTo(1.36 + 0.96, 5);
    expect(data[1]).toBeCloseTo(0.48 + 3.28, 5);
  });

  it.each(['featurewise_center', 'featurewise_std_normalization', 'zca_whitening'])(
    '%s needs statistics',
    (option) => {
      const zca = option === 'zca_whitening' ? { ...NONE, mean: Float32Array.of(0, 0) } : null;
      expect(() => standardize(picture(1, 2), parse({ [option]: true }), zca)).toThrow(
        'call `fitStatistics` first',
      );
    },
  );

  it('rejects statistics of other pictures', () => {
    const mean = Float32Array.of(1, 2, 3);
    expect(() => standardize(picture(1, 2), parse({ featurewise_center: true }), { ...NONE, mean })).toThrow(
      'The statistics of `featurewiseCenter` are for images with 3 channels. Received: channels=2',
    );
    const whitening = { components: new Float32Array(8), gains: new Float64Array(2) };
    const statistics = { ...NONE, mean: Float32Array.of(0, 0), whitening };
    expect(() => standardize(picture(1, 2), parse({ zca_whitening: true }), statistics)).toThrow(
      'The statistics of `zcaWhitening` are for images with 4 values. Received: values=2',
    );
  });
});
