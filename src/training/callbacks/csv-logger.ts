/** Keras's `CSVLogger`. */
import { message } from '../../core/message';
import { pythonFloat } from '../../core/python-number';
import { type Rules, type UserOptions, flag, readOptions } from '../../options/option-rules';
import type { Callback, CallbackContext, Logs } from './callback';
import { filesFor } from './callback-files';
import { needArgument, text } from './callback-rules';
import type { TemplatePart } from './file-template';

/** Options of `CSVLogger`. */
export interface CSVLoggerOptions {
  /** Where to write, such as 'training.csv'. */
  filename: string;
  /** One character between two values. Default ','. */
  separator: string;
  /** Whether to continue a file that an earlier run wrote, instead of replacing it. Default false. */
  append: boolean;
}

/** What `CSVLogger` has written. */
export interface CSVLoggerState {
  /** Content of the file. */
  text: string;
  /** Null before the first epoch. */
  columns: readonly string[] | null;
}

/**
 * Writes the logs of each epoch into a CSV file, to the letter as Keras does: epochs count from 0, columns are sorted by
 * name, and lines end in CR LF. Metrics that the first epoch lacks get no column; without validation there are
 * columns of NA for it.
 *
 * @example
 * new TrainingSession({ data, files, callbacks: [new callbacks.CSVLogger({ filename: 'training.csv' })] });
 */
export class CSVLogger implements Callback {
  /** @internal */
  static readonly text = {
    en: 'Write the results of each epoch into a CSV file',
    es: 'Escribir los resultados de cada época en un archivo CSV',
  };
  /** @internal */
  static readonly rules: Rules<CSVLoggerOptions> = {
    filename: text(),
    separator: {
      default: ',',
      says: message`must be one character`,
      read: (value) => (typeof value === 'string' && [...value].length === 1 ? value : undefined),
    },
    append: flag(false),
  };
  /** @internal */
  readonly path: readonly TemplatePart[];
  readonly #options: CSVLoggerOptions;
  state: CSVLoggerState = { text: '', columns: null };

  /** @throws {PupilaError} 'invalid-argument' for an unknown, missing or invalid option. */
  constructor(options: UserOptions<CSVLoggerOptions> = {}) {
    const { rules } = CSVLogger;
    this.#options = readOptions('`CSVLogger`', rules, options);
    needArgument('CSVLogger', rules.filename, 'filename', this.#options.filename);
    this.path = [this.#options.filename];
  }

  async onTrainBegin(_logs: Logs, context: CallbackContext): Promise<void> {
    const { filename, append } = this.#options;
    const files = filesFor('CSVLogger', context);
    this.state = { text: (append && (await files.read?.(filename))) || '', columns: null };
    await files.write(filename, this.state.text);
  }

  async onEpochEnd(epoch: number, logs: Logs, context: CallbackContext): Promise<void> {
    const { filename } = this.#options;
    const { state } = this;
    if (!state.columns) {
      state.columns = columnsOf(logs);
      if (state.text === '') this.#addRow(['epoch', ...state.columns]);
    }
    const values = state.columns.map((name) => {
      const value = logs[name];
      return value === undefined ? 'NA' : pythonFloat(value);
    });
    this.#addRow([String(epoch), ...values]);
    await filesFor('CSVLogger', context).write(filename, state.text);
  }

  #addRow(values: readonly string[]): void {
    const { separator } = this.#options;
    this.state.text += `${values.map((value) => quoted(value, separator)).join(separator)}\r\n`;
  }
}

function columnsOf(logs: Logs): string[] {
  const names = Object.keys(logs).sort();
  return names.some((name) => name.startsWith('val_'))
    ? names
    : [...names, ...names.map((name) => `val_${name}`)];
}

/** Quotes a value if that is needed: Python's `csv.QUOTE_MINIMAL`. */
const quoted = (value: string, separator: string): string =>
  value.includes(separator) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
