/** Keras's `ImageDataGenerator` with `fit`, `flow` and `flow_from_directory`, on top of the data workers. */
import { partName } from '../core/part-name';
import { PupilaError, invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { BatchPlanner } from '../data/batch/batch-planner';
import { type Labels, checkImages, flowArrays, takeLabels } from '../data/batch/flow-arrays';
import type {
  BatchOptions,
  FitArguments,
  FitSourceOptions,
  FlowFromDirectoryOptions,
  FlowOptions,
  ReadOptions,
} from '../options/flow-options';
import {
  parseFitOptions,
  parseFitSourceOptions,
  parseFlowFromDirectoryOptions,
  parseFlowOptions,
} from '../options/parse-flow-options';
import {
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from '../options/image-data-generator-options';
import type { UserOptions } from '../options/option-rules';
import { type TransformParameters, drawTransform } from '../data/augment/random-transform';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import { type ClassMode, type NumberArray, defaultClassMode } from '../core/types';
import { ImageIterator, type ImageIteratorParts } from './image-iterator';
import { type ImageSource, toDataSource } from './image-source';
import { DataLoader } from '../loader/data-loader';
import { DataWorkerPool, defaultPrefetch } from '../loader/data-worker-pool';
import { fitStatistics } from '../loader/preprocessing';
import type { DatasetInfo, DataSource, Part, PartInfo } from '../protocol/data-protocol';
import { RandomState } from '../random/random-state';

/** Arguments of `flowFromDirectory`, in camelCase or snake_case. Null stands for Python's None. */
export type FlowFromDirectoryArguments = UserOptions<
  Omit<FlowFromDirectoryOptions, 'classMode'> & { classMode: ClassMode | 'auto' | null }
>;

/** Read options for images in memory, where no picture is read. */
const DEFAULT_READ_OPTIONS: ReadOptions = parseFitSourceOptions({});

/** A pool with an open data set, and the requested part. */
interface Opened {
  pool: DataWorkerPool;
  dataset: DatasetInfo;
  part: Part;
  info: PartInfo;
}

/**
 * Generates batches of augmented images in data workers. Equal seeds give the same batches as Keras.
 *
 * A `preprocessingFunction` cannot be sent to a worker. It and the steps after it (rescaling, centring, whitening) run
 * on the main thread; the workers do the rest.
 *
 * @example
 * const generator = new ImageDataGenerator({ rescale: 1 / 255, rotation_range: 40, horizontal_flip: true });
 * const batches = await generator.flowFromDirectory('pets.zip', { target_size: [150, 150], seed: 0 });
 * const { x, y } = await batches.next();
 * batches.dispose();
 */
export class ImageDataGenerator {
  /** All options, with defaults filled in. */
  readonly options: ImageDataGeneratorOptions;
  #statistics: FeaturewiseStatistics | null = null;

  /** @throws {PupilaError} 'invalid-argument' with the option, its rule and the received value. */
  constructor(options: UserOptions<ImageDataGeneratorOptions> = {}) {
    this.options = parseImageDataGeneratorOptions(options);
  }

  /** Mean of each channel, computed by `fit`. Null before `fit`, or if no option needs it. */
  get mean(): Float32Array<ArrayBuffer> | null {
    return this.#statistics?.mean ?? null;
  }

  /** Standard deviation of each channel, computed by `fit`. Null before `fit`, or if no option needs it. */
  get std(): Float32Array<ArrayBuffer> | null {
    return this.#statistics?.std ?? null;
  }

  /**
   * Draws the random transform of one image, as Keras's `get_random_transform`.
   *
   * @param imageShape Height, width, channels.
   * @param seed Null (default) seeds from the system's entropy.
   */
  getRandomTransform(
    imageShape: readonly [number, number, number],
    seed: number | null = null,
  ): TransformParameters {
    return drawTransform(this.options, new RandomState(seed ?? undefined), imageShape);
  }

  /**
   * Computes the statistics for the featurewise options and whitening, as Keras's `fit`. Runs in a worker.
   *
   * @param data Images of shape (images, height, width, channels), as in Keras, or a data set of pictures.
   * @param options `augment`, `rounds`, `seed`. For a data set also how its pictures are found and read.
   * @throws {PupilaError} 'invalid-argument', 'fetch-failed', 'bad-archive', 'no-images', 'bad-image', 'aborted'.
   */
  async fit(data: NumberArray, options?: UserOptions<FitArguments>): Promise<void>;
  async fit(data: ImageSource, options?: UserOptions<FitSourceOptions>): Promise<void>;
  async fit(data: NumberArray | ImageSource, options: object = {}): Promise<void> {
    const array = isArray(data);
    const read = array
      ? { ...parseFitSourceOptions({}), ...parseFitOptions(options) }
      : parseFitSourceOptions(options);
    if (array) checkImages(data);
    const { augment, rounds, seed } = read;
    const source = array ? arraySource(data) : toDataSource(data);
    const { pool, part } = await this.#open(source, read, { ...read, workers: 1 });
    try {
      this.#statistics = await fitStatistics(pool, part, this.options, { augment, rounds, seed });
    } finally {
      pool.dispose();
    }
  }

  /**
   * Returns an iterator over the pictures of a data set, as Keras's `flow_from_directory`.
   *
   * @param source A zip or `.npz` file, its address, or the files of a folder.
   * @param options Keras's names in camelCase or snake_case, with Keras's defaults. See `FlowFromDirectoryOptions`.
   * @throws {PupilaError} 'invalid-argument', 'fetch-failed', 'bad-archive', 'no-images', 'aborted'.
   */
  async flowFromDirectory(
    source: ImageSource,
    options: FlowFromDirectoryArguments = {},
  ): Promise<ImageIterator> {
    const flow = parseFlowFromDirectoryOptions(options);
    const opened = await this.#open(toDataSource(source), flow, flow);
    const { classes } = opened.dataset;
    const classMode = flow.classMode === 'auto' ? defaultClassMode(classes.length) : flow.classMode;
    return this.#iterate(opened, flow, classMode);
  }

  /**
   * Returns an iterator over images in memory, as Keras's `flow`.
   *
   * @param x Images of shape (images, height, width, channels).
   * @param y Labels of shape (images, …), returned as float32. Null (default): images only.
   * @param options Keras's names in camelCase or snake_case, with Keras's defaults. See `FlowOptions`.
   * @throws {PupilaError} 'invalid-argument', 'aborted'.
   */
  async flow(
    x: NumberArray,
    y: Labels | null = null,
    options: UserOptions<FlowOptions> = {},
  ): Promise<ImageIterator> {
    const flow = parseFlowOptions(options);
    const selected = flowArrays(x, y, flow, this.options.validationSplit);
    const labels = selected.y;
    // The subset is selected here, so the workers only receive its images.
    const opened = await this.#open(arraySource(selected.x), DEFAULT_READ_OPTIONS, { ...flow, subset: null });
    return this.#iterate(opened, flow, 'none', labels && ((indices) => takeLabels(labels, indices)));
  }

  /** Opens a data set in new workers. They are disposed of on failure or when `signal` aborts. */
  async #open(
    source: DataSource,
    read: ReadOptions,
    { subset, workers, signal }: Pick<BatchOptions, 'subset' | 'workers' | 'signal'>,
  ): Promise<Opened> {
    const pool = new DataWorkerPool(workers ?? undefined);
    const stop = (): void => pool.dispose();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const validationSplit = subset === null ? 0 : this.options.validationSplit;
      const dataset = await pool.open(source, null, { ...read, validationSplit });
      const part = subset ?? 'training';
      const info = dataset[part];
      if (!info && validationSplit > 0)
        throw new PupilaError('no-images', message`The ${partName(part)} part has no pictures.`);
      if (!info || (subset && !dataset.validation && validationSplit === 0)) {
        const rule = message`\`subset\` needs a \`validation_split\`, or data with a \`validation/\` folder.`;
        throw invalidArgument(rule, { subset, validation_split: validationSplit });
      }
      if (info.samples === 0)
        throw new PupilaError('no-images', message`The ${partName(part)} part has no pictures.`);
      return { pool, dataset, part, info };
    } catch (error) {
      stop();
      throw error;
    }
  }

  #iterate(
    { pool, dataset, part, info }: Opened,
    { batchSize, shuffle, seed, workers, prefetch }: BatchOptions,
    classMode: ClassMode,
    take: ImageIteratorParts['takeLabels'] | null = null,
  ): ImageIterator {
    const { imageShape, classes, warnings, skipped } = dataset;
    const { samples, filenames, labels } = info;
    const planner = new BatchPlanner({
      samples,
      batchSize,
      shuffle,
      seed,
      imageShape,
      options: this.options,
    });
    const loader = new DataLoader(pool, {
      part,
      planner,
      imageShape,
      classMode,
      statistics: this.#statistics,
      prefetch: prefetch ?? defaultPrefetch(workers),
    });
    const parts = { pool, loader, batchSize, classMode, filenames, labels, classes, warnings, skipped };
    return new ImageIterator(take ? { ...parts, takeLabels: take } : parts);
  }
}

const isArray = (data: NumberArray | ImageSource): data is NumberArray =>
  typeof data === 'object' && data !== null && 'shape' in data;

const arraySource = (images: NumberArray): DataSource => ({ kind: 'array', images, name: 'x' });
