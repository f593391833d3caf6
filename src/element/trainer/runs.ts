/** The current run, and its replacement by the next one. */
import type { DataSource, SessionState } from '../../index';
import { type Engine, engine } from '../engine';
import type { StartOptions } from './host';
import type { NetworkChoice } from './network-choice';
import { abortedError, nothingToContinue } from './refusals';
import { type RunListener, TrainerRun, isActive } from './run';
import { type RunInputs, haveSameSettings, isSameData } from './run-inputs';
import type { TrainerSettings } from './settings';

/** Receives changes and events of the runs. */
export interface RunsListener extends RunListener {
  /** A new run was rejected because of an invalid setting. */
  settingRejected(): void;
}

/** Arguments of the next run. */
export interface NextRun extends Required<StartOptions> {
  data: DataSource;
  /** Called when the library has loaded. */
  settings: () => TrainerSettings;
}

/** Owner: the element's state. */
export class TrainerRuns {
  /** The last run that started. Null: none yet, or `end` was called. */
  current: TrainerRun | null = null;
  /** Identifies the start that waits for the library. */
  #starting: object | null = null;
  /** The choice that the current run started with. */
  #started: RunInputs | null = null;
  readonly #networks: NetworkChoice;
  readonly #listener: RunsListener;

  constructor(networks: NetworkChoice, listener: RunsListener) {
    this.#networks = networks;
    this.#listener = listener;
  }

  /** State of the run. 'preparing' already while the library loads. */
  get state(): SessionState {
    return this.#starting ? 'preparing' : (this.current?.state ?? 'idle');
  }

  /** Whether a run has started and not ended. */
  get busy(): boolean {
    return isActive(this.state);
  }

  /** Whether the last run can be continued: it has trained the network that is still selected. */
  get canContinue(): boolean {
    const { current } = this;
    return current !== null && current.hasTrained && current.network === this.#networks.current;
  }

  /** Whether the current run has trained on these data. */
  hasData(data: DataSource | null): boolean {
    return this.current !== null && isSameData(this.#started?.data ?? null, data);
  }

  /** Whether data, settings or network have changed since the current run started. */
  isOutdated({ data, settings }: RunInputs): boolean {
    const { current } = this;
    if (!current || !this.#started) return false;
    const isSame = current.network === this.#networks.current && this.hasData(data);
    return !isSame || !haveSameSettings(this.#started.settings, settings);
  }

  /** @throws {PupilaError} 'invalid-argument' if there is no run to continue. */
  checkCanContinue(): void {
    if (!this.canContinue) throw nothingToContinue(this.state);
  }

  /**
   * Creates the next run. Stops the current run only after the next one has passed validation.
   *
   * @returns The run, and the end of the current one, which must be awaited before training.
   * @throws {PupilaError} 'invalid-argument' for an invalid setting; 'aborted' if it was cancelled or replaced by
   * another start while the library was loading.
   */
  async next({
    data,
    further,
    onError,
    settings: settingsNow,
  }: NextRun): Promise<{ run: TrainerRun; earlierEnd: Promise<void> }> {
    const earlier = further ? this.current : null;
    const starting = (this.#starting = {});
    try {
      const library = await engine();
      const settings = settingsNow();
      // Check the settings first: continuing a run stops it.
      this.#check(library, settings, onError);
      const { options, ...network } = await (earlier
        ? this.#networks.continued(earlier, settings)
        : this.#networks.fromScratch(library, settings));
      if (starting !== this.#starting) throw abortedError();
      const inputs = { data, ...network, options: { ...options, onError } };
      const run = new TrainerRun(library, inputs, this.#listener, earlier);
      const earlierEnd = this.end().then(() => this.#networks.disposeUnused());
      this.current = run;
      this.#started = { data, settings };
      return { run, earlierEnd };
    } finally {
      if (starting === this.#starting) this.#starting = null;
    }
  }

  /** Cancels a start that waits for the library. */
  cancelStart(): void {
    this.#starting = null;
  }

  /** Stops the run after the current work item, or cancels a start. */
  stop(): void {
    this.cancelStart();
    this.current?.stop();
  }

  /** Stops the run and frees it. `current` is null afterwards. Resolves when everything is freed. */
  async end(): Promise<void> {
    const { current } = this;
    this.cancelStart();
    this.current = null;
    await current?.end();
  }

  #check(library: Engine, settings: TrainerSettings, onError: NextRun['onError']): void {
    try {
      this.#networks.check(library, settings, onError);
    } catch (error) {
      this.#listener.settingRejected();
      throw error;
    }
  }
}
