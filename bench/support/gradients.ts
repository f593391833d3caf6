/** Gradients of a training step, taken from what it does to the weights. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch } from '../../src/core/batch';
import { Optimizer } from '../../src/training/optimizers';
import type { TrainStep } from '../../src/training/train-step';

/**
 * Learning rate of SGD. It is so large that the initial weights vanish in rounding: weight changes give the gradient.
 */
const STRIDE = 2 ** 20;

/** Loss of a step and gradients of all weights, in the order of `model.weights`. */
export interface Gradients {
  loss: number;
  gradients: ArrayLike<number>[];
}

/** Runs one step with a huge learning rate and derives the gradients. The model's weights are unusable afterwards. */
export async function gradientsOf(
  model: LayersModel,
  make: (optimizer: Optimizer) => TrainStep | Promise<TrainStep>,
  batch: Batch,
): Promise<Gradients> {
  const before = await Promise.all(model.getWeights().map(async (weight) => (await weight.data()).slice()));
  const step = await make(new Optimizer({ name: 'sgd', learningRate: STRIDE }));
  const { loss } = await step.run(batch);
  await step.sync();
  const after = await Promise.all(model.getWeights().map((weight) => weight.data()));
  step.dispose();
  return {
    loss,
    gradients: before.map((values, i) => values.map((value, j) => (value - after[i]![j]!) / STRIDE)),
  };
}

/** Length of a vector. */
export function lengthOf(values: ArrayLike<number>): number {
  let square = 0;
  for (let i = 0; i < values.length; i++) square += values[i]! ** 2;
  return Math.sqrt(square);
}

/**
 * Length of the difference of two vectors, as a share of the second's length.
 *
 * @param least The share is of this length if the vector is shorter: it may be zero but for rounding. Default 0.
 */
export function distance(values: ArrayLike<number>, truth: ArrayLike<number>, least = 0): number {
  const difference = Float64Array.from(truth, (value, i) => values[i]! - value);
  return lengthOf(difference) / Math.max(least, lengthOf(truth));
}
