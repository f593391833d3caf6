/** Predictions of any number of images, in slices of those that an engine has room for. */
import type { Images } from '../core/batch';

/** Images of a prediction that comes before anything else was computed: Keras's `batch_size`. */
export const PREDICTED_AT_ONCE = 32;

/** Images in slices of at most so many. */
export function* slicesOf({ x, size, ...rest }: Images, most: number): Generator<Images> {
  const values = x.length / size;
  for (let from = 0; from < size; from += most) {
    const to = Math.min(from + most, size);
    yield { ...rest, x: x.subarray(from * values, to * values), size: to - from };
  }
}
