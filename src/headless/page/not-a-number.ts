/** The warning for a loss that is NaN or infinite. */
import type { LossNotFiniteEvent } from '../../index';

/**
 * Returns the warning for a loss that is NaN or infinite.
 *
 * @example
 * lossWarning({ part: 'training', epoch: 0, step: 1, loss: NaN });
 * // 'The loss is not a number from step 2 on (epoch 1): the learning rate may be too high.'
 */
export function lossWarning({ part, epoch, step, loss }: LossNotFiniteEvent): string {
  const what = part === 'training' ? 'The loss' : 'The validation loss';
  const is = Number.isNaN(loss) ? 'is not a number' : 'is infinite';
  const rate = 'the learning rate may be too high';
  const why = part === 'training' ? rate : `${rate}, or the validation data have values that are not numbers`;
  return `${what} ${is} from step ${step + 1} on (epoch ${epoch + 1}): ${why}.`;
}
