/** Keras's `BackupAndRestore`. The session's checkpoints are the backup: they hold the whole run, to the last bit. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { type Rules, type UserOptions, flag, orNull, readOptions } from '../../options/option-rules';
import type { Callback, CallbackContext, Logs } from './callback';
import { text } from './callback-rules';

/** Options of `BackupAndRestore`. */
export interface BackupAndRestoreOptions {
  /** Without effect, and a warning says so: the backup is where the run keeps its checkpoints. Default null. */
  backupDir: string | null;
  /** After how many training batches to write a checkpoint, across epochs; 'epoch': after each epoch. Default 'epoch'. */
  saveFreq: 'epoch' | number;
  /** Without effect: the last two checkpoints are always kept. Default false. */
  doubleCheckpoint: boolean;
  /** Whether the last two checkpoints are removed when the run is complete. Default true. */
  deleteCheckpoint: boolean;
}

/**
 * Lets a run continue after an interruption. A headless run that is started again with the same `out` continues by itself,
 * and so does `<pupila-trainer>` on the page's data; a `TrainingSession` continues from its input `checkpoint`.
 *
 * Checkpoints are also written after each epoch, and as often as the place for them says.
 *
 * @example
 * const backup = new callbacks.BackupAndRestore({ saveFreq: 50 });
 * new TrainingSession({ data, checkpoints, callbacks: [backup] });
 */
export class BackupAndRestore implements Callback {
  /** @internal */
  static readonly text = {
    en: 'Write checkpoints, and continue a run that was interrupted when it is started again',
    es: 'Guardar puntos de control, y continuar un entrenamiento interrumpido cuando se inicia otra vez',
  };
  /** @internal */
  static readonly rules: Rules<BackupAndRestoreOptions> = {
    backupDir: orNull(text()),
    saveFreq: {
      default: 'epoch',
      says: message`must be 'epoch' or a number of batches of at least 1`,
      read: (value) =>
        value === 'epoch' || (Number.isInteger(value) && Number(value) >= 1)
          ? (value as 'epoch' | number)
          : undefined,
    },
    doubleCheckpoint: flag(false),
    deleteCheckpoint: flag(true),
  };
  /** @internal */
  readonly options: BackupAndRestoreOptions;

  /** @throws {PupilaError} 'invalid-argument' for an unknown or invalid option. */
  constructor(options: UserOptions<BackupAndRestoreOptions> = {}) {
    this.options = readOptions('`BackupAndRestore`', BackupAndRestore.rules, options);
  }

  onTrainBegin(_logs: Logs, { warn }: CallbackContext): void {
    const { backupDir } = this.options;
    if (backupDir === null) return;
    warn({
      en: `BackupAndRestore keeps its backup with the checkpoints of the run, and not in ${backupDir}`,
      es: `BackupAndRestore guarda su copia con los puntos de control del entrenamiento, y no en ${backupDir}`,
    });
  }
}

/**
 * Returns the options of the `BackupAndRestore` among callbacks. Null: there is none.
 *
 * @param hasPlace Whether the run keeps checkpoints.
 * @throws {PupilaError} 'invalid-argument' for a second one, or without a place for checkpoints.
 */
export function backupOf(callbacks: readonly Callback[], hasPlace: boolean): BackupAndRestoreOptions | null {
  const found = callbacks.filter((callback) => callback instanceof BackupAndRestore);
  const received = { callbacks: found.map(() => 'BackupAndRestore').join(', ') };
  if (found.length > 1) throw invalidArgument(message`BackupAndRestore must be given only once.`, received);
  if (found.length > 0 && !hasPlace)
    throw invalidArgument(
      message`BackupAndRestore needs a place for checkpoints: \`checkpoints\` of a \`TrainingSession\`, the folder \`out\` of a headless run, or a page whose browser keeps them.`,
      received,
    );
  return found[0]?.options ?? null;
}
