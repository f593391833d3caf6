/**
 * Keras's losses, as Keras on TensorFlow computes them, and its accuracy. Crossentropy comes from logits where the model
 * ends in a sigmoid or softmax: it is accurate where the activation saturates; tfjs's own losses have a gradient of exactly
 * 0 there. As there, the loss then decides about the formula: binary crossentropy of a softmax is that of a sigmoid.
 *
 * Source of the formulas: https://github.com/keras-team/keras/blob/v3.15.0/keras/src/losses/losses.py
 */
import {
  type Rank,
  type Tensor,
  type Tensor2D,
  abs,
  add,
  argMax,
  cast,
  clipByValue,
  customGrad,
  div,
  equal,
  exp,
  greater,
  log,
  log1p,
  max,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  oneHot,
  pow,
  relu,
  reshape,
  rsqrt,
  scalar,
  sigmoid,
  softmax,
  square,
  sub,
  sum,
  tensor1d,
} from '@tensorflow/tfjs-core';
import type { LossName, ResolvedLoss } from '../options/loss-config';
import type { Head } from './head';
import { applyHead } from './output-head';

/** Keras's `epsilon()`. */
const EPSILON = 1e-7;

/** The outputs of a slice of a batch with their labels. */
export interface ScoredOutputs {
  loss: ResolvedLoss;
  head: Head;
  /** (images, units), before `head`. */
  logits: Tensor2D;
  /** (images) class numbers for sparse crossentropy, else (images, units); (images) for one unit. */
  labels: Tensor;
  /** (images). Default: 1 for all. */
  sampleWeight?: Tensor | null;
}

/**
 * Returns the loss of the images of a slice, each times its weight, as a sum, a scalar. A sum, not a mean, so that slices can
 * be added.
 */
export function lossSum(scored: ScoredOutputs): Tensor {
  const losses = lossOfImages(scored);
  return sum(scored.sampleWeight ? mul(losses, scored.sampleWeight) : losses);
}

/** Returns the loss of each image. */
function lossOfImages({ loss, head, logits, labels }: ScoredOutputs): Tensor {
  const units = logits.shape[1];
  const isLogits = head !== 'linear' || loss.fromLogits === true;
  if (loss.name === 'sparse_categorical_crossentropy') {
    const z = isLogits ? logits : log(clipByValue(logits, EPSILON, 1 - EPSILON));
    return categoricalFromLogits(z, toOneHot(labels, units));
  }
  const y = smoothed(loss, reshape<Rank.R2>(labels, logits.shape));
  if (loss.name === 'binary_crossentropy') {
    return mean(
      isLogits ? binaryFromLogits(logits, y) : binaryOf(clipByValue(logits, EPSILON, 1 - EPSILON), y),
      1,
    );
  }
  if (loss.name === 'categorical_crossentropy')
    return isLogits ? categoricalFromLogits(logits, y) : neg(sum(mul(y, log(sharesOf(logits))), 1));
  return LOSS_OF_IMAGES[loss.name](applyHead(head, logits), y, loss, logits, head);
}

/**
 * Number of correct images in a slice: the class with the largest output is the label's. One output stands for two
 * classes; it is class 1 above 0.5, as a logit or as the margin of a hinge loss above 0.
 */
export function correctSum({ loss, head, logits, labels }: ScoredOutputs): Tensor {
  const units = logits.shape[1];
  if (units === 1) {
    const predicted = cast(greater(reshape(logits, [-1]), scalar(decisionThreshold(loss, head))), 'float32');
    return sum(cast(equal(predicted, reshape(labels, [-1])), 'float32'));
  }
  const isSparse = loss.name === 'sparse_categorical_crossentropy';
  const classes = isSparse ? cast(reshape(labels, [-1]), 'int32') : argMax(reshape(labels, logits.shape), 1);
  return sum(cast(equal(argMax(logits, 1), classes), 'float32'));
}

/** Returns the value above which one output, before `head`, means class 1. */
function decisionThreshold({ name, fromLogits = false }: ResolvedLoss, head: Head): number {
  const isAroundZero = head !== 'linear' || fromLogits || name === 'hinge' || name === 'squared_hinge';
  return isAroundZero ? 0 : 0.5;
}

/** Computes the loss of each image from outputs p and labels y, both (images, units). */
type LossOfImages = (p: Tensor2D, y: Tensor2D, loss: ResolvedLoss, logits: Tensor2D, head: Head) => Tensor;

type OtherLoss = Exclude<
  LossName,
  'binary_crossentropy' | 'categorical_crossentropy' | 'sparse_categorical_crossentropy'
>;

const LOSS_OF_IMAGES: Readonly<Record<OtherLoss, LossOfImages>> = {
  binary_focal_crossentropy: (p, y, loss, logits, head) => {
    const { fromLogits, applyClassBalancing, alpha = 0.25, gamma = 2 } = loss;
    const q = fromLogits ? sigmoid(p) : p;
    const z = fromLogits ? p : logits;
    const crossentropy =
      fromLogits || head !== 'linear'
        ? binaryFromLogits(z, y)
        : binaryOf(clipByValue(p, EPSILON, 1 - EPSILON), y);
    const right = add(mul(y, q), mul(sub(1, y), sub(1, q)));
    const focal = mul(pow(sub(1, right), gamma), crossentropy);
    const weight = add(mul(y, constant(alpha)), mul(sub(1, y), sub(1, constant(alpha))));
    return mean(applyClassBalancing ? mul(weight, focal) : focal, 1);
  },
  categorical_focal_crossentropy: (p, y, { fromLogits, alpha = 0.25, gamma = 2 }) => {
    const q = sharesOf(fromLogits ? softmax(p) : p);
    const crossentropy = neg(mul(y, log(q)));
    return sum(mul(mul(pow(sub(1, q), gamma), constant(alpha)), crossentropy), 1);
  },
  mean_squared_error: (p, y) => mean(square(sub(p, y)), 1),
  mean_absolute_error: (p, y) => mean(abs(sub(p, y)), 1),
  mean_absolute_percentage_error: (p, y) => mul(100, mean(abs(div(sub(y, p), maximum(abs(y), EPSILON))), 1)),
  mean_squared_logarithmic_error: (p, y) =>
    mean(square(sub(log(add(maximum(p, EPSILON), 1)), log(add(maximum(y, EPSILON), 1)))), 1),
  huber: (p, y, { delta = 1 }) => {
    const error = abs(sub(p, y));
    const near = minimum(error, delta);
    return mean(add(mul(0.5, square(near)), mul(delta, sub(error, near))), 1);
  },
  // log cosh x = |x| + log(1 + e^−2|x|) − log 2.
  log_cosh: (p, y) => {
    const error = abs(sub(p, y));
    return mean(add(error, sub(log1p(exp(mul(-2, error))), Math.LN2)), 1);
  },
  hinge: (p, y) => mean(margins(p, y), 1),
  squared_hinge: (p, y) => mean(square(margins(p, y)), 1),
  categorical_hinge: (p, y) => {
    const others = max(mul(sub(1, y), p), 1);
    return relu(add(sub(others, sum(mul(y, p), 1)), 1));
  },
  kl_divergence: (p, y) => {
    const expected = clipByValue(y, EPSILON, 1);
    return sum(mul(expected, log(div(expected, clipByValue(p, EPSILON, 1)))), 1);
  },
  poisson: (p, y) => mean(sub(p, mul(y, log(add(p, EPSILON)))), 1),
  cosine_similarity: (p, y) => neg(sum(mul(normalized(y), normalized(p)), 1)),
};

const constant = (value: number | readonly number[]): Tensor =>
  typeof value === 'number' ? scalar(value) : tensor1d([...value]);

/** How much is missing to a margin of 1. Labels 0 and 1 count as −1 and 1. */
const margins = (p: Tensor2D, y: Tensor2D): Tensor => relu(sub(1, mul(sub(mul(2, y), 1), p)));

const normalized = (x: Tensor2D): Tensor =>
  mul(x, minimum(rsqrt(sum(square(x), 1, true)), scalar(1 / EPSILON)));

/** Shares of the outputs in their sum, within Keras's bounds. */
const sharesOf = (p: Tensor2D): Tensor => clipByValue(div(p, sum(p, 1, true)), EPSILON, 1 - EPSILON);

const binaryOf = (p: Tensor, y: Tensor): Tensor => neg(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p)))));

/** max(z, 0) − z·y + log(1 + e^−|z|) for each output. Its gradient is sigmoid(z) − y. */
function binaryFromLogits(logits: Tensor, labels: Tensor): Tensor {
  const operation = customGrad((z, save) => {
    (save as (tensors: Tensor[]) => void)([z as Tensor, labels]);
    const logit = z as Tensor;
    return {
      value: add(sub(relu(logit), mul(logit, labels)), log1p(exp(neg(abs(logit))))),
      gradFunc: (dy: Tensor, [savedLogits, savedLabels]: Tensor[]) =>
        mul(dy, sub(sigmoid(savedLogits as Tensor), savedLabels as Tensor)),
    };
  });
  return operation(logits);
}

/** Moves labels towards equal probabilities: 0.5 for binary losses, 1 / units for others. */
function smoothed({ name, labelSmoothing = 0 }: ResolvedLoss, y: Tensor2D): Tensor2D {
  if (labelSmoothing === 0) return y;
  const equalShare = name.startsWith('binary') ? 0.5 : 1 / y.shape[1];
  return add(mul(y, 1 - labelSmoothing), labelSmoothing * equalShare);
}

/** log Σ e^z − z·y for each image. Its gradient is softmax(z) − y, because the labels of an image add up to 1. */
function categoricalFromLogits(logits: Tensor2D, labels: Tensor): Tensor {
  const operation = customGrad((z, save) => {
    (save as (tensors: Tensor[]) => void)([z as Tensor, labels]);
    const shifted = sub(z as Tensor, max(z as Tensor, 1, true));
    return {
      value: sub(log(sum(exp(shifted), 1)), sum(mul(shifted, labels), 1)),
      gradFunc: (dy: Tensor, [savedLogits, savedLabels]: Tensor[]) =>
        mul(reshape(dy, [-1, 1]), sub(softmax(savedLogits as Tensor), savedLabels as Tensor)),
    };
  });
  return operation(logits);
}

function toOneHot(labels: Tensor, units: number): Tensor {
  return cast(oneHot(cast(reshape(labels, [-1]), 'int32'), units), 'float32');
}
