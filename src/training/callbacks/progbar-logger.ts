/** Keras's `ProgbarLogger`. */
import { formatNumber } from '../../core/python-number';
import { type UserOptions, readOptions } from '../../options/option-rules';
import type { Callback, CallbackContext, Logs } from './callback';

/**
 * Prints the lines of Keras's `fit(verbose=2)`: the number of each epoch, and after it its steps, times and results. They
 * go to the console; the command line prints them in place of its own line.
 *
 * @example
 * new TrainingSession({ data, callbacks: [new callbacks.ProgbarLogger()] });
 */
export class ProgbarLogger implements Callback {
  /** @internal */
  static readonly text = {
    en: 'Print the lines of Keras’s fit(verbose=2) for each epoch',
    es: 'Escribir las líneas de fit(verbose=2) de Keras en cada época',
  };
  /** @internal */
  static readonly rules = {};
  #startedAt = 0;
  /** The last epoch whose number was printed. */
  #epoch: number | null = null;

  /** @throws {PupilaError} 'invalid-argument' for any option: Keras 3 has none. */
  constructor(options: UserOptions<object> = {}) {
    readOptions('`ProgbarLogger`', ProgbarLogger.rules, options);
  }

  onTrainBegin(): void {
    this.#startedAt = performance.now();
    this.#epoch = null;
  }

  onEpochBegin(epoch: number, _logs: Logs, context: CallbackContext): void {
    this.#startedAt = performance.now();
    this.#begin(epoch, context);
  }

  onEpochEnd(epoch: number, logs: Logs, context: CallbackContext): void {
    // An epoch that a checkpoint interrupted does not begin again.
    if (this.#epoch !== epoch) this.#begin(epoch, context);
    const { steps } = context.params;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const values = inOrder(Object.keys(logs)).map((name) => ` - ${name}: ${valueText(logs[name] as number)}`);
    context.print(
      `${steps}/${steps} - ${fixed(seconds)}s - ${stepText(seconds / steps)}/step${values.join('')}`,
    );
  }

  #begin(epoch: number, { params: { epochs }, print }: CallbackContext): void {
    this.#epoch = epoch;
    if (epochs > 1) print(`Epoch ${epoch + 1}/${epochs}`);
  }
}

const fixed = (value: number): string => formatNumber(value, false, '.0f');

/** Keras compares without the sign: also a metric below zero has an exponent. */
const valueText = (value: number): string => formatNumber(value, false, value > 1e-3 ? '.4f' : '.4e');

function stepText(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${fixed(seconds)}s`;
  return seconds >= 1e-3 ? `${fixed(1e3 * seconds)}ms` : `${fixed(1e6 * seconds)}us`;
}

/** Keras sorts the results of training, then those of validation. Callbacks add the learning rate after them. */
function inOrder(names: readonly string[]): string[] {
  const rankOf = (name: string): number => (name === 'learning_rate' ? 2 : name.startsWith('val_') ? 1 : 0);
  return [0, 1, 2].flatMap((rank) => names.filter((name) => rankOf(name) === rank).sort());
}
