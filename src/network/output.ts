/** The output of a network, and whether it fits a number of classes. */
import type { LossName } from '../options/loss-config';
import { newHead } from '../options/new-head';
import type { DenseSpec, NetworkSpec } from './layer-spec';
import type { ModelLayers } from './network-of';

/**
 * Returns whether the output is a probability for each class: one sigmoid unit for two classes, or a softmax with one
 * unit per class.
 */
export function isClassProbability(activation: string | undefined, units: number, classes: number): boolean {
  if (activation === 'sigmoid') return units === 1 && classes === 2;
  return activation === 'softmax' && units === classes && classes > 1;
}

/** Returns whether a network can be trained on this number of classes. */
export function fitsClasses({ layers }: NetworkSpec, classes: number): boolean {
  const last = layers.at(-1);
  return last?.type === 'Dense' && isClassProbability(last.activation, last.units, classes);
}

/**
 * Returns an output layer for this number of classes: one sigmoid unit for two if the loss allows it, otherwise one softmax
 * unit per class.
 *
 * @param loss The loss it is trained with. Null (default): crossentropy.
 */
export function outputFor(classes: number, loss: LossName | null = null): DenseSpec {
  return { type: 'Dense', ...newHead(classes, loss) };
}

/**
 * Returns the network with an output layer for this number of classes. It replaces a Dense at the end, or is appended.
 */
export function withOutputFor(
  { inputShape, layers }: NetworkSpec,
  classes: number,
  loss: LossName | null = null,
): NetworkSpec {
  const kept = layers.at(-1)?.type === 'Dense' ? layers.slice(0, -1) : layers;
  return { inputShape, layers: [...kept, outputFor(classes, loss)] };
}

/**
 * Returns the activation at the end of a model, which may be that of a nested model.
 *
 * @example
 * lastActivation(buildNetwork(courseNetwork())); // 'sigmoid'
 */
export function lastActivation({ layers }: Pick<ModelLayers, 'layers'>): string {
  const last = layers.at(-1);
  if (last && 'layers' in last) return lastActivation(last as unknown as ModelLayers);
  if (last?.getClassName() === 'Softmax') return 'softmax';
  const { activation } = (last?.getConfig() ?? {}) as { activation?: unknown };
  return typeof activation === 'string' ? activation : 'linear';
}
