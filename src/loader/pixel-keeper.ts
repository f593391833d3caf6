/**
 * Allocates the workers' cache for decoded pictures: shared by all if memory can be shared, otherwise one part
 * each.
 */
import { type Remote, transfer } from 'comlink';
import { canShareMemory } from '../core/shared-memory';
import { type PixelMemory, allocatePixels } from '../data/batch/pixel-cache';
import type { DatasetInfo, DataWorkerApi, Part } from '../protocol/data-protocol';

/**
 * Returns a function that gives a worker its cache. Call it for each worker that has the data set open.
 *
 * @param budget Bytes for all workers together: training images first, then validation images.
 * @param workers Number of workers.
 */
export function pixelKeeper(
  info: Pick<DatasetInfo, Part>,
  budget: number,
  workers: number,
): (api: Remote<DataWorkerApi>) => Promise<void> {
  if (canShareMemory()) {
    const memory = allocateParts(info, budget, true);
    return (api) => api.useCache(memory);
  }
  return (api) => {
    const memory = allocateParts(info, budget / workers, false);
    const buffers = Object.values(memory).flatMap(({ pixels, present }) => [pixels, present]);
    return api.useCache(transfer(memory, buffers as ArrayBuffer[]));
  };
}

function allocateParts(
  { training, validation }: Pick<DatasetInfo, Part>,
  budget: number,
  shared: boolean,
): Record<Part, PixelMemory> {
  const first = allocatePixels(training.samples, training.imageBytes, budget, shared);
  const rest = budget - first.pixels.byteLength;
  const second = allocatePixels(validation?.samples ?? 0, validation?.imageBytes ?? 0, rest, shared);
  return { training: first, validation: second };
}
