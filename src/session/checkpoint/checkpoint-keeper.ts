/** Decides when a run's checkpoint is made, and hands it to its store. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { BEST_CHECKPOINT, CHECKPOINT_TURNS } from '../../core/checkpoint-names';
import type { Message } from '../../core/message';
import { message } from '../../core/message';
import { messageOf } from '../../core/errors';
import type { TrainingOptions } from '../../options/training-options';
import { readValidationFreq, validatesAfter } from '../../options/validation-freq';
import type { BackupAndRestoreOptions } from '../../training/callbacks/backup-and-restore';
import type { FitProgress, ProgressKeeper } from '../../training/fit-progress';
import type { Optimizer } from '../../training/optimizers';
import type { TrainState, TrainStep } from '../../training/train-step';
import { yieldToMain } from '../../training/yield';
import { writeCheckpoint } from './checkpoint-file';
import type { CheckpointFacts, RunCheckpoint } from './run-checkpoint';
import { WeightSnapshot } from './weight-snapshot';

/**
 * Where checkpoints are kept. Each is complete in itself.
 *
 * @example
 * const files = new Map<string, Blob>();
 * const checkpoints: CheckpointStore = { write: async (name, file) => void files.set(name, file) };
 */
export interface CheckpointStore {
  /**
   * Creates or replaces a file, so that a failure leaves the one before. The names are `0.ckpt` and `1.ckpt` in turns, and
   * `best.ckpt` for the epoch with the lowest validation loss (without validation: loss).
   *
   * @param facts What the checkpoint says, such as its epoch.
   * @throws What prevents it, such as a full disk. Training continues, and a warning says so.
   */
  write(name: string, file: Blob, facts: CheckpointFacts): Promise<void>;
  /** Creates or replaces `to` with what `write` has written to `from`. Default: `write` writes it a second time. */
  copy?(from: string, to: string): Promise<void>;
  /** Time between two checkpoints in seconds, at least 0. One is also made after each epoch. Default 30. */
  everySeconds?: number;
  /** Removes a file. Called when a run with the callback `BackupAndRestore` is complete. Default: the files stay. */
  remove?(name: string): Promise<void>;
}

const EVERY_SECONDS = 30;
/** One that is being written, and one that waits. */
const MOST_UNWRITTEN = 2;

/** Returns the number of steps between two checkpoints that `BackupAndRestore` asks for. Null: none. */
export const everyStepsOf = (backup: BackupAndRestoreOptions | null): number | null =>
  backup === null || backup.saveFreq === 'epoch' ? null : backup.saveFreq;

/** What a checkpoint is made of. */
interface CheckpointKeeperOptions {
  store: CheckpointStore;
  /** Number of steps between two checkpoints, beside the store's time. Null: only the time. */
  everySteps: number | null;
  step: TrainStep;
  model: LayersModel;
  optimizer: Optimizer;
  facts: Pick<CheckpointFacts, 'options' | 'identity' | 'backend'>;
  onWarning: (warning: Message) => void;
}

/** A run's state, of which training changes nothing. */
type CopiedState = Omit<RunCheckpoint, 'weights'> & { weights: WeightSnapshot };

export class CheckpointKeeper implements ProgressKeeper {
  readonly #options: CheckpointKeeperOptions;
  #madeAt = performance.now();
  #made = 0;
  #writing: Promise<void> = Promise.resolve();
  /** Checkpoints that are not written yet. */
  #unwritten = 0;
  /** Memory of the slots of the last checkpoint. */
  #slots: TrainState['slots'] | null = null;
  #hasFailed = false;

  constructor(options: CheckpointKeeperOptions) {
    this.#options = options;
  }

  /** Takes the memory for the first checkpoint, so that training stops no longer for it than for others. */
  async reserve(): Promise<void> {
    this.#slots = await this.#options.step.slots();
  }

  isDue(steps: number): boolean {
    const { everySteps, store } = this.#options;
    if (everySteps !== null && steps % everySteps === 0) return true;
    const { everySeconds = EVERY_SECONDS } = store;
    // A slow store gets fewer, so that their copies do not fill the memory.
    return this.#unwritten === 0 && performance.now() - this.#madeAt >= 1000 * everySeconds;
  }

  /** Copies the state. The file is written while training goes on. */
  async keep(progress: FitProgress): Promise<void> {
    // A run whose training loss is no number does not recover: the checkpoint before is the last good one.
    if (progress.lossNotFinite?.part === 'training') return;
    const { everySteps, step, model, optimizer, facts } = this.#options;
    const { iterations, learningRate } = optimizer;
    const copied = structuredClone(progress);
    // None is left out: training waits for a slow store, so that copies do not fill the memory.
    if (everySteps !== null || this.#unwritten >= MOST_UNWRITTEN) await this.#writing;
    const weights = new WeightSnapshot(model);
    // The copy and the next step have time budgets of their own.
    await yieldToMain();
    const slots = (this.#slots = await step.slots(this.#unwritten === 0 ? this.#slots : null));
    await yieldToMain();
    const saved = {
      ...facts,
      savedAt: Date.now(),
      progress: copied,
      optimizer: { iterations, learningRate },
    };
    this.#madeAt = performance.now();
    const turn = CHECKPOINT_TURNS[this.#made++ % 2] as string;
    const names = [turn, ...(isBest(copied, facts.options) ? [BEST_CHECKPOINT] : [])];
    // One after the other: the file of the checkpoint before is complete before this one replaces the other.
    this.#unwritten += 1;
    this.#writing = this.#writing.then(() => this.#write(names, { facts: saved, weights, slots }));
  }

  /** Resolves when the last checkpoint is written. */
  whenWritten(): Promise<void> {
    return this.#writing;
  }

  /** Removes the last two checkpoints, where the store can. The best epoch's stays. */
  async remove(): Promise<void> {
    await this.#writing;
    const { store, onWarning } = this.#options;
    for (const name of CHECKPOINT_TURNS)
      await store.remove?.(name).catch((error: unknown) => {
        onWarning(message`A checkpoint was not removed. ${messageOf(error)}`);
      });
  }

  async #write(names: readonly string[], { weights, ...state }: CopiedState): Promise<void> {
    const { store, onWarning } = this.#options;
    try {
      const file = await writeCheckpoint({ ...state, weights: await weights.take() });
      const [first = '', ...others] = names;
      await store.write(first, file, state.facts);
      for (const name of others)
        await (store.copy ? store.copy(first, name) : store.write(name, file, state.facts));
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed)
        onWarning(message`A checkpoint was not written; training continues. ${messageOf(error)}`);
      this.#hasFailed = true;
    }
    this.#unwritten -= 1;
  }
}

/** Whether the epoch that has just ended is the best of all, also of those before a checkpoint. */
function isBest({ epoch, step, history }: FitProgress, { validationFreq }: TrainingOptions): boolean {
  const isValidated = validatesAfter(epoch - 1, readValidationFreq(validationFreq) ?? null);
  if (history['val_loss'] && !isValidated) return false;
  const losses = history['val_loss'] ?? history['loss'] ?? [];
  const last = losses.at(-1) ?? NaN;
  // A loss that is no number is worse than any other.
  return step === 0 && Number.isFinite(last) && losses.slice(0, -1).every((loss) => !(loss <= last));
}
