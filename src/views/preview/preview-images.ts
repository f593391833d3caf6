/** Previews of training images after augmentation, before rescaling and standardizing. */
import { floatsOf } from '../../core/batch';
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { BatchPlanner } from '../../data/batch/batch-planner';
import { toRgba } from '../../data/batch/make-batch';
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import type { TransformParameters } from '../../data/augment/random-transform';
import { type FeaturewiseStatistics, withoutStandardizing } from '../../data/augment/standardize';
import type { FloatImage } from '../../core/types';
import { generatorsFor } from '../../generator/generators';
import { withAbsoluteUrl } from '../../generator/image-source';
import { DataWorkerPool } from '../../loader/data-worker-pool';
import { fitStatistics, makerFor } from '../../loader/preprocessing';
import type { DatasetInfo, DataSource, Part, PartInfo } from '../../protocol/data-protocol';
import { partOf } from '../../session/preparation';
import { resolveOptions } from '../../options/resolve-options';
import { standardizingPlace } from '../../options/standardizing-place';
import type { TrainingOptions } from '../../options/training-options';
import type { RgbaImage, SheetCell } from './contact-sheet';

/** What to show. Options that select images and augmentation mean the same as in a run. */
export interface PreviewOptions extends Pick<
  TrainingOptions,
  | 'augmentation'
  | 'shiftAxes'
  | 'seed'
  | 'targetSize'
  | 'colorMode'
  | 'interpolation'
  | 'keepAspectRatio'
  | 'classes'
  | 'shuffle'
  | 'onError'
  | 'workers'
> {
  /** Number of pictures. Default 9. */
  count?: number;
  /** Index or file name of one image to show in every picture. Default: the first batch of a run. */
  image?: number | string;
}

/** A picture, its class, and the file it was made from. */
export interface PreviewImage extends SheetCell {
  filename: string;
}

/** A picture as the network receives it: values after preprocessing, rescaling and standardizing. */
export interface PreviewValues {
  image: FloatImage;
  label: string;
  filename: string;
}

/**
 * A data set that stays open for repeated previews. Owner: the caller of `open`, who must call `dispose`.
 *
 * @example
 * const preview = await DatasetPreview.open({ kind: 'url', url: 'pets.zip' });
 * const pictures = await preview.augmented({ image: 'cats/a.png', seed: 0 });
 */
export class DatasetPreview {
  readonly #pool: DataWorkerPool;
  /** Memory of each part's last batch, reused by the next one. */
  readonly #free: Partial<Record<Part, ArrayBuffer>> = {};
  readonly #fitted = new Map<string, Promise<FeaturewiseStatistics>>();
  readonly info: DatasetInfo;

  private constructor(pool: DataWorkerPool, info: DatasetInfo) {
    this.#pool = pool;
    this.info = info;
  }

  /** @throws {PupilaError} 'fetch-failed', 'bad-archive', 'no-images', 'invalid-argument'. */
  static async open(source: DataSource, options: PreviewOptions = {}): Promise<DatasetPreview> {
    const read = resolveOptions(trainingOptions(options));
    const pool = new DataWorkerPool(read.workers ?? 1);
    try {
      return new DatasetPreview(pool, await pool.open(withAbsoluteUrl(source), null, read));
    } catch (error) {
      pool.dispose();
      throw error;
    }
  }

  /**
   * Augments images of the training part, in the workers. Options that select and read files are fixed by `open`.
   *
   * Pictures keep their range of 0 … 255; float arrays are stretched from their smallest to their largest value. With
   * equal seeds these are the images of Keras's `flow_from_directory(batch_size=count)`; with `image`, those of
   * `flow(image, batch_size=1)`.
   *
   * @returns `count` pictures.
   * @throws {PupilaError} 'invalid-argument' if `count` or `image` is wrong; 'bad-image'.
   */
  async augmented(options: PreviewOptions = {}): Promise<PreviewImage[]> {
    const { imageShape, bytes } = this.info;
    const { settings, indices, parameters } = this.#planPreview(options);
    const x = await this.#batch('training', indices, parameters, withoutStandardizing(settings));
    const pictures = toPictures(bytes ? x : stretched(x), imageShape);
    return pictures.map((image, i) => ({ image, ...this.#named('training', indices[i] as number) }));
  }

  /**
   * Returns the same images as the network receives them. Statistics of the training part are computed on first use.
   */
  async values(options: PreviewOptions = {}): Promise<PreviewValues[]> {
    const { settings, indices, parameters, featurewise } = this.#planPreview(options);
    const statistics = featurewise ? await this.#statistics(settings) : null;
    const x = await this.#batch('training', indices, parameters, settings, statistics);
    const [height, width, channels] = this.info.imageShape;
    const size = height * width * channels;
    return Array.from(indices, (index, i) => ({
      image: { height, width, channels, data: x.slice(i * size, (i + 1) * size) },
      ...this.#named('training', index),
    }));
  }

  /** Returns what a run would start with: the images, the random decisions for each, and the generator. */
  #planPreview({ count = 9, image, ...options }: PreviewOptions) {
    checkCount(count);
    const { augmentation, shiftAxes, shuffle, seed } = resolveOptions(options);
    const { training, imageShape, bytes } = this.info;
    const chosen = image === undefined ? null : findImage(training, image);
    const { training: settings, featurewise } = generatorsFor(augmentation, bytes, shiftAxes);
    const samples = chosen === null ? training.samples : 1;
    const batchSize = Math.min(samples, count);
    const planner = new BatchPlanner({ samples, batchSize, shuffle, seed, imageShape, options: settings });
    const { indices, parameters } = plan(planner, count);
    if (chosen !== null) indices.fill(chosen);
    return { settings, featurewise, indices, parameters };
  }

  /** Returns the first images of the validation part, prepared by the validation generator of an augmentation. */
  async validation(options: PreviewOptions = {}): Promise<PreviewImage[]> {
    const { augmentation, shiftAxes, seed } = resolveOptions(trainingOptions(options));
    const { imageShape, bytes } = this.info;
    const { samples } = partOf(this.info, 'validation');
    const settings = withoutStandardizing(generatorsFor(augmentation, bytes, shiftAxes).validation);
    const batchSize = Math.min(samples, options.count ?? 9);
    const planner = new BatchPlanner({
      samples,
      batchSize,
      shuffle: false,
      seed,
      imageShape,
      options: settings,
    });
    const { indices, parameters } = plan(planner, batchSize);
    const x = await this.#batch('validation', indices, parameters, settings);
    const pictures = toPictures(bytes ? x : stretched(x), imageShape);
    return pictures.map((image, i) => ({ image, ...this.#named('validation', indices[i] as number) }));
  }

  /** Returns images as stored in their files, resized to the target size. */
  files(part: Part, indices: readonly number[]): Promise<RgbaImage[]> {
    return Promise.all(indices.map((index) => this.#pool.use((api) => api.picture(part, index))));
  }

  /** Stops the workers. */
  dispose(): void {
    this.#pool.dispose();
  }

  /** Makes a batch, in memory that the next batch reuses. */
  async #batch(
    part: Part,
    indices: Int32Array<ArrayBuffer>,
    parameters: TransformParameters[],
    options: ImageDataGeneratorOptions,
    statistics: FeaturewiseStatistics | null = null,
  ): Promise<Float32Array<ArrayBuffer>> {
    const reuse = this.#free[part] ?? null;
    delete this.#free[part];
    const maker = makerFor(standardizingPlace(options), this.#pool, this.info.imageShape);
    const request = { part, indices, parameters, options, statistics, classMode: 'none' } as const;
    const reply = await maker.makeBatch({ ...request, reuse });
    this.#free[part] = reply.x.buffer;
    return floatsOf(reply);
  }

  #named(part: Part, index: number): { label: string; filename: string } {
    const { labels, filenames } = partOf(this.info, part);
    return {
      label: this.info.classes[labels[index] as number] as string,
      filename: filenames[index] as string,
    };
  }

  /** Computes Keras's `fit`, once per set of options. */
  #statistics(options: ImageDataGeneratorOptions): Promise<FeaturewiseStatistics> {
    const { featurewiseCenter, featurewiseStdNormalization, zcaWhitening, zcaEpsilon, rescale } = options;
    const key = JSON.stringify([
      featurewiseCenter,
      featurewiseStdNormalization,
      zcaWhitening && zcaEpsilon,
      rescale,
    ]);
    const known = this.#fitted.get(key) ?? fitStatistics(this.#pool, 'training', options);
    this.#fitted.set(key, known);
    return known;
  }
}

function checkCount(count = 9): void {
  if (!Number.isInteger(count) || count < 1) {
    throw invalidArgument(message`\`count\` must be a positive integer.`, { count });
  }
}

function trainingOptions({ count: _count, image: _image, ...options }: PreviewOptions): TrainingOptions {
  return options;
}

/** Returns the first `count` images of a planner, from as many batches as needed. */
function plan(planner: BatchPlanner, count: number) {
  const indices: number[] = [];
  const parameters: TransformParameters[] = [];
  while (indices.length < count) {
    const batch = planner.next();
    indices.push(...batch.indices);
    parameters.push(...batch.parameters);
  }
  return { indices: Int32Array.from(indices.slice(0, count)), parameters: parameters.slice(0, count) };
}

function findImage({ filenames, samples }: PartInfo, image: number | string): number {
  if (typeof image === 'number') {
    if (Number.isInteger(image) && image >= 0 && image < samples) return image;
    throw invalidArgument(message`\`image\` must be a file name, or an index from 0 to ${samples - 1}.`, {
      image,
    });
  }
  const exact = filenames.indexOf(image);
  if (exact >= 0) return exact;
  const ending = filenames.flatMap((name, i) => (name.endsWith(`/${image}`) ? [i] : []));
  if (ending.length === 1) return ending[0] as number;
  const rule =
    ending.length > 1
      ? message`\`image\` must name one file, not ${ending.length}; add its folder.`
      : message`\`image\` must be the index or the file name of a training picture, such as 0 or ${String(filenames[0])}.`;
  throw invalidArgument(rule, { image });
}

/** Stretches values to 0 … 255; all 0 if they are equal. */
function stretched(x: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  let [min, max] = [Infinity, -Infinity];
  for (const value of x) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return x.map((value) => (max > min ? ((value - min) / (max - min)) * 255 : 0));
}

function toPictures(
  x: Float32Array<ArrayBuffer>,
  [height, width, channels]: readonly [number, number, number],
): RgbaImage[] {
  const size = height * width * channels;
  return Array.from({ length: x.length / size }, (_, i) => ({
    width,
    height,
    data: toRgba(x.subarray(i * size, (i + 1) * size), channels),
  }));
}
