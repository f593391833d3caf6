/** The output that a network needs for a loss and a number of classes. The page's first view loads it: it imports nothing. */
import type { ClassMode } from '../core/types';
import type { LossName } from './loss-config';

/** The end of a network: Keras's name of the last activation, 'linear' if there is none, and the number of outputs. */
export interface OutputHead {
  readonly activation: string;
  readonly units: number;
}

const ONE_UNIT_PER_CLASS: readonly LossName[] = [
  'sparse_categorical_crossentropy',
  'categorical_crossentropy',
  'categorical_focal_crossentropy',
  'categorical_hinge',
];

/** Whether a loss needs an output for each class, also for two. */
export const needsUnitPerClass = (loss: LossName): boolean => ONE_UNIT_PER_CLASS.includes(loss);

/**
 * Returns the output of a network that is to be made: one sigmoid unit for two classes where the loss and the labels allow
 * it, else one softmax unit per class.
 *
 * @param classMode Format of the labels. Null (default): the one that the loss needs.
 */
export function newHead(
  classes: number,
  loss: LossName | null,
  classMode: ClassMode | null = null,
): OutputHead & { activation: 'sigmoid' | 'softmax' } {
  const needsAll = loss !== null && needsUnitPerClass(loss);
  return needsAll || classes !== 2 || classMode === 'categorical'
    ? { activation: 'softmax', units: classes }
    : { activation: 'sigmoid', units: 1 };
}
