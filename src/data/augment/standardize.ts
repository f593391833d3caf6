/**
 * What Keras does to a picture's values after the transforms: `ImageDataGenerator.standardize`. fit-statistics.ts
 * computes the statistics over a data set that it may need.
 */
import { PupilaError, invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import type { FloatImage } from '../../core/types';

/** Keras adds this to a standard deviation to avoid division by zero. */
const STD_EPSILON = Math.fround(1e-6);

/** A whitening matrix W = Σₖ gainₖ·uₖ·uₖᵀ, stored as factors: the D×D matrix would be too large for real pictures. */
export interface Whitening {
  /** The orthonormal uₖ, one after the other; each has D = height × width × channels values. */
  readonly components: Float32Array<ArrayBuffer>;
  /** One gain per component: √n / (singular value + `zcaEpsilon`). */
  readonly gains: Float64Array<ArrayBuffer>;
}

/** Statistics over a data set; null if no option needs them. Plain data, so it can be sent to another thread. */
export interface FeaturewiseStatistics {
  /** Mean of each channel. */
  readonly mean: Float32Array<ArrayBuffer> | null;
  /** Standard deviation of each channel. */
  readonly std: Float32Array<ArrayBuffer> | null;
  readonly whitening: Whitening | null;
}

/**
 * Standardizes a picture in place, in Keras's order: `preprocessingFunction`, `rescale`, samplewise centre and
 * deviation, featurewise centre and deviation, whitening.
 *
 * Throws if a featurewise option lacks statistics; Keras only warns.
 *
 * @param image Changed in place.
 * @param statistics Result of `fitStatistics`; required for the featurewise options and `zcaWhitening`.
 * @returns `image`, or the result of `preprocessingFunction`.
 * @throws {PupilaError} 'invalid-argument' if statistics are missing or were fitted to pictures of another shape, or if
 *   `preprocessingFunction` returned another shape.
 */
export function standardize(
  image: FloatImage,
  options: ImageDataGeneratorOptions,
  statistics: FeaturewiseStatistics | null = null,
): FloatImage {
  const result = options.preprocessingFunction ? preprocess(image, options.preprocessingFunction) : image;
  const { data, channels } = result;
  if (options.rescale) rescale(data, options.rescale);
  if (options.samplewiseCenter) subtract(data, [mean(data)]);
  if (options.samplewiseStdNormalization) divide(data, [Math.fround(Math.sqrt(variance(data)))]);
  if (options.featurewiseCenter) subtract(data, needed(statistics?.mean, 'featurewiseCenter', channels));
  if (options.featurewiseStdNormalization) {
    divide(data, needed(statistics?.std, 'featurewiseStdNormalization', channels));
  }
  if (options.zcaWhitening) whiten(data, statistics?.whitening);
  return result;
}

/** Returns the options without everything that `standardize` applies. */
export function withoutStandardizing(options: ImageDataGeneratorOptions): ImageDataGeneratorOptions {
  return {
    ...options,
    preprocessingFunction: null,
    rescale: null,
    samplewiseCenter: false,
    samplewiseStdNormalization: false,
    featurewiseCenter: false,
    featurewiseStdNormalization: false,
    zcaWhitening: false,
  };
}

/** Multiplies all values by `factor`, in float32, as NumPy does. */
export function rescale(data: Float32Array, factor: number): void {
  const single = Math.fround(factor);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * single;
}

function preprocess(image: FloatImage, run: (image: FloatImage) => FloatImage): FloatImage {
  const result = run(image);
  const before = [image.height, image.width, image.channels];
  const after = [result.height, result.width, result.channels];
  if (String(before) === String(after) && result.data.length === image.data.length) return result;
  throw invalidArgument(
    message`\`preprocessingFunction\` must return an image of shape (${before.join(', ')}).`,
    {
      shape: after,
    },
  );
}

function mean(data: Float32Array): number {
  let sum = 0;
  for (const value of data) sum += value;
  return Math.fround(sum / data.length);
}

function variance(data: Float32Array): number {
  const centre = mean(data);
  let sum = 0;
  for (const value of data) sum += (value - centre) ** 2;
  return sum / data.length;
}

/** Subtracts one value per channel; a single value applies to all channels. */
function subtract(data: Float32Array, values: ArrayLike<number>): void {
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) - (values[i % values.length] as number);
}

/** Divides by one deviation per channel, plus Keras's epsilon; a single deviation applies to all channels. */
function divide(data: Float32Array, deviations: ArrayLike<number>): void {
  const divisors = Float32Array.from(deviations, (deviation) => deviation + STD_EPSILON);
  for (let i = 0; i < data.length; i++)
    data[i] = (data[i] as number) / (divisors[i % divisors.length] as number);
}

function needed(values: Float32Array | null | undefined, option: string, channels: number): Float32Array {
  if (!values) throw noStatistics(option);
  if (values.length === channels) return values;
  throw invalidArgument(
    message`The statistics of \`${option}\` are for images with ${values.length} channels.`,
    {
      channels,
    },
  );
}

const noStatistics = (option: string): PupilaError =>
  new PupilaError('invalid-argument', message`\`${option}\` needs statistics: call \`fitStatistics\` first.`);

/** x ← x·W, W symmetric. */
function whiten(data: Float32Array, whitening: Whitening | null | undefined): void {
  if (!whitening) {
    throw noStatistics('zcaWhitening');
  }
  const { components, gains } = whitening;
  if (components.length !== gains.length * data.length) {
    const values = components.length / gains.length;
    throw invalidArgument(message`The statistics of \`zcaWhitening\` are for images with ${values} values.`, {
      values: data.length,
    });
  }
  const white = new Float64Array(data.length);
  gains.forEach((gain, k) => {
    const component = components.subarray(k * data.length, (k + 1) * data.length);
    let projection = 0;
    for (let i = 0; i < data.length; i++) projection += (data[i] as number) * (component[i] as number);
    for (let i = 0; i < data.length; i++) {
      white[i] = (white[i] as number) + gain * projection * (component[i] as number);
    }
  });
  data.set(white);
}
