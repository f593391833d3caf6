/**
 * A run as shown by the element: the session, its events so far, and its results. Each start creates a new one, so no
 * state of an old run remains.
 */
import type {
  BackendReport,
  CallbackFiles,
  DatasetInfo,
  Evaluation,
  FitResult,
  History,
  Logs,
  Part,
  Recovery,
  Sentence,
  SessionEvents,
  SessionInputs,
  SessionState,
  StepEvent,
  TrainingSession,
} from '../../index';
import type { Message } from '../../core/message';
import { areFinite } from '../diverged';
import type { Engine } from '../engine';
import type { RestoredProgress, RunProgress } from '../kept/kept-run';
import type { Model } from '../model-input';
import { abortedError } from './refusals';
import { type Mistake, worstMistakes } from './results-view';

/** Number of steps to estimate the speed from. */
const RECENT_STEPS = 10;

/** Whether a run in this state is active: it has started and not ended. */
export const isActive = (state: SessionState): boolean =>
  ['preparing', 'ready', 'running', 'paused'].includes(state);

/** Receives changes and events of a run. */
export interface RunListener {
  /** Something visible has changed. @param soon Whether the update can be delayed. */
  changed(soon?: boolean): void;
  /** Forwards an event of the session to the page. */
  emit<K extends keyof SessionEvents>(type: K, detail: SessionEvents[K]): void;
}

/** Speed of a run. */
export interface Pace {
  imagesPerSecond: number;
  secondsLeft: number;
}

/** What a continued run starts with. */
export type TrainedModel = Pick<SessionInputs, 'model' | 'optimizer' | 'optimizerState' | 'loss'>;

/** A session with its history. Owner: the element. `end` frees everything. */
export class TrainerRun {
  readonly session: TrainingSession;
  /** Whether it continues an earlier run. */
  readonly isContinuation: boolean;
  /** The network that was chosen for it. Null: the course's. */
  readonly network: Model | null;
  /** Includes the steps of the run that this one continues. */
  readonly steps: StepEvent[];
  readonly history: History;
  /** The logs of each epoch. One without a validation has none of it. */
  readonly logs: Logs[];
  dataset: DatasetInfo | null = null;
  backend: BackendReport | null = null;
  download: SessionEvents['fetch'] | null = null;
  /** Progress of the check for damaged pictures. */
  checking: SessionEvents['checking'] | null = null;
  /** Progress of the statistics of the pictures. */
  fitting: SessionEvents['fitting'] | null = null;
  validating: SessionEvents['validating'] | null = null;
  /** Set after a GPU failed: how training continues. */
  recovery: Recovery | null = null;
  /** Set after training ended before its last epoch, but not by the user: why. */
  stopTraining: SessionEvents['stopTraining'] | null = null;
  /** Files that callbacks wrote, also in the runs that this one continues. */
  readonly files: Map<string, Blob>;
  /** Warnings of callbacks. */
  callbackWarnings: Sentence[] = [];
  /** Warnings about the checkpoints of the run. */
  checkpointWarnings: Message[] = [];
  evaluation: (Evaluation & { part: Part }) | null = null;
  evaluating = false;
  /** The worst mistakes in the evaluation. */
  mistakes: Mistake[] = [];
  /** Called when its first step has finished, before its listener. */
  onFirstStep: () => void = () => undefined;
  /** Whether `stop` was called. */
  isStoppedByReader = false;
  /** Whether it continues a run that was interrupted. */
  readonly isRestored: boolean;
  readonly #inputs: SessionInputs;
  readonly #listener: RunListener;
  /** Number of steps of the runs that it continues. */
  readonly #earlierSteps: number;
  #hasStepped = false;
  #ownsModel: boolean;
  #trained: Promise<unknown> = Promise.resolve();
  /** Waits for an earlier run to end. */
  #isWaiting = false;
  #isPrepared = false;
  /** Training was stopped for another run. */
  #isHalted = false;
  #isClosed = false;
  #end: Promise<void> | null = null;
  #lastStep = 0;
  #validationSeconds = 0;

  /**
   * @param earlier The run to continue. It owns its model until `takeModel` is called.
   * @param before What is shown before its first step, if it was interrupted.
   * @throws {PupilaError} 'invalid-argument' for an invalid option.
   */
  constructor(
    library: Engine,
    inputs: SessionInputs,
    listener: RunListener,
    earlier: TrainerRun | null = null,
    before: RestoredProgress | null = null,
  ) {
    this.files = new Map(before?.files ?? earlier?.files);
    this.session = new library.TrainingSession({ ...inputs, files: this.#callbackFiles() });
    this.isContinuation = earlier !== null;
    this.isRestored = before !== null;
    this.network = earlier ? earlier.network : (inputs.model ?? null);
    this.#inputs = inputs;
    this.#ownsModel = !this.network && !earlier;
    this.#listener = listener;
    const { steps, history, logs } = before?.soFar ?? earlier?.soFar ?? { steps: [], history: {}, logs: [] };
    this.steps = steps;
    this.history = history;
    this.logs = logs;
    this.#earlierSteps = before ? before.earlier.steps.length : steps.length;
    this.#listen();
  }

  /** 'stopped' after `stop` during preparation, and 'idle' after `end`, regardless of the session's state. */
  get state(): SessionState {
    if (this.#end) return 'idle';
    if (this.#isClosed) return 'stopped';
    return this.#isWaiting ? 'preparing' : this.session.state;
  }

  /** Whether its network has been trained for at least one step, in this run or in the one that it continues. */
  get hasTrained(): boolean {
    // An interrupted run has the weights of its checkpoint once it trains.
    const isRestored = !this.#inputs.checkpoint || this.#hasStepped || this.session.state === 'done';
    return this.steps.length > 0 && isRestored;
  }

  /** Whether the network can be used: it has been trained, and training is paused or has ended. */
  get isUsable(): boolean {
    return this.hasTrained && ['paused', 'done', 'stopped'].includes(this.state) && !this.#isClosed;
  }

  /** Where the loss first became NaN or infinite, or null. */
  get lossNotFinite(): SessionEvents['lossNotFinite'] | null {
    return this.session.lossNotFinite;
  }

  /** Whether the outputs in the evaluation are not finite numbers, so that it has no results. */
  get hasDiverged(): boolean {
    return this.evaluation !== null && !areFinite(this.evaluation.probabilities);
  }

  /** Number of complete epochs, including earlier runs. */
  get epochsDone(): number {
    return this.history['loss']?.length ?? 0;
  }

  /** A copy of what a run that continues this one begins with. */
  get soFar(): RunProgress {
    const { stepsOfCompleteEpochs: steps, history, logs } = this;
    return { steps, history: structuredClone(history), logs: [...logs] };
  }

  /** Steps of complete epochs. A continued run repeats an epoch that was stopped. */
  get stepsOfCompleteEpochs(): StepEvent[] {
    return this.steps.filter(({ epoch }) => epoch < this.epochsDone);
  }

  /** The epoch in which training ended before its last step. Null: the last epoch is complete. */
  get unfinishedEpoch(): number | null {
    const last = this.steps.at(-1);
    return last && last.epoch >= this.epochsDone ? last.epoch : null;
  }

  /** Its complete epochs if it was stopped before its end, otherwise than by a callback, which Keras has too; else null. */
  get stopped(): { epochs: number; isUnfinished: boolean } | null {
    if (this.state !== 'stopped' || this.stopTraining || !this.hasTrained) return null;
    return { epochs: this.epochsDone, isUnfinished: this.unfinishedEpoch !== null };
  }

  /** Takes ownership of the model of a run that it continues. */
  takeModel(earlier: TrainerRun): void {
    if (!this.isContinuation) return;
    this.#ownsModel = earlier.#ownsModel;
    earlier.#ownsModel = false;
  }

  /**
   * Trains, then evaluates the validation part, or the training part if there is none.
   *
   * @param earlierEnd Awaited first: two runs cannot train the same model at the same time.
   * @throws {PupilaError} 'aborted' if `end` was called meanwhile, else the session's error.
   */
  async train(earlierEnd: Promise<unknown>): Promise<FitResult> {
    try {
      this.#isWaiting = true;
      await earlierEnd;
      if (this.#isClosed) throw abortedError();
      this.#isWaiting = false;
      const training = this.session.train();
      this.#trained = training.catch(() => undefined);
      const result = await training;
      if (this.#stepsDone > 0 && !this.#isHalted) await this.#evaluate();
      return result;
    } catch (error) {
      throw this.#isClosed ? abortedError(error) : error;
    }
  }

  /** Stops preparation or training. A trained network can still be used. */
  stop(): void {
    this.isStoppedByReader = true;
    // Opening the data cannot be interrupted, only by closing its workers.
    if (this.state === 'preparing') void this.#close();
    else this.session.stop();
  }

  /** Stops training for another run. The trained network can still be used. */
  async halt(): Promise<void> {
    this.#isHalted = true;
    this.session.stop();
    await this.#trained;
  }

  /** Returns the model as trained so far, to continue from. Stops training. */
  async trainedModel(): Promise<TrainedModel> {
    const { session } = this;
    await this.halt();
    const isOpen = this.#isPrepared && !this.#isClosed;
    const prepared = isOpen ? await session.prepare().catch(() => null) : null;
    // Never prepared: the model is still that of the inputs.
    if (!prepared) {
      const { model = null, optimizer = null, optimizerState = null, loss = null } = this.#inputs;
      return { model, optimizer, optimizerState, loss };
    }
    const { optimizer, state } = await session.compileArguments();
    return {
      model: prepared.model,
      optimizer,
      optimizerState: state ? { name: optimizer.name, ...state } : null,
      loss: prepared.loss,
    };
  }

  /** Frees workers, threads and memory, also the model if this run owns it. Resolves when everything is freed. */
  end(): Promise<void> {
    const { session } = this;
    // A run that was closed during preparation has no model here: the session frees it.
    const prepared = this.#isPrepared && !this.#isClosed ? session.prepare() : null;
    const model = prepared?.then(({ model }) => model).catch(() => null);
    this.#end ??= this.#close().then(async () => {
      const ownModel = this.#inputs.model ?? (await model);
      if (this.#ownsModel) ownModel?.dispose();
    });
    return this.#end;
  }

  /** Frees everything except the model. */
  async #close(): Promise<void> {
    const { session } = this;
    const wasActive = isActive(this.state);
    this.#isClosed = true;
    // The session's events are no longer forwarded.
    if (wasActive) this.#listener.emit('state', 'stopped');
    session.stop();
    if (session.state === 'preparing') session.dispose();
    await this.#trained;
    session.dispose();
  }

  /** Speed of the recent steps. Null before the first step. */
  get pace(): Pace | null {
    const last = this.steps.at(-1);
    if (!last) return null;
    const recent = this.steps.slice(-RECENT_STEPS);
    const seconds = recent.reduce((sum, { ms, waitMs }) => sum + ms + waitMs, 0) / 1000;
    const images = recent.reduce((sum, { size }) => sum + size, 0);
    const steps = this.#allSteps(last) - this.#stepsDone;
    const validations = this.session.options.epochs - this.epochsDone;
    const secondsLeft = (steps * seconds) / recent.length + validations * this.#validationSeconds;
    return { imagesPerSecond: images / seconds, secondsLeft };
  }

  /** Steps of this run only. */
  get #stepsDone(): number {
    return this.steps.length - this.#earlierSteps;
  }

  /** Total number of steps of this run only. */
  #allSteps({ stepsPerEpoch }: StepEvent): number {
    const { epochs, initialEpoch } = this.session.options;
    return (epochs - initialEpoch) * stepsPerEpoch;
  }

  /** Whether the whitening matrix is computed: the last part of the statistics, without a known duration. */
  get isWhitening(): boolean {
    const { fitting } = this;
    const { augmentation } = this.session.options;
    const whitens = typeof augmentation === 'object' && augmentation.zcaWhitening;
    return whitens && fitting !== null && fitting.images === fitting.total;
  }

  /** 0 … 1, or null if unknown. */
  get progress(): number | null {
    const last = this.steps.at(-1);
    if (last && this.#stepsDone > 0) return this.#stepsDone / this.#allSteps(last);
    if (this.state !== 'preparing') return 0;
    if (this.isWhitening) return null;
    if (this.fitting) return this.fitting.images / this.fitting.total;
    return this.download && this.download.total > 0 ? this.download.loaded / this.download.total : null;
  }

  #listen(): void {
    const { events } = this.session;
    const on = <K extends keyof SessionEvents>(
      type: K,
      update: (event: SessionEvents[K]) => void,
      soon = false,
    ): void => {
      events.on(type, (event) => {
        if (this.#isClosed) return;
        update(event);
        this.#listener.emit(type, event);
        this.#listener.changed(soon);
      });
    };
    on('state', (state) => {
      if (state === 'ready') this.#isPrepared = true;
    });
    on('fetch', (event) => (this.download = event), true);
    on('checking', (event) => (this.checking = event), true);
    on('fitting', (event) => (this.fitting = event), true);
    on('dataset', (info) => (this.dataset = info));
    on('backend', (report) => {
      this.backend = report;
      this.fitting = null;
    });
    on('recovery', (event) => (this.recovery = event));
    on('lossNotFinite', () => undefined);
    on('stopTraining', (event) => (this.stopTraining = event));
    on('callbackWarning', ({ warning }) => this.callbackWarnings.push(warning));
    on('print', () => undefined);
    on('checkpointWarning', ({ warning }) => this.checkpointWarnings.push(warning));
    on('validating', (event) => (this.validating = event), true);
    on('step', (event) => this.#step(event), true);
    on('epoch', ({ logs }) => this.#epoch(logs));
  }

  /** Keeps files for the reader to save. */
  #callbackFiles(): CallbackFiles {
    return {
      write: (path, content) => {
        this.files.set(path, new Blob([content]));
        this.#listener.changed();
      },
      remove: (path) => {
        this.files.delete(path);
        this.#listener.changed();
      },
      read: async (path) => (await this.files.get(path)?.text()) ?? null,
    };
  }

  #step(event: StepEvent): void {
    this.steps.push(event);
    this.validating = null;
    this.#lastStep = performance.now();
    if (!this.#hasStepped) this.onFirstStep();
    this.#hasStepped = true;
  }

  #epoch(logs: Logs): void {
    this.logs.push(logs);
    for (const [key, value] of Object.entries(logs)) (this.history[key] ??= []).push(value);
    this.validating = null;
    this.#validationSeconds = (performance.now() - this.#lastStep) / 1000;
  }

  async #evaluate(): Promise<void> {
    this.evaluating = true;
    this.#listener.changed();
    try {
      const part = this.dataset?.validation ? 'validation' : 'training';
      this.evaluation = { ...(await this.session.evaluate(part)), part };
    } finally {
      this.evaluating = false;
      this.#listener.changed();
    }
  }

  /** Finds the worst mistakes and loads their pictures. */
  async loadMistakes(): Promise<void> {
    const { dataset, evaluation, session } = this;
    const part = evaluation && dataset?.[evaluation.part];
    if (!part) return;
    this.mistakes = worstMistakes(part, evaluation);
    await Promise.all(
      this.mistakes.map(async (each) => (each.picture = await session.picture(evaluation.part, each.index))),
    );
  }
}
