/** Runs every case of `idg.json`: what Keras's ImageDataGenerator drew from a seed, and the resulting picture. */
import { describe, expect, it } from 'vitest';
import { RandomState } from '../../random/random-state';
import { fitStatistics } from './fit-statistics';
import {
  DEVIATION_TOLERANCE,
  PIXEL_TOLERANCE,
  type TransformReferences,
  fromKeras,
  maxError,
} from '../golden-cases.testing';
import { GOLDEN_ROOTS, readImage, readJson, readNpy } from '../golden.testing';
import { parseImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import { drawTransform } from './random-transform';
import { standardize } from './standardize';
import { applyTransform } from './transform';

if (!GOLDEN_ROOTS.includes('../shared/golden')) {
  it.skip('the bigger set of references is not beside the repository', () => undefined);
}

describe.each(GOLDEN_ROOTS)('%s/idg.json', (root) => {
  const { configs, cases, featurewise } = readJson<TransformReferences>(`${root}/idg.json`);

  it.each(cases)('$config from seed $seed', ({ config, image: path, seed, params, output }) => {
    const options = parseImageDataGeneratorOptions(configs[config]);
    const image = readImage(`${root}/${path}`);
    const before = image.data.slice();
    const drawn = drawTransform(options, new RandomState(seed), [image.height, image.width, image.channels]);
    expect(drawn).toEqual(fromKeras(params));

    const transformed = applyTransform(image, drawn, options);
    expect(image.data).toEqual(before);
    const expected = readNpy(`${root}/${output}`);
    expect(expected.shape).toEqual([image.height, image.width, image.channels]);
    const error = maxError(standardize(transformed, options).data, expected.data);
    const whole = expected.data.every(Number.isInteger);
    const tolerance = options.samplewiseCenter
      ? DEVIATION_TOLERANCE
      : PIXEL_TOLERANCE * (options.rescale ?? 1);
    expect(error).toBeLessThanOrEqual(whole ? 0 : tolerance);
  });

  it('featurewise statistics and the resulting pictures', async () => {
    const input = readNpy(`${root}/${featurewise.input}`);
    const [count, height, width, channels] = input.shape as [number, number, number, number];
    const size = height * width * channels;
    const images = Array.from({ length: count }, (_, i) => {
      return { height, width, channels, data: input.data.slice(i * size, (i + 1) * size) };
    });
    const options = parseImageDataGeneratorOptions({ featurewise_std_normalization: true });
    const statistics = await fitStatistics(images, options);
    expect(maxError(statistics.mean as Float32Array, featurewise.mean)).toBeLessThan(PIXEL_TOLERANCE);
    expect(maxError(statistics.std as Float32Array, featurewise.std)).toBeLessThan(PIXEL_TOLERANCE);
    const output = images.flatMap((image) => Array.from(standardize(image, options, statistics).data));
    expect(maxError(output, readNpy(`${root}/${featurewise.output}`).data)).toBeLessThan(DEVIATION_TOLERANCE);
  });
});
