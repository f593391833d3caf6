/** Splits the images of a prediction into slices that fit an engine's buffers. */
import type { Images } from '../core/batch';

/** Images per slice if nothing has been computed before: the default `batch_size` of Keras's `predict`. */
export const PREDICT_BATCH_SIZE = 32;

/** Yields the images in slices of at most `maxImages`. */
export function* slicesOf({ x, size, ...rest }: Images, maxImages: number): Generator<Images> {
  const values = x.length / size;
  for (let from = 0; from < size; from += maxImages) {
    const to = Math.min(from + maxImages, size);
    yield { ...rest, x: x.subarray(from * values, to * values), size: to - from };
  }
}
