/** The penalties of a model's regularizers. */
import { type Scalar, type Tensor, type Variable, add } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layersOf } from '../models/model-layers';
import { type Pace, pacedGradients } from './paced-gradients';

/** Returns the sum of the penalties, and its gradient for each of `weights`; null where there is none. */
export async function penaltyGradients(
  model: LayersModel,
  weights: readonly Variable[],
  pace: Pace,
): Promise<{ value: number; gradients: (Tensor | null)[] }> {
  // `model.losses` and a sequential model's `calculateLosses` omit the layers' regularizers. As in Keras, those of frozen
  // weights do not count.
  const regularized = layersOf(model).filter(({ layer, trainable }) => trainable && layer.losses.length > 0);
  if (regularized.length === 0) return { value: 0, gradients: [] };
  const { values, gradients } = await pacedGradients(weights, pace, async (piece) => {
    const penalties: Scalar[] = [];
    for (const { layer } of regularized) penalties.push(...(await piece(() => layer.calculateLosses())));
    return [await piece(() => penalties.reduce((a, b) => add<Scalar>(a, b)))];
  });
  const [total] = values;
  const [value] = await total.data();
  total.dispose();
  return { value: value as number, gradients };
}
