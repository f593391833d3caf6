/** Which outputs tell classes apart. */
import type { NetworkSpec } from './layer-spec';

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
