/** Model outputs as class probabilities. */
import { argMax } from '../core/arg-max';

/** The predictions of a model for some images. */
export interface Predictions {
  /** Probability of each class, one row an image. */
  probabilities: Float32Array[];
  /** Index of the most probable class of each image; where a probability is NaN, of the first that is, as in NumPy. */
  classes: number[];
}

/**
 * Cuts outputs into rows; one sigmoid unit p becomes the two classes (1 − p, p).
 *
 * @param outputs `size × units` values.
 */
export function toPredictions(outputs: Float32Array, size: number): Predictions {
  const units = outputs.length / size;
  const probabilities = Array.from({ length: size }, (_, i) => {
    const row = outputs.subarray(i * units, (i + 1) * units);
    return units === 1 ? Float32Array.of(1 - (row[0] as number), row[0] as number) : Float32Array.from(row);
  });
  return { probabilities, classes: probabilities.map(argMax) };
}
