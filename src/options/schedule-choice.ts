/** A learning-rate schedule as a user writes it. `resolve-optimizer.ts` validates it. */
import type { LearningRateSchedule } from './learning-rate-schedule';

/**
 * Keras's name of a schedule and its arguments, in camelCase or in Keras's spelling. `initialLearningRate` may be missing:
 * it is then the run's learning rate.
 */
export interface ScheduleChoice {
  readonly name: string;
  readonly [argument: string]: unknown;
}

/** Fills in the first rate, where the schedule has one. */
export function withInitialRate(
  choice: ScheduleChoice | LearningRateSchedule,
  learningRate: number,
): LearningRateSchedule {
  const hasRate = choice.name !== 'PiecewiseConstantDecay' && !('initial_learning_rate' in choice);
  return { ...(hasRate && { initialLearningRate: learningRate }), ...choice } as LearningRateSchedule;
}
