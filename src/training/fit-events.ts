/** What `fit` tells while it trains. */
import type { Sentence } from '../options/option-row';
import type { Logs } from './callbacks/callback';

/** A finished training step. */
export interface StepEvent {
  /** From 0. */
  epoch: number;
  /** From 0, within the epoch. */
  step: number;
  stepsPerEpoch: number;
  /** Loss of this batch alone. */
  loss: number;
  accuracy: number;
  /** Images in the batch. */
  size: number;
  /**
   * Compute time in ms: from when the batch arrived (or the previous step ended, if later) to the result. Excludes
   * waiting for data. Steps whose results arrive together have equal shares.
   */
  ms: number;
  /** Time in ms that training waited for the batch. */
  waitMs: number;
}

/** The end of an epoch. */
export interface EpochEvent {
  epoch: number;
  epochs: number;
  /** Keras's logs: `loss`, `accuracy` and, with validation, `val_loss`, `val_accuracy`. Callbacks may add others. */
  logs: Logs;
}

/** The first loss that is NaN or infinite. If it is a training loss, training ends, as with Keras's `TerminateOnNaN`. */
export interface LossNotFiniteEvent {
  part: 'training' | 'validation';
  /** From 0. */
  epoch: number;
  /** From 0, within the epoch. */
  step: number;
  loss: number;
  /** Where it is, and why, for a reader. Without a full stop. */
  reason: Sentence;
}

/** A callback, or a loss that is NaN or infinite, ends training. */
export interface StopTrainingEvent {
  by: 'callback' | 'loss';
  /** Without a full stop. */
  reason: Sentence;
}

/** A warning of a callback. */
export interface CallbackWarningEvent {
  /** Without a full stop. */
  warning: Sentence;
}

/** A line that a callback prints, such as those of `ProgbarLogger`. */
export interface PrintEvent {
  line: string;
}

/** Events of `fit`. */
export interface FitEvents {
  step: StepEvent;
  /** At most once per run and part. */
  lossNotFinite: LossNotFiniteEvent;
  /** Before each validation batch. `epoch` and `step` start at 0. */
  validating: { epoch: number; step: number; steps: number };
  epoch: EpochEvent;
  callbackWarning: CallbackWarningEvent;
  print: PrintEvent;
  /** At most once per run, after its last epoch. */
  stopTraining: StopTrainingEvent;
}

/** Receives the events of `fit`, for example an `Emitter`. */
export interface FitListener {
  emit<K extends keyof FitEvents>(type: K, event: FitEvents[K]): void;
}
