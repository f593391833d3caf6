/** The run whose results are shown, and its replacement by the next one at that one's first step. */
import type { DataSource, DatasetInfo, FitResult, SessionState } from '../../index';
import { type Engine, engine } from '../engine';
import type { KeptRun } from '../kept/kept-run';
import type { Model } from '../model-input';
import type { StartOptions } from './host';
import type { KeptBeginning, KeptStart } from './kept-runs';
import type { NetworkChoice } from './network-choice';
import { abortedError, nothingToContinue } from './refusals';
import { type RunListener, TrainerRun, isActive } from './run';
import { type PastRun, type RunInputs, haveSameSettings, isSameData } from './run-inputs';
import type { TrainerSettings } from './settings';

/** Receives changes and events of the runs. */
export interface RunsListener extends RunListener {
  /** A new run was rejected because of an invalid setting. */
  settingRejected(): void;
}

/** Arguments of the next run. */
export interface NextRun extends Required<StartOptions> {
  /** Where an interrupted run begins. Null: this one begins anew, or continues the current one. */
  from: KeptStart | null;
  /** Begins to keep it. */
  keep: (run: KeptBeginning) => Promise<KeptRun | null>;
  data: DataSource;
  byClass: RunInputs['byClass'];
  /** Called when the library has loaded. */
  settings: () => TrainerSettings;
}

/** A run, and the choice that it started with. */
interface Started {
  run: TrainerRun;
  inputs: RunInputs;
  /** The runs that it continues, oldest first. */
  past: readonly PastRun[];
  /** Null: it is not kept. */
  kept: KeptRun | null;
}

/** Returns the runs that a continuation of this one continues. */
function pastAfter({ run, inputs, past }: Started): readonly PastRun[] {
  const { dataset, epochsDone: epochs, steps, stepsOfCompleteEpochs } = run;
  return [...past, { ...inputs, dataset, epochs, isUnfinished: steps.length > stepsOfCompleteEpochs.length }];
}

/** What a run has read. */
function readOf(started: Started | null): { data: DataSource | null; dataset: DatasetInfo } | null {
  const dataset = started?.run.dataset;
  return dataset ? { data: started.inputs.data, dataset } : null;
}

/** Whether two networks have a layer in common: one got a new last layer, or they are the same. */
function sharesLayers(a: Model, b: Model | null): boolean {
  return b !== null && a.layers.some((layer) => b.layers.includes(layer));
}

/** Owner: the element's state. */
export class TrainerRuns {
  #shown: Started | null = null;
  /** The last run that started, while the results of an earlier one are shown: it has no step yet, or it failed before. */
  #next: Started | null = null;
  /** The last data set that was read, of runs that ended since. */
  #read: { data: DataSource | null; dataset: DatasetInfo } | null = null;
  /** Identifies the start that waits for the library. */
  #starting: object | null = null;
  /** Weights of shown runs, for the case that a run which starts with others fails before its first step. */
  readonly #trainedWeights = new WeakMap<TrainerRun, Float32Array[]>();
  readonly #networks: NetworkChoice;
  readonly #listener: RunsListener;

  constructor(networks: NetworkChoice, listener: RunsListener) {
    this.#networks = networks;
    this.#listener = listener;
  }

  /** The run whose results are shown. Null: none yet, or `end` was called. */
  get current(): TrainerRun | null {
    return this.#shown?.run ?? null;
  }

  /** The run that replaces the current one at its first step. Null: none. */
  get next(): TrainerRun | null {
    const run = this.#next?.run;
    return run && isActive(run.state) ? run : null;
  }

  /** The run that was started last and has not ended, else the current one. */
  get active(): TrainerRun | null {
    return this.next ?? this.current;
  }

  /** The last run that started, also if it failed before its first step. */
  get last(): TrainerRun | null {
    return this.#next?.run ?? this.current;
  }

  /** The runs that the current one continues, oldest first. */
  get past(): readonly PastRun[] {
    return this.#shown?.past ?? [];
  }

  /** State of the run. 'preparing' already while the library loads. */
  get state(): SessionState {
    if (this.#starting) return 'preparing';
    return this.active?.state ?? 'idle';
  }

  /** Whether a run has started and not ended. */
  get busy(): boolean {
    return isActive(this.state);
  }

  /** Whether the current run can be continued: it has trained the network that is still selected, and not to NaN. */
  get canContinue(): boolean {
    const { current } = this;
    if (!current?.hasTrained || current.network !== this.#networks.current) return false;
    return current.lossNotFinite?.part !== 'training';
  }

  /** Whether the current run has trained on these data. */
  hasData(data: DataSource | null): boolean {
    return this.#shown !== null && isSameData(this.#shown.inputs.data, data);
  }

  /** The data set that a run has read of these data. Null: none has. */
  datasetOf(data: DataSource | null): DatasetInfo | null {
    const reads = [readOf(this.#next), readOf(this.#shown), this.#read];
    return reads.find((read) => read && isSameData(read.data, data))?.dataset ?? null;
  }

  /** Whether data, settings or network have changed since the current run started. */
  isOutdated({ data, settings }: Omit<RunInputs, 'byClass'>): boolean {
    if (!this.#shown) return false;
    const { run, inputs } = this.#shown;
    const isSame = run.network === this.#networks.current && this.hasData(data);
    return !isSame || !haveSameSettings(inputs.settings, settings);
  }

  /** @throws {PupilaError} 'invalid-argument' if there is no run to continue. */
  checkCanContinue(): void {
    if (!this.canContinue) throw nothingToContinue(this.state);
  }

  /**
   * Trains the next run. An earlier one with results stops training when the next one has passed validation, and is
   * replaced at the first step of the next one. If that fails or is stopped before, the earlier one is as it was.
   *
   * @throws {PupilaError} 'invalid-argument' for an invalid setting; 'aborted' if it was cancelled or replaced by
   * another start; else the session's error.
   */
  async train(next: NextRun): Promise<{ run: TrainerRun; result: FitResult }> {
    const { run, kept, earlierEnd } = await this.#begin(next);
    try {
      const result = await run.train(earlierEnd);
      if (!result.stopped) await kept?.end();
      return { run, result };
    } finally {
      kept?.release();
      if (run !== this.current) await this.#giveUp(run, await earlierEnd);
    }
  }

  /** Creates the next run, and ends what it replaces at once. */
  async #begin({
    data,
    byClass,
    further,
    onError,
    from,
    keep,
    settings: settingsNow,
  }: NextRun): Promise<Pick<Started, 'run' | 'kept'> & { earlierEnd: Promise<() => void> }> {
    const continued = further ? this.#shown : null;
    const earlier = continued?.run ?? null;
    const starting = (this.#starting = {});
    try {
      const library = await engine();
      const settings = settingsNow();
      // Check the settings first: continuing a run stops it.
      this.#check(library, settings, onError);
      const { options, ...network } = await (earlier
        ? this.#networks.continued(earlier, settings)
        : this.#networks.fromScratch(library, settings));
      const kept = await keep({
        ...{ data, settings, epochs: from?.epochs ?? options?.epochs ?? settings.epochs },
        earlier: from?.earlier ?? earlier?.soFar ?? { steps: [], history: {}, logs: [] },
        now: () => {
          const { steps, files, isStoppedByReader: isStopped } = run;
          return { stepsPerEpoch: steps.at(-1)?.stepsPerEpoch ?? 1, files, isStopped };
        },
      });
      if (starting !== this.#starting) {
        kept?.release();
        throw abortedError();
      }
      const inputs = {
        ...{ data, ...network, checkpoints: kept?.store ?? null },
        // A checkpoint has the options of its run, also those that were drawn.
        ...(from ? { checkpoint: from.checkpoint, options: {} } : { options: { ...options, onError } }),
      };
      const run = new TrainerRun(library, inputs, this.#listener, earlier, from);
      const past = continued ? pastAfter(continued) : [];
      const started = { run, inputs: { data, byClass, settings }, past, kept };
      return { run, kept, earlierEnd: this.#place(started, library) };
    } finally {
      if (starting === this.#starting) this.#starting = null;
    }
  }

  /**
   * Shows a new run at once if there are no results to keep, else at its first step.
   *
   * @returns When it can train: no other run trains the same network. The function undoes what its preparation does to
   * the layers of the earlier one.
   */
  async #place(next: Started, library: Engine): Promise<() => void> {
    const { current } = this;
    const replaced = this.#dropNext();
    if (!current?.hasTrained) {
      this.#shown = next;
      await Promise.all([replaced, current?.end()]);
      this.#networks.disposeUnused();
      return () => undefined;
    }
    this.#next = next;
    next.run.onFirstStep = () => this.#show(next, current);
    await Promise.all([replaced, current.halt()]);
    const { network } = current;
    if (!network || next.run.isContinuation || !sharesLayers(network, next.run.network))
      return () => undefined;
    const weights = this.#trainedWeights.get(current) ?? (await library.weightValues(network));
    this.#trainedWeights.set(current, weights);
    return () => {
      if (this.current === current && current.isUsable) library.assignWeights(network, weights);
    };
  }

  /** Replaces the run whose results are shown. */
  #show(next: Started, earlier: TrainerRun): void {
    this.#shown = next;
    this.#next = null;
    next.run.takeModel(earlier);
    void earlier.end().then(() => this.#networks.disposeUnused());
  }

  /** Frees a run that ended before its first step, or that another one has replaced. */
  async #giveUp(run: TrainerRun, undo: () => void): Promise<void> {
    await run.end();
    undo();
    if (this.#next?.run === run && this.current) this.#listener.emit('state', this.current.state);
  }

  async #dropNext(): Promise<void> {
    const next = this.#next;
    this.#next = null;
    this.#read = readOf(next) ?? this.#read;
    await next?.run.end();
  }

  /** Cancels a start: while it waits for the library, or before the first step. */
  cancelStart(): void {
    this.#starting = null;
    void this.#dropNext();
  }

  /** Stops the run after the current work item, or cancels a start. */
  stop(): void {
    this.#starting = null;
    this.active?.stop();
  }

  /** Stops the run and frees it. `current` is null afterwards. Resolves when everything is freed. */
  async end(): Promise<void> {
    const { current } = this;
    this.#starting = null;
    this.#read = readOf(this.#shown) ?? this.#read;
    this.#shown = null;
    // A run that continues the current one trains its model.
    if (this.#next) await this.#dropNext();
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
