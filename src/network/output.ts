/** Which outputs tell classes apart. */
import type { DenseSpec, NetworkSpec } from './layer-spec';

/** True where an output is a probability of each class: one sigmoid unit for two, or softmax with a unit a class. */
export function tellsClasses(activation: string | undefined, units: number, classes: number): boolean {
  if (activation === 'sigmoid') return units === 1 && classes === 2;
  return activation === 'softmax' && units === classes && classes > 1;
}

/** Whether a network can be trained on so many classes. */
export function suitsClasses({ layers }: NetworkSpec, classes: number): boolean {
  const last = layers.at(-1);
  return last?.type === 'Dense' && tellsClasses(last.activation, last.units, classes);
}

/** The last layer that tells so many classes apart: one sigmoid unit for two, else a softmax unit a class. */
export function outputFor(classes: number): DenseSpec {
  return classes === 2
    ? { type: 'Dense', units: 1, activation: 'sigmoid' }
    : { type: 'Dense', units: classes, activation: 'softmax' };
}

/** The network with a last layer for so many classes: in the place of a Dense at its end, else behind it. */
export function withOutputFor({ inputShape, layers }: NetworkSpec, classes: number): NetworkSpec {
  const kept = layers.at(-1)?.type === 'Dense' ? layers.slice(0, -1) : layers;
  return { inputShape, layers: [...kept, outputFor(classes)] };
}
