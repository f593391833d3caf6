/** The error that the trainer shows: which tab it belongs to, and what mends it. */
import type { PupilaError } from '../../index';
import { withCode } from '../reader-error';
import type { TrainerHost, TrainerTab } from './host';
import { isAborted, refusedField } from './refusals';
import type { Remedy } from './remedy';
import type { Setting } from './settings';

export class ShownError {
  error: PupilaError | null = null;
  /** The tab that `error` belongs to: that of the action. Null: all of them, because it is a run's. */
  tab: TrainerTab | null = null;
  /** One-click fix for `error`. */
  remedy: Remedy | null = null;
  /** The last error about a field of the settings. */
  #refusal: { setting: Setting; error: PupilaError } | null = null;
  readonly #host: Pick<TrainerHost, 'announce' | 'refusedSetting'>;
  readonly #changed: () => void;

  /** @param changed Called when something changes. */
  constructor(host: Pick<TrainerHost, 'announce' | 'refusedSetting'>, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
  }

  clear(): void {
    this.error = null;
    this.remedy = null;
  }

  /**
   * Runs an action and shows its error. Being stopped on purpose is not an error.
   *
   * @param tab The tab that shows the error. Null: all of them.
   * @param keepsError Whether an earlier error is still true after the action. Default false.
   */
  async show<T>(tab: TrainerTab | null, action: () => Promise<T>, { keepsError = false } = {}): Promise<T> {
    if (!keepsError) this.clear();
    this.#changed();
    try {
      return await action();
    } catch (thrown) {
      const error = withCode(thrown);
      if (!isAborted(error)) {
        // The action of a run has set its own remedy.
        if (keepsError) this.clear();
        this.error = error;
        this.tab = tab;
        this.#host.announce('pupila-error', error);
      }
      throw error;
    } finally {
      this.#changed();
    }
  }

  /** Returns the error about a field whose text breaks its rule. */
  refusalOf(setting: Setting): PupilaError {
    this.#refusal = { setting, error: refusedField(setting) };
    return this.#refusal.error;
  }

  /** Whether an error is the last one about a field. */
  isRefusal(error: unknown): boolean {
    return error === this.#refusal?.error;
  }

  /** Makes the error about a refused field name the next one, or ends it when the fields are valid. */
  fieldsChanged(): void {
    if (this.#refusal === null || this.error !== this.#refusal.error) return;
    const setting = this.#host.refusedSetting();
    if (setting?.name === this.#refusal.setting.name) return;
    if (setting) this.error = this.refusalOf(setting);
    else this.clear();
    this.#changed();
  }
}
