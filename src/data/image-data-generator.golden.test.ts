/**
 * Every case of `idg.json`: what Keras's ImageDataGenerator drew from a seed, and the picture that it made.
 */
import { describe, expect, it } from 'vitest';
import { RandomState } from '../random/random-state';
import { fitStatistics } from './fit-statistics';
import { GOLDEN_ROOTS, maxError, readImage, readJson, readNpy } from './golden.testing';
import { parseImageDataGeneratorOptions } from './image-data-generator-options';
import { type TransformParameters, drawTransform } from './random-transform';
import { standardize } from './standardize';
import { applyTransform } from './transform';

interface KerasParameters {
  theta: number;
  tx: number;
  ty: number;
  shear: number;
  zx: number;
  zy: number;
  flip_horizontal: number;
  flip_vertical: number;
  channel_shift_intensity: number | null;
  brightness: number | null;
}

interface Golden {
  configs: Record<string, Record<string, unknown>>;
  cases: { config: string; image: string; seed: number; params: KerasParameters; output: string }[];
  featurewise: { input: string; mean: number[]; std: number[]; output: string };
}

/** Grey levels, of 0 … 255. */
const PIXEL_TOLERANCE = 1e-3;
/** Values of standardized pictures are deviations: about ±3. */
const DEVIATION_TOLERANCE = 1e-5;

function fromKeras(params: KerasParameters): TransformParameters {
  const {
    flip_horizontal,
    flip_vertical,
    channel_shift_intensity,
    theta,
    tx,
    ty,
    shear,
    zx,
    zy,
    brightness,
  } = params;
  return {
    ...{ theta, tx, ty, shear, zx, zy, brightness },
    flipHorizontal: flip_horizontal === 1,
    flipVertical: flip_vertical === 1,
    channelShiftIntensity: channel_shift_intensity,
  };
}

if (!GOLDEN_ROOTS.includes('../shared/golden')) {
  it.skip('the bigger set of references is not beside the repository', () => undefined);
}

describe.each(GOLDEN_ROOTS)('%s/idg.json', (root) => {
  const { configs, cases, featurewise } = readJson<Golden>(`${root}/idg.json`);

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

  it('featurewise statistics and what they make of the pictures', async () => {
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
