/**
 * Batches of a generator with a `preprocessingFunction`. A function cannot be sent to a worker, so the workers stop
 * after the transforms; the function and the steps after it (rescaling, centring, whitening) run on the main
 * thread.
 */
import { floatsOf } from '../core/batch';
import type { ImageDataGeneratorOptions } from '../options/image-data-generator-options';
import { standardize, withoutStandardizing } from '../data/augment/standardize';
import type { BatchReply, BatchRequest } from '../protocol/data-protocol';

/** What a loader needs from the workers: the pool, or anything else that makes batches. */
export interface BatchMaker {
  makeBatch(request: BatchRequest): Promise<BatchReply>;
}

/** Returns the maker for these options: the workers, or the workers followed by the main thread. */
export function makerFor(
  maker: BatchMaker,
  { preprocessingFunction }: ImageDataGeneratorOptions,
  imageShape: readonly [number, number, number],
): BatchMaker {
  return preprocessingFunction ? withPreprocessing(maker, imageShape) : maker;
}

/** Wraps a maker so that standardizing runs on this thread. */
function withPreprocessing(
  maker: BatchMaker,
  [height, width, channels]: readonly [number, number, number],
): BatchMaker {
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
