/** Some training images as augmentation makes them, to be looked at: before rescaling and standardizing. */
import { invalidArgument } from '../core/errors';
import { BatchPlanner } from '../data/batch-planner';
import { toRgba } from '../data/make-batch';
import type { TransformParameters } from '../data/random-transform';
import { withoutStandardizing } from '../data/standardize';
import { generatorsFor } from '../generators';
import { DataWorkerPool } from '../loader/data-worker-pool';
import type { DataSource, PartInfo } from '../protocol/data-protocol';
import { type TrainingOptions, resolveOptions } from '../training-options';
import type { RgbaImage, SheetCell } from './contact-sheet';

/** What to show. The options of a run that choose images and augmentation mean what they mean there. */
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
  | 'workers'
> {
  /** Number of pictures; default 9. */
  count?: number;
  /** One image to show in every picture, by its index or its file name; default: the first batch of a run. */
  image?: number | string;
}

/** A picture, its class, and the file that it was made from. */
export interface PreviewImage extends SheetCell {
  filename: string;
}

/**
 * Augments images of the training part, in the workers.
 *
 * Pictures keep their 0 … 255; arrays of floats are stretched from their smallest to their largest value. With
 * equal seeds these are the images of Keras's `flow_from_directory(batch_size=count)`; with `image` those of
 * `flow(image, batch_size=1)`.
 *
 * @param source What a session trains on.
 * @returns `count` pictures.
 * @throws {PupilaError} 'invalid-argument' when `count` or `image` is wrong; 'bad-archive', 'no-images', 'bad-image'.
 * @example
 * const pictures = await previewImages({ kind: 'url', url: 'pets.zip' }, { image: 'cats/a.png', seed: 0 });
 */
export async function previewImages(
  source: DataSource,
  options: PreviewOptions = {},
): Promise<PreviewImage[]> {
  const { count = 9, image, ...rest } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw invalidArgument('`count` is a positive integer.', { count });
  }
  const read = resolveOptions(rest);
  const pool = new DataWorkerPool(read.workers ?? 1);
  try {
    const { training, classes, imageShape, bytes } = await pool.open(source, null, read);
    const chosen = image === undefined ? null : findImage(training, image);
    const settings = withoutStandardizing(generatorsFor(read.augmentation, bytes, read.shiftAxes).training);
    const samples = chosen === null ? training.samples : 1;
    const planner = new BatchPlanner({
      samples,
      batchSize: Math.min(samples, count),
      shuffle: read.shuffle,
      seed: read.seed,
      imageShape,
      options: settings,
    });
    const { indices, parameters } = plan(planner, count);
    const { x } = await pool.makeBatch({
      part: 'training',
      indices: chosen === null ? indices : indices.fill(chosen),
      parameters,
      options: settings,
      statistics: null,
      classMode: 'none',
      reuse: null,
    });
    const pictures = toPictures(bytes ? x : stretched(x), imageShape);
    return pictures.map((picture, i) => {
      const index = indices[i] as number;
      const label = classes[training.labels[index] as number] as string;
      return { image: picture, label, filename: training.filenames[index] as string };
    });
  } finally {
    pool.dispose();
  }
}

/** The first `count` images that a planner gives, over as many batches as it takes. */
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
    throw invalidArgument(`\`image\` is a file name, or an index from 0 to ${samples - 1}.`, { image });
  }
  const exact = filenames.indexOf(image);
  if (exact >= 0) return exact;
  const ending = filenames.flatMap((name, i) => (name.endsWith(`/${image}`) ? [i] : []));
  if (ending.length === 1) return ending[0] as number;
  const rule =
    ending.length > 1
      ? `\`image\` names one file, not ${ending.length}; add its folder`
      : `\`image\` is a file of the training part, such as ${filenames[0]}`;
  throw invalidArgument(`${rule}.`, { image });
}

/** Values brought to 0 … 255; all 0 where there is one value only. */
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
