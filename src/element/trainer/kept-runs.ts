/** Keeps the trainer's runs in the browser, and continues one that was interrupted. */
import type { CheckpointStore, DataSource, FinishedStep, RunCheckpoint, StepEvent } from '../../index';
import { engine } from '../engine';
import type { InterruptedRun, KeptNow, KeptRun, RestoredProgress, RunProgress } from '../kept/kept-run';
import { readValidationFreq, validatedEpochs } from '../../options/validation-freq';
import type { DataChoice } from './data-choice';
import type { TrainerHost } from './host';
import type { NetworkChoice } from './network-choice';
import type { RunInputs } from './run-inputs';

/** Where an interrupted run begins. */
export interface KeptStart extends RestoredProgress {
  checkpoint: RunCheckpoint;
  /** Number of the last epoch. */
  epochs: number;
}

/** A run that begins. */
export interface KeptBeginning extends Pick<RunInputs, 'settings'> {
  data: { name?: string; url?: string };
  epochs: number;
  earlier: RunProgress;
  now: () => KeptNow;
}

/** What it needs of the trainer's state. */
export interface KeptParts {
  host: TrainerHost;
  choice: DataChoice;
  networks: NetworkChoice;
  changed(): void;
}

/** Owner: the element's state. */
export class KeptRuns {
  /** The run that was interrupted. Null: none is known. */
  interrupted: InterruptedRun | null = null;
  readonly #parts: KeptParts;

  constructor(parts: KeptParts) {
    this.#parts = parts;
  }

  /** Looks for an interrupted run of this page. */
  async look(): Promise<void> {
    const owner = this.#parts.host.keptOwner();
    if (owner === null) return;
    // Loaded when the element is shown: its first view does not need it.
    const { findInterrupted } = await import('../kept/kept-run');
    this.interrupted = await findInterrupted(owner);
    this.#parts.changed();
  }

  /** Deletes the interrupted run. */
  async discard(): Promise<void> {
    const { interrupted } = this;
    this.interrupted = null;
    this.#parts.changed();
    await interrupted?.discard();
  }

  /**
   * The names of what must be chosen again: its pictures, its model.
   *
   * @param chosen The chosen data. The run on the reader's own pictures needs such.
   */
  missing(chosen: DataSource | null): string[] {
    const { data, model } = this.interrupted?.record ?? { data: { name: '', url: null }, model: null };
    const hasData = data.url !== null || (chosen !== null && chosen.kind !== 'url');
    const hasModel = model === null || this.#parts.networks.loaded !== null;
    return [...(hasData ? [] : [data.name]), ...(hasModel ? [] : [model])];
  }

  /**
   * Whether it continues without a question: `BackupAndRestore` asks for it, the reader did not stop it, and the page has its
   * data and network.
   */
  get continuesByItself(): boolean {
    const { interrupted } = this;
    if (!interrupted?.record.isBackedUp || interrupted.record.isStopped) return false;
    const { data, network } = interrupted.record;
    const { host } = this.#parts;
    const given = host.given();
    const hasData = data.url !== null && (!given || (given.kind === 'url' && given.url === data.url));
    const hasNetwork = network === null || host.keptNetwork() !== null;
    return hasData && hasNetwork && this.missing(null).length === 0;
  }

  /**
   * Sets settings, network and data as they were in the interrupted run, as far as they are known.
   *
   * @returns Null if there is none.
   * @throws {PupilaError} 'bad-checkpoint' if its checkpoints are damaged.
   */
  async restore(): Promise<KeptStart | null> {
    const { interrupted } = this;
    if (!interrupted) return null;
    const { host, choice } = this.#parts;
    const { settings, network, data, epochs, earlier, stepsPerEpoch } = interrupted.record;
    const { newestCheckpoint, finishedSteps } = await engine();
    const checkpoint = await newestCheckpoint(await interrupted.checkpoints());
    host.setSettings(settings);
    if (network !== null) await host.keptNetwork()?.restore(network);
    if (data.url !== null) {
      const given = host.given();
      const isGiven = given?.kind === 'url' && given.url === data.url;
      choice.choose(isGiven ? 'given' : 'url');
      if (!isGiven) choice.setUrl(data.url);
    }
    const { progress, options } = checkpoint.facts;
    const steps = finishedSteps(progress, stepsPerEpoch, options.initialEpoch);
    const soFar = joined(earlier, progressOf(checkpoint, steps, stepsPerEpoch));
    return { checkpoint, epochs, earlier, soFar, files: await interrupted.files() };
  }

  /** Begins to keep a run, whose first checkpoint replaces the interrupted run. Null: it is not kept. */
  async keep({ settings, data, epochs, earlier, now }: KeptBeginning): Promise<KeptRun | null> {
    const { host, networks } = this.#parts;
    const owner = host.keptOwner();
    if (owner === null) return null;
    const { keepRun } = await import('../kept/kept-run');
    const { resolveOptions } = await engine();
    const { callbacks } = resolveOptions(
      settings.callbacks === null ? {} : { callbacks: settings.callbacks },
    );
    const facts = {
      ...{ owner, startedAt: Date.now(), epochs, settings, earlier },
      data: { name: data.name ?? data.url ?? '', url: data.url ?? null },
      isBackedUp: callbacks?.some(({ name }) => name === 'BackupAndRestore') ?? false,
      model: networks.loaded?.name ?? null,
      network: host.keptNetwork()?.save() ?? null,
    };
    const kept = await keepRun(facts, now).catch(() => null);
    if (!kept) return null;
    const write: CheckpointStore['write'] = async (...file) => {
      await kept.store.write(...file);
      this.interrupted = null;
    };
    return { ...kept, store: { ...kept.store, write } };
  }
}

/** The steps and the history of a checkpoint, as the events of its run told them. */
function progressOf(
  { facts }: RunCheckpoint,
  steps: readonly FinishedStep[],
  stepsPerEpoch: number,
): RunProgress {
  const { history, stepMs } = facts.progress;
  const { initialEpoch = 0, batchSize: size = 32, validationFreq = null } = facts.options;
  const events = steps.map((step, i): StepEvent => {
    const ms = stepMs[i] as number;
    return { ...step, stepsPerEpoch, size, ms, waitMs: 0 };
  });
  const epochs = history['loss']?.length ?? 0;
  const freq = readValidationFreq(validationFreq) ?? null;
  const validated = validatedEpochs(initialEpoch, initialEpoch + epochs, freq);
  const logs = Array.from({ length: epochs }, (_, i) =>
    Object.fromEntries(
      Object.entries(history).flatMap(([name, values]) => {
        const value = values[values.length === epochs ? i : validated.indexOf(initialEpoch + i)];
        return value === undefined ? [] : [[name, value] as const];
      }),
    ),
  );
  return { steps: events, history, logs };
}

/** One run after the other. */
function joined(a: RunProgress, b: RunProgress): RunProgress {
  const names = new Set([...Object.keys(a.history), ...Object.keys(b.history)]);
  const history = [...names].map((name) => [name, [...(a.history[name] ?? []), ...(b.history[name] ?? [])]]);
  return {
    steps: [...a.steps, ...b.steps],
    history: Object.fromEntries(history) as RunProgress['history'],
    logs: [...a.logs, ...b.logs],
  };
}
