/** The table that Keras 3's `model.summary()` prints. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { shapeText } from '../network/describe';
import { summaryTable } from '../network/summary-table';

/**
 * Returns layers, output shapes and parameter counts as text.
 *
 * @example
 * await backendReady();
 * console.log(summary(courseCnn()));
 */
export function summary(model: LayersModel): string {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const rows = layers.map((layer) => ({
    title: `${layer.name} (${layer.getClassName()})`,
    shape: shapeText(layer.outputShape as (number | null)[]),
    params: layer.countParams(),
  }));
  const count = (weights: readonly { shape: readonly (number | null)[] }[]): number =>
    weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, side) => size * (side ?? 1), 1), 0);
  return summaryTable(model.name, rows, {
    trainable: count(model.trainableWeights),
    fixed: count(model.nonTrainableWeights),
  });
}
