/**
 * Statistics over a data set, for the featurewise options: Keras's `ImageDataGenerator.fit`. Sums in double; only
 * whitening keeps the pictures in memory. standardize.ts applies the statistics.
 */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { RandomState } from '../../random/random-state';
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import { drawTransform } from './random-transform';
import { type FeaturewiseStatistics, type Whitening, rescale } from './standardize';
import { symmetricEigen } from './symmetric-eigen';
import { applyTransform } from './transform';
import type { FloatImage } from '../../core/types';

/** Arguments of Keras's `fit`. */
export interface FitOptions {
  /** Fit to randomly transformed pictures. Default false. */
  readonly augment?: boolean;
  /** Passes over the data if `augment` is set. Default 1. */
  readonly rounds?: number;
  /** Seed of the transforms; null seeds from the system's entropy. Default null. */
  readonly seed?: number | null;
}

/**
 * Computes what `options` need: mean and standard deviation of each channel, and the whitening matrix.
 *
 * As in Keras, `rescale` is applied before the transforms; `preprocessingFunction` and the samplewise options are not
 * applied. Whitening W = U·diag(√n / (s + `zcaEpsilon`))·Uᵀ with U and s from the singular value decomposition of the
 * centred pictures. With fewer pictures than values, directions in which the pictures do not differ at all are dropped;
 * Keras would amplify their rounding error.
 *
 * @param images Pictures of one shape, 0 … 255. Iterated once per round.
 * @param progress Receives the number of pictures read so far. The whitening matrix follows the last one.
 * @throws {PupilaError} 'invalid-argument' if there are no images, their shapes differ, or `rounds` is below 1.
 * @example
 * const options = parseImageDataGeneratorOptions({ featurewiseCenter: true });
 * standardize(image, options, await fitStatistics(images, options));
 */
export async function fitStatistics(
  images: Iterable<FloatImage> | AsyncIterable<FloatImage>,
  options: ImageDataGeneratorOptions,
  { augment = false, rounds = 1, seed = null }: FitOptions = {},
  progress: (images: number) => void = () => undefined,
): Promise<FeaturewiseStatistics> {
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw invalidArgument(message`\`rounds\` must be a positive integer.`, { rounds });
  }
  const stream = seed === null ? new RandomState() : new RandomState(seed);
  const moments = new ChannelMoments();
  const kept: Float32Array[] = [];
  let read = 0;
  for (let round = 0; round < (augment ? rounds : 1); round++) {
    for await (const image of images) {
      const rescaled = { ...image, data: image.data.slice() };
      if (options.rescale) rescale(rescaled.data, options.rescale);
      const shape = [image.height, image.width, image.channels] as const;
      const seen = augment
        ? applyTransform(rescaled, drawTransform(options, stream, shape), options)
        : rescaled;
      moments.add(seen);
      if (options.zcaWhitening) kept.push(seen.data);
      progress(++read);
    }
  }
  const { mean, std } = moments.result();
  for (const data of kept) data.forEach((value, i) => (data[i] = value - (mean[i % mean.length] as number)));
  return {
    mean: options.featurewiseCenter ? mean : null,
    std: options.featurewiseStdNormalization ? std : null,
    whitening: options.zcaWhitening ? findWhitening(kept, options.zcaEpsilon) : null,
  };
}

/** Running sums of each channel. */
class ChannelMoments {
  #shape: readonly number[] = [];
  #sums: Float64Array<ArrayBuffer> = new Float64Array(0);
  #squares: Float64Array<ArrayBuffer> = new Float64Array(0);
  #pixels = 0;

  add({ height, width, channels, data }: FloatImage): void {
    const shape = [height, width, channels];
    if (this.#pixels === 0) {
      this.#shape = shape;
      this.#sums = new Float64Array(channels);
      this.#squares = new Float64Array(channels);
    } else if (String(shape) !== String(this.#shape)) {
      throw invalidArgument(message`All images must have the same shape: (${this.#shape.join(', ')}).`, {
        shape,
      });
    }
    for (let i = 0, k = 0; i < data.length; i++, k = k + 1 === channels ? 0 : k + 1) {
      const value = data[i] as number;
      this.#sums[k] = (this.#sums[k] as number) + value;
      // Exact, because the square of a float32 fits into a double.
      this.#squares[k] = (this.#squares[k] as number) + value * value;
    }
    this.#pixels += height * width;
  }

  result(): { mean: Float32Array<ArrayBuffer>; std: Float32Array<ArrayBuffer> } {
    const n = this.#pixels;
    if (n === 0) throw invalidArgument(message`\`fitStatistics\` needs at least one image.`, { images: 0 });
    const mean = this.#sums.map((sum) => sum / n);
    const variance = this.#squares.map((square, k) => Math.max(square / n - (mean[k] as number) ** 2, 0));
    return { mean: Float32Array.from(mean), std: Float32Array.from(variance, Math.sqrt) };
  }
}

/** Finds the singular vectors of the matrix whose columns are `rows`, from the smaller of its Gram matrices. */
function findWhitening(rows: readonly Float32Array[], epsilon: number): Whitening {
  const n = rows.length;
  const length = (rows[0] as Float32Array).length;
  const gain = (singular: number): number => Math.sqrt(n) / (singular + epsilon);
  if (n >= length) {
    const features = Array.from({ length }, (_, i) => Float32Array.from(rows, (row) => row[i] as number));
    const { values, vectors } = symmetricEigen(gram(features), length);
    const gains = values.map((value) => gain(Math.sqrt(Math.max(value, 0))));
    return { components: Float32Array.from(vectors), gains };
  }
  const { values, vectors } = symmetricEigen(gram(rows), n);
  const smallest = n * Number.EPSILON * Math.max(...values);
  const found = [...values.keys()].filter((k) => (values[k] as number) > smallest);
  const components = new Float32Array(found.length * length);
  found.forEach((k, at) => {
    const singular = Math.sqrt(values[k] as number);
    const sum = new Float64Array(length);
    rows.forEach((row, j) => {
      const weight = (vectors[k * n + j] as number) / singular;
      for (let i = 0; i < length; i++) sum[i] = (sum[i] as number) + weight * (row[i] as number);
    });
    components.set(sum, at * length);
  });
  return { components, gains: Float64Array.from(found, (k) => gain(Math.sqrt(values[k] as number))) };
}

/** Returns all inner products of `rows`, as a square matrix. */
function gram(rows: readonly Float32Array[]): Float64Array<ArrayBuffer> {
  const n = rows.length;
  const products = new Float64Array(n * n);
  rows.forEach((a, i) => {
    for (let j = i; j < n; j++) {
      const b = rows[j] as Float32Array;
      let sum = 0;
      for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
      products[i * n + j] = products[j * n + i] = sum;
    }
  });
  return products;
}
