/** Converts model outputs to class probabilities. */
import { argMax } from '../core/arg-max';

/** A model's predictions for some images. */
export interface Predictions {
  /** One row per image with the probability of each class. */
  probabilities: Float32Array[];
  /** Index of each image's most probable class. If a row contains NaN, the index of the first NaN, as in NumPy. */
  classes: number[];
}

/**
 * Splits outputs into rows. One sigmoid unit p becomes the two classes (1 − p, p).
 *
 * @param outputs `size × units` values.
 * @param size Number of images.
 */
export function toPredictions(outputs: Float32Array, size: number): Predictions {
  const units = outputs.length / size;
  const probabilities = Array.from({ length: size }, (_, i) => {
    const row = outputs.subarray(i * units, (i + 1) * units);
    return units === 1 ? Float32Array.of(1 - (row[0] as number), row[0] as number) : Float32Array.from(row);
  });
  return { probabilities, classes: probabilities.map(argMax) };
}
