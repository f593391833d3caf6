/** Where a run was stopped: its unfinished epoch, or the error if it has no results. */
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import type { FitResult } from '../training/fit';
import type { TrainSummary } from './runner-protocol';

/**
 * Returns the unfinished epoch, which is not in the history, with the means of its steps. Null if all epochs are
 * complete.
 *
 * @param initialEpoch Epochs trained by earlier runs.
 */
export function unfinishedEpoch(
  { history, steps }: Pick<FitResult, 'history' | 'steps'>,
  stepsPerEpoch: number,
  initialEpoch = 0,
): TrainSummary['stoppedAt'] {
  const epochs = history['loss']?.length ?? 0;
  const remaining = (values: number[]): number[] => values.slice(epochs * stepsPerEpoch);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const step = remaining(steps.loss).length;
  if (step === 0) return null;
  return {
    epoch: initialEpoch + epochs + 1,
    step,
    loss: mean(remaining(steps.loss)),
    accuracy: mean(remaining(steps.accuracy)),
  };
}

/** Error of a run that was stopped before its first step was complete. */
export function stoppedEarlyError(): PupilaError {
  return new PupilaError(
    'aborted',
    message`Stopped before the first step was complete; nothing was written.`,
  );
}
