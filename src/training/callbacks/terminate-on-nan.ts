/** Keras's `TerminateOnNaN`. Its messages name the step too: Keras counts batches from 0, all other texts steps from 1. */
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';
import { type Rules, type UserOptions, flag, readOptions } from '../../options/option-rules';
import type { Callback, CallbackContext, Logs } from './callback';

/** Options of `TerminateOnNaN`. */
export interface TerminateOnNaNOptions {
  /** Reject with 'loss-not-finite' instead of ending training; `onTrainEnd` is then not called. Default false. */
  raiseError: boolean;
}

/**
 * Ends training after a batch that makes the epoch's mean loss NaN or infinite. Weights and history are kept.
 *
 * @example
 * new TrainingSession({ data, callbacks: [new callbacks.TerminateOnNaN()] });
 */
export class TerminateOnNaN implements Callback {
  /** @internal */
  static readonly text = {
    en: 'End training at a loss that is NaN or infinite',
    es: 'Terminar el entrenamiento si la pérdida es NaN o infinita',
  };
  /** @internal */
  static readonly rules: Rules<TerminateOnNaNOptions> = { raiseError: flag(false) };
  readonly #options: TerminateOnNaNOptions;

  /** @throws {PupilaError} 'invalid-argument' for an unknown or invalid option. */
  constructor(options: UserOptions<TerminateOnNaNOptions> = {}) {
    this.#options = readOptions('`TerminateOnNaN`', TerminateOnNaN.rules, options);
  }

  onTrainBatchEnd(batch: number, { loss }: Logs, { stopTraining }: CallbackContext): void {
    if (Number.isFinite(loss)) return;
    if (this.#options.raiseError) throw lossError(batch, loss);
    const step = batch + 1;
    stopTraining({
      en: `Batch ${batch}: Invalid loss, terminating training (Keras counts batches from 0: this is step ${step})`,
      es: `Lote ${batch}: pérdida no válida, termina el entrenamiento (Keras cuenta los lotes desde 0: es la iteración ${step})`,
    });
  }
}

function lossError(batch: number, loss: number | undefined): PupilaError {
  return new PupilaError(
    'loss-not-finite',
    message`NaN or Inf loss encountered at batch ${batch}. Loss value: ${String(loss)}. Terminating training immediately. Keras counts batches from 0: this is step ${batch + 1}.`,
  );
}
