/** Saves and restores the weights of a model as plain numbers. */
import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { shapeSize } from '../core/shape-size';
import { layersOf } from './model-layers';

/**
 * Copies the values of all weights, including those that are not trained.
 *
 * @returns One array per weight, layer by layer. Freezing a layer does not change the order.
 * @example
 * const initialWeights = await weightValues(model);
 * await new TrainingSession({ data, model }).train();
 * await new TrainingSession({ data, model, initialWeights }).train(); // from the same weights again
 */
export function weightValues(model: LayersModel): Promise<Float32Array[]> {
  return Promise.all(weightsOf(model).map((weight) => weight.read().data() as Promise<Float32Array>));
}

/**
 * Sets a model's weights to values copied by `weightValues`.
 *
 * @param name Name of the argument, for messages.
 * @throws {PupilaError} 'invalid-argument' if they belong to another model.
 */
export function assignWeights(
  model: LayersModel,
  values: readonly Float32Array[],
  name = 'initialWeights',
): void {
  const weights = weightsOf(model);
  const sizes = weights.map(({ shape }) => shapeSize(shape));
  if (values.length !== sizes.length || sizes.some((size, i) => values[i]?.length !== size)) {
    throw invalidArgument(
      message`\`${name}\` must have one array for each weight of the model, of the same size.`,
      {
        model: sizes,
        [name]: values.map(({ length }) => length),
      },
    );
  }
  tidy(() =>
    weights.forEach((weight, i) =>
      weight.write(tensor(values[i] as Float32Array, weight.shape as number[], weight.dtype)),
    ),
  );
}

/** Returns all weights, layer by layer, in the order of `weightValues`. */
export function weightsOf(model: LayersModel): LayersModel['weights'] {
  return layersOf(model).flatMap(({ layer }) => layer.weights);
}
