/** Where a run that was stopped left its last epoch, or that it left nothing. */
import { PupilaError } from '../core/errors';
import type { FitResult } from '../training/fit';
import type { TrainSummary } from './runner-protocol';

/**
 * The epoch that is not in the history, with the means of its steps; null where every step's epoch is.
 *
 * @param initialEpoch Epochs that were done before the run.
 */
export function unfinishedEpoch(
  { history, steps }: Pick<FitResult, 'history' | 'steps'>,
  stepsPerEpoch: number,
  initialEpoch = 0,
): TrainSummary['stoppedAt'] {
  const epochs = history['loss']?.length ?? 0;
  const rest = (values: number[]): number[] => values.slice(epochs * stepsPerEpoch);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const step = rest(steps.loss).length;
  if (step === 0) return null;
  return {
    epoch: initialEpoch + epochs + 1,
    step,
    loss: mean(rest(steps.loss)),
    accuracy: mean(rest(steps.accuracy)),
  };
}

/** Of a run that was stopped before its first step was done. */
export function stoppedEarly(): PupilaError {
  return new PupilaError('aborted', 'Stopped before the first step was done: nothing was written.');
}
