/** Which run is the current one, and how the next takes its place. */
import type { DataSource, SessionState } from '../../index';
import { type Engine, engine } from '../engine';
import type { StartOptions } from './host';
import type { NetworkChoice } from './network-choice';
import { ended, nothingToGoOnFrom } from './refusals';
import { type RunListener, TrainerRun, isUnderWay } from './run';
import type { TrainerSettings } from './settings';

/** Who shows the runs. */
export interface RunsListener extends RunListener {
  /** A new run was refused for a setting. */
  settingRefused(): void;
}

/** What the next run is made of. */
export interface NextRun extends Required<StartOptions> {
  data: DataSource;
  /** Read when the library is there. */
  settings: () => TrainerSettings;
}

/** Owner: the element's state. */
export class TrainerRuns {
  /** The last that began; null: none yet, or it was ended. */
  current: TrainerRun | null = null;
  /** The start that waits for the library. */
  #starting: object | null = null;
  readonly #networks: NetworkChoice;
  readonly #listener: RunsListener;

  constructor(networks: NetworkChoice, listener: RunsListener) {
    this.#networks = networks;
    this.#listener = listener;
  }

  /** Where the run stands, from the moment that it is asked for. */
  get state(): SessionState {
    return this.#starting ? 'preparing' : (this.current?.state ?? 'idle');
  }

  /** True from the start of a run to its end. */
  get busy(): boolean {
    return isUnderWay(this.state);
  }

  /** Whether a run can go on from the last: that one has trained the network that is still the chosen one. */
  get canGoFurther(): boolean {
    const { current } = this;
    return current !== null && current.hasLearned && current.network === this.#networks.current;
  }

  /** @throws {PupilaError} 'invalid-argument' when there is no run to go on from. */
  checkFurther(): void {
    if (!this.canGoFurther) throw nothingToGoOnFrom(this.state);
  }

  /**
   * Makes the next run. The current one ends when nothing is left that could refuse the next.
   *
   * @returns The run, and the end of the one before, to be awaited before it trains.
   * @throws {PupilaError} 'invalid-argument' for a setting; 'aborted' when it was cancelled, or another was started,
   * while the library was loaded.
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
      // To go on from a run stops it: settings are checked before.
      this.#check(library, settings, onError);
      const { options, ...network } = await (earlier
        ? this.#networks.further(earlier, settings)
        : this.#networks.fresh(library, settings));
      if (starting !== this.#starting) throw ended();
      const inputs = { data, ...network, options: { ...options, onError } };
      const run = new TrainerRun(library, inputs, this.#listener, earlier);
      const earlierEnd = this.end().then(() => this.#networks.forgetUnused());
      this.current = run;
      return { run, earlierEnd };
    } finally {
      if (starting === this.#starting) this.#starting = null;
    }
  }

  /** A run that waits for the library does not begin. */
  cancelStart(): void {
    this.#starting = null;
  }

  /** Ends the run after the work under way; one that has not begun does not begin. */
  stop(): void {
    this.cancelStart();
    this.current?.stop();
  }

  /** Ends the run and frees what it holds; there is none afterwards. Resolves when that is done. */
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
      this.#listener.settingRefused();
      throw error;
    }
  }
}
