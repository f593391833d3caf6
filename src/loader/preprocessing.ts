/**
 * Standardizes what the workers return, where `standardizingPlace` is the main thread: runs the
 * `preprocessingFunction` and the steps after it (rescaling, centring, whitening). The workers never get the function.
 */
import { proxy } from 'comlink';
import { floatsOf } from '../core/batch';
import { type PictureShape, shapeOfOptions } from '../core/picture-shape';
import type { FitOptions } from '../data/augment/fit-statistics';
import { type FeaturewiseStatistics, standardize, withoutStandardizing } from '../data/augment/standardize';
import type { LoadImageOptions } from '../data/batch/load-image';
import type { ImageDataGeneratorOptions } from '../options/image-data-generator-options';
import { type StandardizingPlace, standardizingPlace } from '../options/standardizing-place';
import type { BatchReply, BatchRequest, Part } from '../protocol/data-protocol';
import type { DataWorkerPool } from './data-worker-pool';

/** What a loader needs from the workers: the pool, or anything else that makes batches. */
export interface BatchMaker {
  makeBatch(request: BatchRequest): Promise<BatchReply>;
}

/** Returns the maker for a place: the workers, or the workers followed by the main thread. */
export function makerFor(place: StandardizingPlace, maker: BatchMaker, shape: PictureShape): BatchMaker {
  return place === 'main-thread' ? withPreprocessing(maker, shape) : maker;
}

/** Wraps a maker so that standardizing runs on this thread. */
function withPreprocessing(maker: BatchMaker, [height, width, channels]: PictureShape): BatchMaker {
  const size = height * width * channels;
  return {
    async makeBatch(request) {
      const { options, statistics, classMode } = request;
      const reply = await maker.makeBatch({ ...request, options: withoutStandardizing(options) });
      const x = floatsOf(reply);
      for (let i = 0; i < request.indices.length; i++) {
        const data = x.subarray(i * size, (i + 1) * size);
        const result = standardize({ height, width, channels, data }, options, statistics).data;
        if (result !== data) data.set(result);
      }
      return { ...reply, x, y: classMode === 'input' ? x.slice() : reply.y };
    },
  };
}

/** How picture files are read, and prepared like validation images. */
export interface PicturePreparation {
  read: LoadImageOptions;
  generator: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
}

/** One picture file, how to read it, and how to prepare it. */
export interface PictureRequest extends PicturePreparation {
  file: Blob;
  /** Name for errors. */
  name: string;
}

/** Reads a picture file and prepares it like a validation image. Rejects with 'bad-image' if it cannot be read. */
export async function preparePicture(
  pool: Pick<DataWorkerPool, 'use'>,
  { file, name, read, generator, statistics }: PictureRequest,
): Promise<Float32Array<ArrayBuffer>> {
  const isHere = standardizingPlace(generator) === 'main-thread';
  const inWorker = isHere ? withoutStandardizing(generator) : generator;
  const data = await pool.use((api) => api.prepare(file, name, inWorker, statistics, read));
  if (!isHere) return data;
  const [height, width, channels] = shapeOfOptions(read);
  return standardize({ height, width, channels, data }, generator, statistics).data;
}

/**
 * Computes Keras's `fit` in a worker. As in Keras, without the `preprocessingFunction`.
 *
 * @param progress Receives the number of pictures read so far.
 */
export function fitStatistics(
  pool: Pick<DataWorkerPool, 'use'>,
  part: Part,
  generator: ImageDataGeneratorOptions,
  fit?: FitOptions,
  progress?: (images: number) => void,
): Promise<FeaturewiseStatistics> {
  const options = { ...generator, preprocessingFunction: null };
  return pool.use((api) => api.fitStatistics(part, options, fit, progress && proxy(progress)));
}
