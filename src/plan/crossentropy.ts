/**
 * Crossentropy from logits, its gradient and Keras's accuracy on plain arrays, for the few logits of a batch that an
 * engine's last product returns. The formulas are those that `losses.ts` has for the tape.
 */
import type { LossName } from '../training/losses';
import type { StepResult } from '../training/train-step';
import type { Head } from './stages';

/** Logits and labels of a batch. */
export interface Scored {
  loss: LossName;
  /** (images, units). */
  logits: Float32Array;
  /** (images, units) for binary and categorical labels; (images) class numbers for sparse labels. */
  labels: Float32Array;
  images: number;
}

/**
 * Computes loss and accuracy as means over the images.
 *
 * @param gradient (images, units). Receives the gradient of the mean loss; null to skip it.
 */
export function crossentropy(scored: Scored, gradient: Float32Array | null): StepResult {
  const { loss, logits, labels, images } = scored;
  const units = logits.length / images;
  const score = loss === 'binary_crossentropy' ? scoreBinary : scoreClasses;
  const total = { loss: 0, accuracy: 0 };
  const row = new Float64Array(units);
  for (let image = 0; image < images; image++) {
    const z = logits.subarray(image * units, (image + 1) * units);
    const sparse = loss === 'sparse_categorical_crossentropy';
    const y = sparse
      ? oneHot(labels[image] as number, units)
      : labels.subarray(image * units, (image + 1) * units);
    const { loss: value, accuracy } = score(z, y, row);
    total.loss += value / images;
    total.accuracy += accuracy / images;
    if (gradient) row.forEach((g, unit) => (gradient[image * units + unit] = g / images));
  }
  return total;
}

/** max(z, 0) − z·y + log(1 + e^−|z|), averaged over the units. Its gradient is sigmoid(z) − y. */
function scoreBinary(z: Float32Array, y: ArrayLike<number>, gradient: Float64Array): StepResult {
  const total = { loss: 0, accuracy: 0 };
  z.forEach((logit, unit) => {
    const label = y[unit] as number;
    total.loss += (Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)))) / z.length;
    // p > 0.5 if and only if the logit is positive.
    total.accuracy += Number(Number(logit > 0) === label) / z.length;
    gradient[unit] = (sigmoid(logit) - label) / z.length;
  });
  return total;
}

/** log Σ e^z − z·y. Its gradient is softmax(z) − y, because the labels of an image add up to 1. */
function scoreClasses(z: Float32Array, y: ArrayLike<number>, gradient: Float64Array): StepResult {
  const largest = Math.max(...z);
  const sum = z.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  let loss = Math.log(sum);
  z.forEach((logit, unit) => {
    loss -= (logit - largest) * (y[unit] as number);
    gradient[unit] = Math.exp(logit - largest) / sum - (y[unit] as number);
  });
  return { loss, accuracy: Number(argMax(z) === argMax(y)) };
}

/** Converts logits (images, units) to probabilities of the same shape. */
export function applyHead(head: Head, logits: Float32Array, images: number): Float32Array {
  if (head === 'sigmoid') return logits.map(sigmoid);
  const units = logits.length / images;
  const outputs = logits.slice();
  for (let from = 0; from < outputs.length; from += units) {
    const row = outputs.subarray(from, from + units);
    const largest = Math.max(...row);
    const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    row.forEach((logit, unit) => (row[unit] = Math.exp(logit - largest) / sum));
  }
  return outputs;
}

function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

function oneHot(label: number, units: number): Float64Array {
  const row = new Float64Array(units);
  row[label] = 1;
  return row;
}

function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
