/**
 * Crossentropy from logits, its gradient and Keras's accuracy on plain arrays, for the few logits of a batch that an
 * engine's last product returns. The formulas are those that `losses.ts` has for the tape.
 */
import { argMax } from '../core/arg-max';
import { type Message, message } from '../core/message';
import type { ResolvedLoss } from '../options/loss-config';
import { type Head, sigmoid } from '../training/head';
import type { StepResult } from '../training/train-step';

/** Logits and labels of a batch. */
export interface Scored {
  /** One for which `noPlanLossReason` returns null. */
  loss: ResolvedLoss;
  /** (images, units). */
  logits: Float32Array;
  /** (images, units) for binary and categorical labels; (images) class numbers for sparse labels. */
  labels: Float32Array;
  /** Weight of each image in the loss. Default: 1 for all. */
  sampleWeight?: Float32Array | null;
  images: number;
}

/**
 * Returns the reason why engines do not compute a loss of outputs from this head, as a clause, or null if they do: they
 * compute crossentropy from logits.
 */
export function noPlanLossReason({ name, fromLogits = false }: ResolvedLoss, head: Head): Message | null {
  const isCrossentropy = /^(binary|categorical|sparse_categorical)_crossentropy$/.test(name);
  if (!isCrossentropy) return message`its loss is ${name}`;
  return head === 'linear' && !fromLogits ? message`its outputs are not logits for ${name}` : null;
}

/**
 * Computes loss and accuracy as means over the images: the loss of weighted ones, the accuracy of all alike, as Keras does.
 *
 * @param gradient (images, units). Receives the gradient of the mean loss; null to skip it.
 */
export function crossentropy(scored: Scored, gradient: Float32Array | null): StepResult {
  const { loss, logits, labels, sampleWeight = null, images } = scored;
  const units = logits.length / images;
  const isBinary = loss.name === 'binary_crossentropy';
  const isSparse = loss.name === 'sparse_categorical_crossentropy';
  const score = isBinary ? scoreBinary : scoreClasses;
  const { labelSmoothing: smoothing = 0 } = loss;
  const added = smoothing * (isBinary ? 0.5 : 1 / units);
  const total = { loss: 0, accuracy: 0 };
  const row = new Float64Array(units);
  const y = new Float64Array(units);
  for (let image = 0; image < images; image++) {
    const z = logits.subarray(image * units, (image + 1) * units);
    if (isSparse) y.fill(0)[labels[image] as number] = 1;
    else y.set(labels.subarray(image * units, (image + 1) * units));
    total.accuracy += Number(isRight(z, y)) / images;
    if (smoothing > 0) y.forEach((label, unit) => (y[unit] = label * (1 - smoothing) + added));
    const weight = sampleWeight ? (sampleWeight[image] as number) : 1;
    total.loss += (weight * score(z, y, row)) / images;
    if (gradient) row.forEach((g, unit) => (gradient[image * units + unit] = (weight * g) / images));
  }
  return total;
}

/** Whether the class with the largest output is the label's. One output p means class 1 if p > 0.5: its logit is positive. */
function isRight(z: Float32Array, y: Float64Array): boolean {
  if (z.length === 1) return Number((z[0] as number) > 0) === y[0];
  return argMax(z) === argMax(y);
}

/** max(z, 0) − z·y + log(1 + e^−|z|), averaged over the units. Its gradient is sigmoid(z) − y. */
function scoreBinary(z: Float32Array, y: Float64Array, gradient: Float64Array): number {
  let loss = 0;
  z.forEach((logit, unit) => {
    const label = y[unit] as number;
    loss += (Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)))) / z.length;
    gradient[unit] = (sigmoid(logit) - label) / z.length;
  });
  return loss;
}

/** log Σ e^z − z·y. Its gradient is softmax(z) − y, because the labels of an image add up to 1. */
function scoreClasses(z: Float32Array, y: Float64Array, gradient: Float64Array): number {
  const largest = Math.max(...z);
  const sum = z.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  let loss = Math.log(sum);
  z.forEach((logit, unit) => {
    loss -= (logit - largest) * (y[unit] as number);
    gradient[unit] = Math.exp(logit - largest) / sum - (y[unit] as number);
  });
  return loss;
}
