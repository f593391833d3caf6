/**
 * Crossentropy from logits, as Keras on TensorFlow computes it after a sigmoid or softmax. It is accurate where the
 * activation saturates; tfjs's own losses have a gradient of exactly 0 there. Also Keras's accuracy.
 */
import {
  type Tensor,
  type Tensor2D,
  abs,
  add,
  argMax,
  cast,
  customGrad,
  equal,
  exp,
  greater,
  log,
  log1p,
  max,
  mul,
  neg,
  oneHot,
  relu,
  reshape,
  scalar,
  sigmoid,
  softmax,
  sub,
  sum,
} from '@tensorflow/tfjs-core';

/** Keras's name of a loss. */
export type LossName = 'binary_crossentropy' | 'categorical_crossentropy' | 'sparse_categorical_crossentropy';

/**
 * Computes the loss summed over the images of a slice. A sum, not a mean, so that the slices of a batch can be added.
 *
 * @param logits (images, units).
 * @param labels (images, units) for binary and categorical, (images) class indices for sparse.
 * @returns A scalar. Several units of a binary output are averaged, as in Keras.
 */
export function crossentropySum(name: LossName, logits: Tensor2D, labels: Tensor): Tensor {
  const units = logits.shape[1];
  if (name === 'binary_crossentropy')
    return mul(binarySum(logits, reshape(labels, logits.shape)), scalar(1 / units));
  return categoricalSum(logits, name === 'categorical_crossentropy' ? labels : toOneHot(labels, units));
}

/** Number of correct images in a slice. With several binary units, each image counts its share of correct units. */
export function correctSum(name: LossName, logits: Tensor2D, labels: Tensor): Tensor {
  if (name === 'binary_crossentropy') {
    // p > 0.5 if and only if the logit is positive.
    const predicted = cast(greater(logits, scalar(0)), 'float32');
    const right = cast(equal(predicted, reshape(labels, logits.shape)), 'float32');
    return mul(sum(right), scalar(1 / logits.shape[1]));
  }
  const classes =
    name === 'categorical_crossentropy' ? argMax(labels, 1) : cast(reshape(labels, [-1]), 'int32');
  return sum(cast(equal(argMax(logits, 1), classes), 'float32'));
}

/** Sum of max(z, 0) − z·y + log(1 + e^−|z|). Its gradient is sigmoid(z) − y. */
function binarySum(logits: Tensor, labels: Tensor): Tensor {
  const operation = customGrad((z, save) => {
    (save as (tensors: Tensor[]) => void)([z as Tensor, labels]);
    const value = sum(
      add(sub(relu(z as Tensor), mul(z as Tensor, labels)), log1p(exp(neg(abs(z as Tensor))))),
    );
    return {
      value,
      gradFunc: (dy: Tensor, [savedLogits, savedLabels]: Tensor[]) =>
        mul(dy, sub(sigmoid(savedLogits as Tensor), savedLabels as Tensor)),
    };
  });
  return operation(logits);
}

/** Sum of log Σ e^z − z·y. Its gradient is softmax(z) − y, because the labels of an image add up to 1. */
function categoricalSum(logits: Tensor2D, labels: Tensor): Tensor {
  const operation = customGrad((z, save) => {
    (save as (tensors: Tensor[]) => void)([z as Tensor, labels]);
    const shifted = sub(z as Tensor, max(z as Tensor, 1, true));
    const value = sub(sum(log(sum(exp(shifted), 1))), sum(mul(shifted, labels)));
    return {
      value,
      gradFunc: (dy: Tensor, [savedLogits, savedLabels]: Tensor[]) =>
        mul(dy, sub(softmax(savedLogits as Tensor), savedLabels as Tensor)),
    };
  });
  return operation(logits);
}

function toOneHot(labels: Tensor, units: number): Tensor {
  return cast(oneHot(cast(reshape(labels, [-1]), 'int32'), units), 'float32');
}
