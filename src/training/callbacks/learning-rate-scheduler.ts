/** Keras's `LearningRateScheduler`. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { LearningRateSchedule } from '../../options/learning-rate-schedule';
import { type Rules, type UserOptions, readOptions } from '../../options/option-rules';
import { readSchedule } from '../../options/resolve-optimizer';
import { type ScheduleChoice, withInitialRate } from '../../options/schedule-choice';
import { learningRateAt } from '../schedules';
import type { Callback, CallbackContext, Logs } from './callback';
import { VERBOSE, needArgument } from './callback-rules';

/** Returns the learning rate of an epoch. @param epoch From 0. @param learningRate The current one. */
export type EpochSchedule = (epoch: number, learningRate: number) => number;

/** Options of `LearningRateScheduler`. */
export interface LearningRateSchedulerOptions {
  /**
   * A function, or one of Keras's schedules by name, whose steps are then epochs. Its `initialLearningRate` may be
   * missing: it is then the learning rate when training begins.
   */
  schedule: EpochSchedule | LearningRateSchedule | ScheduleChoice | string;
  /** Without effect. Default 0. */
  verbose: number;
}

/**
 * Sets the learning rate at the beginning of each epoch. Adds `learning_rate` to the logs.
 *
 * @example
 * const schedule = (epoch, rate) => (epoch < 10 ? rate : rate * Math.exp(-0.1));
 * new TrainingSession({ data, callbacks: [new callbacks.LearningRateScheduler({ schedule })] });
 */
export class LearningRateScheduler implements Callback {
  /** @internal */
  static readonly text = {
    en: 'Set the learning rate of each epoch by a schedule, whose steps are epochs',
    es: 'Fijar la tasa de aprendizaje de cada época con una programación, cuyos pasos son épocas',
  };
  /** @internal */
  static readonly rules: Rules<LearningRateSchedulerOptions> = {
    schedule: {
      default: undefined as unknown as string,
      says: message`must be a function, or one of Keras’s schedules: an object with its \`name\` and arguments, or a text such as ExponentialDecay(decay_steps=1, decay_rate=0.9)`,
      read: (value) => (typeof value === 'function' ? (value as EpochSchedule) : readSchedule(value)),
    },
    verbose: VERBOSE,
  };
  /** `initialRate`: the learning rate when training began; null before. */
  state: { initialRate: number | null } = { initialRate: null };
  readonly #schedule: EpochSchedule | ScheduleChoice;

  /** @throws {PupilaError} 'invalid-argument' for an unknown, missing or invalid option. */
  constructor(options: UserOptions<LearningRateSchedulerOptions> = {}) {
    const { rules } = LearningRateScheduler;
    const { schedule } = readOptions('`LearningRateScheduler`', rules, options);
    needArgument('LearningRateScheduler', rules.schedule, 'schedule', schedule);
    this.#schedule = schedule as EpochSchedule | ScheduleChoice;
  }

  onTrainBegin(_logs: Logs, context: CallbackContext): void {
    this.state = { initialRate: context.learningRate };
  }

  /** Keras gives the schedule the learning rate as a float32. */
  onEpochBegin(epoch: number, _logs: Logs, context: CallbackContext): void {
    const schedule = this.#schedule;
    const rate: unknown =
      typeof schedule === 'function'
        ? schedule(epoch, Math.fround(context.learningRate))
        : learningRateAt(withInitialRate(schedule, this.state.initialRate as number), epoch);
    if (typeof rate !== 'number')
      throw invalidArgument(message`The output of the \`schedule\` function must be a number.`, {
        output: rate,
      });
    context.learningRate = Math.fround(rate);
  }

  onEpochEnd(_epoch: number, logs: Logs, context: CallbackContext): void {
    logs['learning_rate'] = Math.fround(context.learningRate);
  }
}
