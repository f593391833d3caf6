/** Keras's `ReduceLROnPlateau`. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { type Rules, type UserOptions, numeric, readOptions } from '../../options/option-rules';
import type { Callback, CallbackContext, Logs } from './callback';
import { VERBOSE } from './callback-rules';
import { MONITOR_RULES, Monitor, type MonitorOptions } from './monitor';

/** Options of `ReduceLROnPlateau`. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the learning rate is multiplied by: below 1. Default 0.1. */
  factor: number;
  /** Epochs without an improvement after which the learning rate is reduced. Default 10. */
  patience: number;
  /** Without effect. Default 0. */
  verbose: number;
  /** Smallest change of the metric that counts as an improvement. Default 0.0001. */
  minDelta: number;
  /** Epochs to wait after a reduction. Default 0. */
  cooldown: number;
  /** Smallest learning rate. Default 0. */
  minLr: number;
}

/** What `ReduceLROnPlateau` knows of a run. */
export interface ReduceLROnPlateauState {
  /** Best value so far. Null: none. */
  best: number | null;
  /** Epochs without an improvement. */
  wait: number;
  /** Epochs that are left to wait after a reduction. */
  cooldownCounter: number;
}

/**
 * Reduces the learning rate when a metric has stopped improving. Adds `learning_rate` to the logs.
 *
 * @example
 * new TrainingSession({ data, callbacks: [new callbacks.ReduceLROnPlateau({ factor: 0.2, patience: 5 })] });
 */
export class ReduceLROnPlateau implements Callback {
  /** @internal */
  static readonly text = {
    en: 'Reduce the learning rate when a metric has stopped improving',
    es: 'Reducir la tasa de aprendizaje cuando una métrica deja de mejorar',
  };
  /** @internal */
  static readonly rules: Rules<ReduceLROnPlateauOptions> = {
    monitor: MONITOR_RULES.monitor,
    factor: numeric(0.1),
    patience: numeric(10),
    verbose: VERBOSE,
    mode: MONITOR_RULES.mode,
    minDelta: numeric(1e-4),
    cooldown: numeric(0),
    minLr: numeric(0),
  };
  state: ReduceLROnPlateauState = { best: null, wait: 0, cooldownCounter: 0 };
  readonly #options: ReduceLROnPlateauOptions;
  readonly #monitor: Monitor;

  /**
   * @throws {PupilaError} 'invalid-argument' for an unknown or invalid option, or if the metric's name does not tell
   *   the mode.
   */
  constructor(options: UserOptions<ReduceLROnPlateauOptions> = {}) {
    this.#options = readOptions('`ReduceLROnPlateau`', ReduceLROnPlateau.rules, options);
    const { factor, minDelta } = this.#options;
    if (factor >= 1)
      throw invalidArgument(message`\`factor\` of ReduceLROnPlateau must be below 1.`, { factor });
    this.#monitor = new Monitor('ReduceLROnPlateau', this.#options, minDelta);
  }

  onTrainBegin(_logs: Logs, context: CallbackContext): void {
    this.state = { best: null, wait: 0, cooldownCounter: 0 };
    this.#monitor.begin(context);
  }

  onEpochEnd(epoch: number, logs: Logs, context: CallbackContext): void {
    const { state } = this;
    logs['learning_rate'] = Math.fround(context.learningRate);
    const current = this.#monitor.read(epoch, logs, context);
    if (current === undefined) return;
    if (state.cooldownCounter > 0) {
      state.cooldownCounter -= 1;
      state.wait = 0;
    }
    if (this.#monitor.isImprovement(current, state.best)) {
      state.best = current;
      state.wait = 0;
      return;
    }
    if (state.cooldownCounter > 0) return;
    state.wait += 1;
    if (state.wait < this.#options.patience || !this.#reduce(context)) return;
    state.cooldownCounter = this.#options.cooldown;
    state.wait = 0;
  }

  /** Returns false if the learning rate is the smallest one already. Keras keeps it as a float32. */
  #reduce(context: CallbackContext): boolean {
    const { factor, minLr } = this.#options;
    const rate = Math.fround(context.learningRate);
    if (rate <= Math.fround(minLr)) return false;
    context.learningRate = Math.fround(Math.max(rate * factor, minLr));
    return true;
  }
}
