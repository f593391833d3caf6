/** The table that Keras 3's `model.summary()` prints. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { shapeSize } from '../core/shape-size';
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
    weights.reduce((sum, { shape }) => sum + shapeSize(shape), 0);
  return summaryTable(model.name, rows, {
    trainable: count(model.trainableWeights),
    fixed: count(model.nonTrainableWeights),
  });
}
