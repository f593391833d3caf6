/** Keras's `EarlyStopping`. */
import { type Rules, type UserOptions, flag, numeric, orNull, readOptions } from '../../options/option-rules';
import type { Callback, CallbackContext, Logs } from './callback';
import { VERBOSE } from './callback-rules';
import { MONITOR_RULES, Monitor, type MonitorOptions } from './monitor';

/** Options of `EarlyStopping`. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Smallest change of the metric that counts as an improvement. Default 0. */
  minDelta: number;
  /** Epochs without an improvement after which training ends. Default 0. */
  patience: number;
  /** Without effect. Default 0. */
  verbose: number;
  /** Value that the metric must be better than for an epoch to reset the patience. Default null: none. */
  baseline: number | null;
  /** Whether the model gets the weights of the best epoch when training ends. Default false. */
  restoreBestWeights: boolean;
  /** Number of the first epoch that counts, from 0. Default 0. */
  startFromEpoch: number;
}

/** What `EarlyStopping` knows of a run. Epochs count from 0. */
export interface EarlyStoppingState {
  /** Best value so far. Null: none. */
  best: number | null;
  bestEpoch: number;
  /** Epochs without an improvement. */
  wait: number;
  /** Epoch that ended training; 0: none. */
  stoppedEpoch: number;
  /** The model's weights after the best epoch, with `restoreBestWeights`. */
  bestWeights: Float32Array[] | null;
}

const START: EarlyStoppingState = { best: null, bestEpoch: 0, wait: 0, stoppedEpoch: 0, bestWeights: null };

/**
 * Ends training when a metric has stopped improving.
 *
 * @example
 * new TrainingSession({ data, callbacks: [new callbacks.EarlyStopping({ patience: 3, restoreBestWeights: true })] });
 */
export class EarlyStopping implements Callback {
  /** @internal */
  static readonly text = {
    en: 'End training when a metric has stopped improving',
    es: 'Terminar el entrenamiento cuando una métrica deja de mejorar',
  };
  /** @internal */
  static readonly rules: Rules<EarlyStoppingOptions> = {
    monitor: MONITOR_RULES.monitor,
    minDelta: numeric(0),
    patience: numeric(0),
    verbose: VERBOSE,
    mode: MONITOR_RULES.mode,
    baseline: orNull(numeric(0)),
    restoreBestWeights: flag(false),
    startFromEpoch: numeric(0),
  };
  state: EarlyStoppingState = { ...START };
  readonly #options: EarlyStoppingOptions;
  readonly #monitor: Monitor;

  /**
   * @throws {PupilaError} 'invalid-argument' for an unknown or invalid option, or if the metric's name does not tell
   *   the mode.
   */
  constructor(options: UserOptions<EarlyStoppingOptions> = {}) {
    this.#options = readOptions('`EarlyStopping`', EarlyStopping.rules, options);
    this.#monitor = new Monitor('EarlyStopping', this.#options, this.#options.minDelta);
  }

  onTrainBegin(_logs: Logs, context: CallbackContext): void {
    this.state = { ...START };
    this.#monitor.begin(context);
  }

  async onEpochEnd(epoch: number, logs: Logs, context: CallbackContext): Promise<void> {
    const { state } = this;
    const { patience, baseline, restoreBestWeights, startFromEpoch } = this.#options;
    const current = this.#monitor.read(epoch, logs, context);
    if (current === undefined || epoch < startFromEpoch) return;
    const isBetter = this.#monitor.isImprovement(current, state.best);
    // The first epoch that counts is kept in any case.
    if (restoreBestWeights && (isBetter || !state.bestWeights)) {
      state.bestWeights = await context.model.getWeights();
      state.bestEpoch = epoch;
    }
    state.wait += 1;
    if (isBetter) {
      state.best = current;
      state.bestEpoch = epoch;
      if (baseline === null || this.#monitor.isImprovement(current, baseline)) state.wait = 0;
    } else if (state.wait >= patience && epoch > 0) {
      state.stoppedEpoch = epoch;
      context.stopTraining({
        en: `Epoch ${epoch + 1}: early stopping`,
        es: `Época ${epoch + 1}: parada temprana (early stopping)`,
      });
    }
  }

  async onTrainEnd(_logs: Logs, context: CallbackContext): Promise<void> {
    const weights = this.state.bestWeights;
    this.state.bestWeights = null;
    if (weights) await context.model.setWeights(weights);
  }
}
