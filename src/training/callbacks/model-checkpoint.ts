/** Keras's `ModelCheckpoint`. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { type Rules, type UserOptions, flag, numeric, orNull, readOptions } from '../../options/option-rules';
import type { Callback, CallbackContext, Logs } from './callback';
import { filesFor } from './callback-files';
import { VERBOSE, needArgument, text } from './callback-rules';
import { type TemplatePart, fillTemplate, parseTemplate } from './file-template';
import { MONITOR_RULES, Monitor, type MonitorOptions } from './monitor';

/** Options of `ModelCheckpoint`. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /**
   * Where to write. Placeholders as in Python: `{epoch:02d}` (from 1), `{batch}` (from 1, with a number as `saveFreq`),
   * and metrics such as `{val_loss:.3f}`. Ends in `.keras`, or with `saveWeightsOnly` in `.weights.h5`.
   */
  filepath: string;
  /** Without effect. Default 0. */
  verbose: number;
  /** Whether to write only if the metric is better than before. Default false. */
  saveBestOnly: boolean;
  /** Whether to write weights and the optimizer's state without the network. Default false. */
  saveWeightsOnly: boolean;
  /** After how many training batches to write, across epochs; 'epoch': after each epoch. Default 'epoch'. */
  saveFreq: 'epoch' | number;
  /** Value that the metric must be better than from the start. Default null: none. */
  initialValueThreshold: number | null;
}

/** What `ModelCheckpoint` knows. As in Keras, a later run continues with it. */
export interface ModelCheckpointState {
  /** Best value so far. Null: none. */
  best: number | null;
  batchesSeenSinceLastSaving: number;
  lastBatchSeen: number | null;
  /** From 0. */
  currentEpoch: number;
}

/**
 * Writes the model, or its weights, after epochs or batches.
 *
 * @example
 * const checkpoint = new callbacks.ModelCheckpoint({ filepath: 'best.keras', saveBestOnly: true });
 * new TrainingSession({ data, files, callbacks: [checkpoint] });
 */
export class ModelCheckpoint implements Callback {
  /** @internal */
  static readonly text = {
    en: 'Write the model, or its weights, after epochs or batches',
    es: 'Guardar el modelo, o sus pesos, después de épocas o de lotes',
  };
  /** @internal */
  static readonly rules: Rules<ModelCheckpointOptions> = {
    filepath: text(),
    monitor: MONITOR_RULES.monitor,
    verbose: VERBOSE,
    saveBestOnly: flag(false),
    saveWeightsOnly: flag(false),
    mode: MONITOR_RULES.mode,
    saveFreq: {
      default: 'epoch',
      says: message`must be 'epoch' or a number of batches`,
      read: (value) =>
        value === 'epoch' || Number.isInteger(value) ? (value as 'epoch' | number) : undefined,
    },
    initialValueThreshold: orNull(numeric(0)),
  };
  state: ModelCheckpointState;
  /** Absent if it writes after epochs: training does not wait for the result of each batch then. */
  readonly onTrainBatchEnd?: (batch: number, logs: Logs, context: CallbackContext) => Promise<void>;
  /** @internal */
  readonly path: readonly TemplatePart[];
  readonly #options: ModelCheckpointOptions;
  readonly #monitor: Monitor;

  /**
   * @throws {PupilaError} 'invalid-argument' for an unknown, missing or invalid option, or if the metric's name does
   *   not tell the mode.
   */
  constructor(options: UserOptions<ModelCheckpointOptions> = {}) {
    const { rules } = ModelCheckpoint;
    this.#options = readOptions('`ModelCheckpoint`', rules, options);
    const { filepath, saveFreq, saveWeightsOnly, initialValueThreshold } = this.#options;
    needArgument('ModelCheckpoint', rules.filepath, 'filepath', filepath);
    this.path = parseTemplate(filepath);
    checkEnding(filepath, saveWeightsOnly);
    this.#monitor = new Monitor('ModelCheckpoint', this.#options);
    this.state = {
      best: initialValueThreshold,
      batchesSeenSinceLastSaving: 0,
      lastBatchSeen: null,
      currentEpoch: 0,
    };
    if (saveFreq !== 'epoch')
      this.onTrainBatchEnd = async (batch, logs, context) => {
        if (this.#isDue(batch, saveFreq))
          await this.#save({ epoch: this.state.currentEpoch + 1, batch: batch + 1, ...logs }, logs, context);
      };
  }

  onTrainBegin(_logs: Logs, context: CallbackContext): void {
    filesFor('ModelCheckpoint', context);
    this.#monitor.begin(context);
  }

  onEpochBegin(epoch: number): void {
    this.state.currentEpoch = epoch;
  }

  async onEpochEnd(epoch: number, logs: Logs, context: CallbackContext): Promise<void> {
    if (this.#options.saveFreq === 'epoch') await this.#save({ epoch: epoch + 1, ...logs }, logs, context);
  }

  #isDue(batch: number, frequency: number): boolean {
    const { state } = this;
    const isNewEpoch = state.lastBatchSeen === null || batch <= state.lastBatchSeen;
    state.batchesSeenSinceLastSaving += isNewEpoch ? batch + 1 : batch - (state.lastBatchSeen as number);
    state.lastBatchSeen = batch;
    if (state.batchesSeenSinceLastSaving < frequency) return false;
    state.batchesSeenSinceLastSaving = 0;
    return true;
  }

  /** @param values What the placeholders stand for. */
  async #save(values: Logs, logs: Logs, context: CallbackContext): Promise<void> {
    const { saveBestOnly, saveWeightsOnly } = this.#options;
    const path = fillTemplate(this.path, values);
    if (saveBestOnly && !this.#isBest(logs, context)) return;
    await context.model.save(path, { weightsOnly: saveWeightsOnly });
  }

  /** As in Keras, logs without the metric count as an improvement. */
  #isBest(logs: Logs, context: CallbackContext): boolean {
    const current = this.#monitor.read(this.state.currentEpoch, logs, context);
    if (current === undefined) return true;
    if (!this.#monitor.isImprovement(current, this.state.best)) return false;
    this.state.best = current;
    return true;
  }
}

function checkEnding(filepath: string, weightsOnly: boolean): void {
  if (weightsOnly) {
    if (filepath.endsWith('.weights.h5')) return;
    throw invalidArgument(message`With \`save_weights_only\`, \`filepath\` must end in .weights.h5.`, {
      filepath,
    });
  }
  if (filepath.endsWith('.keras')) return;
  if (filepath.endsWith('.h5'))
    throw invalidArgument(
      message`\`filepath\` must end in .keras: Pupila does not write whole models as .h5, which Keras does.`,
      { filepath },
    );
  throw invalidArgument(message`\`filepath\` must end in .keras.`, { filepath });
}
