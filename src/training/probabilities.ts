/** Converts model outputs to class probabilities. */
import { argMax } from '../core/arg-max';
import type { Loss } from '../options/loss-config';
import { resolveLoss } from '../options/resolve-loss';
import type { OutputHead } from '../options/new-head';
import { applyHead } from './head';

/**
 * What a model's outputs are: probabilities, logits, or margins around 0 as hinge losses make them.
 */
export type OutputMeaning = 'probabilities' | 'logits' | 'margins';

/**
 * Returns what a model's outputs are.
 *
 * @param head The end of the model.
 * @param loss The loss it is trained with; null if it is not known. Outputs without an activation then are logits.
 */
export function outputMeaning({ activation }: OutputHead, loss: Loss | null): OutputMeaning {
  if (activation === 'sigmoid' || activation === 'softmax') return 'probabilities';
  if (loss === null) return activation === 'linear' ? 'logits' : 'probabilities';
  const { name, fromLogits = false } = resolveLoss(loss);
  if (name.endsWith('hinge')) return 'margins';
  return fromLogits ? 'logits' : 'probabilities';
}

/** A model's predictions for some images. */
export interface Predictions {
  /** One row per image with the probability of each class. */
  probabilities: Float32Array[];
  /** Index of each image's most probable class. If a row contains NaN, the index of the first NaN, as in NumPy. */
  classes: number[];
}

/**
 * Splits outputs into rows. One output p becomes the two classes (1 − p, p).
 *
 * @param outputs `size × units` values.
 * @param size Number of images.
 * @param meaning Logits become probabilities by a sigmoid or softmax. A margin of 1 counts as certain; several margins
 *   become probabilities by a softmax. Probabilities are limited to 0 … 1. Default 'probabilities'.
 */
export function toPredictions(
  outputs: Float32Array,
  size: number,
  meaning: OutputMeaning = 'probabilities',
): Predictions {
  const units = outputs.length / size;
  const shares = asProbabilities(outputs, size, meaning);
  const probabilities = Array.from({ length: size }, (_, i) => {
    const row = shares.subarray(i * units, (i + 1) * units);
    return units === 1 ? Float32Array.of(1 - (row[0] as number), row[0] as number) : Float32Array.from(row);
  });
  return { probabilities, classes: probabilities.map(argMax) };
}

function asProbabilities(outputs: Float32Array, size: number, meaning: OutputMeaning): Float32Array {
  const isSingle = outputs.length === size;
  if (meaning !== 'probabilities' && !(meaning === 'margins' && isSingle))
    return applyHead(isSingle ? 'sigmoid' : 'softmax', outputs, size);
  const shares = meaning === 'margins' ? outputs.map((margin) => (margin + 1) / 2) : outputs;
  return shares.map((share) => Math.min(1, Math.max(0, share)));
}
