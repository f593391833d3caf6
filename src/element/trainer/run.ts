/**
 * One run as the element shows it: the session, what it has told so far, and what came of it. A new start makes a new
 * one, so nothing of an old run is seen in a new one.
 */
import type {
  BackendReport,
  DatasetInfo,
  Evaluation,
  FitResult,
  History,
  Part,
  Recovery,
  SessionEvents,
  SessionInputs,
  SessionState,
  StepEvent,
  TrainingSession,
} from '../../index';
import type { Engine } from '../engine';
import type { Model } from '../model-input';
import { ended } from './refusals';
import { type Mistake, worstMistakes } from './results-view';

const RECENT = 10;

/** Whether a run in this state has not ended. */
export const isUnderWay = (state: SessionState): boolean =>
  ['preparing', 'ready', 'running', 'paused'].includes(state);

/** Who shows a run. */
export interface RunListener {
  /** Something to show has changed; `soon` for what may wait a moment. */
  changed(soon?: boolean): void;
  /** An event of the session's, for the page. */
  tell<K extends keyof SessionEvents>(type: K, detail: SessionEvents[K]): void;
}

/** How fast it goes. */
export interface Pace {
  imagesPerSecond: number;
  secondsLeft: number;
}

/** What a run that goes further begins with. */
export type Learned = Pick<SessionInputs, 'model' | 'optimizer' | 'optimizerState'>;

/** A session with its story. Owner: the element; `end` frees all of it. */
export class TrainerRun {
  readonly session: TrainingSession;
  /** Whether it goes on from an earlier run's weights. */
  readonly isFurther: boolean;
  /** The network that was chosen for it; null: the course's. */
  readonly network: Model | null;
  /** Also those of the run that this one goes on from. */
  readonly steps: StepEvent[];
  readonly history: History;
  dataset: DatasetInfo | null = null;
  backend: BackendReport | null = null;
  download: SessionEvents['fetch'] | null = null;
  /** Pictures that were looked at, before damaged ones are left out. */
  checking: SessionEvents['checking'] | null = null;
  validating: SessionEvents['validating'] | null = null;
  /** Where training goes on after a GPU failed. */
  recovery: Recovery | null = null;
  /** Where the loss was NaN or infinite first. */
  lossNotFinite: SessionEvents['lossNotFinite'] | null = null;
  evaluation: (Evaluation & { part: Part }) | null = null;
  evaluating = false;
  /** The worst mistakes of the evaluation. */
  mistakes: Mistake[] = [];
  readonly #inputs: SessionInputs;
  readonly #listener: RunListener;
  readonly #stepsBefore: number;
  #ownsModel: boolean;
  #trained: Promise<unknown> = Promise.resolve();
  /** An earlier run is still ending. */
  #isWaiting = false;
  #isClosed = false;
  #end: Promise<void> | null = null;
  #lastStep = 0;
  #validationSeconds = 0;

  /**
   * @param earlier The run that this one goes on from: the model that it made becomes this one's.
   * @throws {PupilaError} 'invalid-argument' for a bad option.
   */
  constructor(
    library: Engine,
    inputs: SessionInputs,
    listener: RunListener,
    earlier: TrainerRun | null = null,
  ) {
    this.session = new library.TrainingSession(inputs);
    this.isFurther = earlier !== null;
    this.network = earlier ? earlier.network : (inputs.model ?? null);
    this.#inputs = inputs;
    this.#ownsModel = !this.network;
    this.#listener = listener;
    this.steps = earlier?.stepsOfEpochs ?? [];
    this.history = Object.fromEntries(
      Object.entries(earlier?.history ?? {}).map(([key, values]) => [key, [...values]]),
    );
    this.#stepsBefore = this.steps.length;
    if (earlier) earlier.#ownsModel = false;
    this.#listen();
  }

  /** 'stopped' once it was ended, whatever the session was doing. */
  get state(): SessionState {
    if (this.#isClosed) return 'stopped';
    return this.#isWaiting ? 'preparing' : this.session.state;
  }

  /** Whether its network has learned something, in this run or in the one that it goes on from. */
  get hasLearned(): boolean {
    return this.isFurther || this.steps.length > 0;
  }

  /** True where the network can be used: it has learned something, and is not busy learning. */
  get usable(): boolean {
    return this.hasLearned && ['paused', 'done', 'stopped'].includes(this.state) && !this.#isClosed;
  }

  /** Epochs that are complete, those of earlier runs among them. */
  get epochsDone(): number {
    return this.history['loss']?.length ?? 0;
  }

  /** Steps of complete epochs: one that was stopped is begun again by the run that goes further. */
  get stepsOfEpochs(): StepEvent[] {
    return this.steps.filter(({ epoch }) => epoch < this.epochsDone);
  }

  /**
   * Trains, then tries every picture of the validation part, or of the training part where there is no other.
   *
   * @param earlierEnd Awaited first: two runs at a time cannot train one model.
   * @throws {PupilaError} 'aborted' when it was ended meanwhile; else what the session throws.
   */
  async train(earlierEnd: Promise<void>): Promise<FitResult> {
    try {
      this.#isWaiting = true;
      await earlierEnd;
      if (this.#isClosed) throw ended();
      this.#isWaiting = false;
      const training = this.session.train();
      this.#trained = training.catch(() => undefined);
      const result = await training;
      if (this.hasLearned) await this.#evaluate();
      return result;
    } catch (error) {
      throw this.#isClosed ? ended(error) : error;
    }
  }

  /** Ends what is under way; what was trained stays usable. */
  stop(): void {
    // Opening the data cannot be stopped half-way: it goes with its workers.
    if (this.state === 'preparing') void this.#close();
    else this.session.stop();
  }

  /** What was learned so far, to go on from. Training that is under way is stopped. */
  async learned(): Promise<Learned> {
    const { session } = this;
    session.stop();
    await this.#trained;
    const isOpen = !this.#isClosed && session.state !== 'idle';
    const prepared = isOpen ? await session.prepare().catch(() => null) : null;
    // It was never begun: all that there is came from the run before.
    if (!prepared) {
      const { model = null, optimizer = null, optimizerState = null } = this.#inputs;
      return { model, optimizer, optimizerState };
    }
    const { optimizer, state } = await session.compileArguments();
    return {
      model: prepared.model,
      optimizer,
      optimizerState: state ? { name: optimizer.name, ...state } : null,
    };
  }

  /** Frees the workers, the threads and all memory; the model too, unless it is somebody else's. Resolves when that is done. */
  end(): Promise<void> {
    const { session } = this;
    // A run that was closed while preparing has no model: the session frees it.
    const prepared = session.state === 'idle' || this.#isClosed ? null : session.prepare();
    const model = prepared?.then(({ model }) => model).catch(() => null);
    this.#end ??= this.#close().then(async () => {
      const own = this.#inputs.model ?? (await model);
      if (this.#ownsModel) own?.dispose();
    });
    return this.#end;
  }

  /** The model stays. */
  async #close(): Promise<void> {
    const { session } = this;
    const wasUnderWay = isUnderWay(this.state);
    this.#isClosed = true;
    // The session's own events are not passed on any more.
    if (wasUnderWay) this.#listener.tell('state', 'stopped');
    session.stop();
    if (session.state === 'preparing') session.dispose();
    await this.#trained;
    session.dispose();
  }

  /** Null before the first step. */
  get pace(): Pace | null {
    const last = this.steps.at(-1);
    if (!last) return null;
    const recent = this.steps.slice(-RECENT);
    const seconds = recent.reduce((sum, { ms, waitMs }) => sum + ms + waitMs, 0) / 1000;
    const images = recent.reduce((sum, { size }) => sum + size, 0);
    const steps = this.#allSteps(last) - this.#stepsDone;
    const validations = this.session.options.epochs - this.epochsDone;
    const secondsLeft = (steps * seconds) / recent.length + validations * this.#validationSeconds;
    return { imagesPerSecond: images / seconds, secondsLeft };
  }

  /** Of this run alone, as the next one. */
  get #stepsDone(): number {
    return this.steps.length - this.#stepsBefore;
  }

  #allSteps({ stepsPerEpoch }: StepEvent): number {
    const { epochs, initialEpoch } = this.session.options;
    return (epochs - initialEpoch) * stepsPerEpoch;
  }

  /** 0 … 1; null while that is not known. */
  get progress(): number | null {
    const last = this.steps.at(-1);
    if (last && this.#stepsDone > 0) return this.#stepsDone / this.#allSteps(last);
    if (this.state !== 'preparing') return 0;
    return this.download && this.download.total > 0 ? this.download.loaded / this.download.total : null;
  }

  #listen(): void {
    const { events } = this.session;
    const on = <K extends keyof SessionEvents>(
      type: K,
      keep: (event: SessionEvents[K]) => void,
      soon = false,
    ): void => {
      events.on(type, (event) => {
        if (this.#isClosed) return;
        keep(event);
        this.#listener.tell(type, event);
        this.#listener.changed(soon);
      });
    };
    on('state', () => undefined);
    on('fetch', (event) => (this.download = event), true);
    on('checking', (event) => (this.checking = event), true);
    on('dataset', (info) => (this.dataset = info));
    on('backend', (report) => (this.backend = report));
    on('recovery', (event) => (this.recovery = event));
    on('lossNotFinite', (event) => (this.lossNotFinite = event));
    on('validating', (event) => (this.validating = event), true);
    on('step', (event) => this.#step(event), true);
    on('epoch', ({ logs }) => this.#epoch(logs));
  }

  #step(event: StepEvent): void {
    this.steps.push(event);
    this.validating = null;
    this.#lastStep = performance.now();
  }

  #epoch(logs: Record<string, number>): void {
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

  /** Resolves when the pictures of the worst mistakes are there. */
  async lookAtMistakes(): Promise<void> {
    const { dataset, evaluation, session } = this;
    const part = evaluation && dataset?.[evaluation.part];
    if (!part) return;
    this.mistakes = worstMistakes(part, evaluation);
    await Promise.all(
      this.mistakes.map(async (each) => (each.picture = await session.picture(evaluation.part, each.index))),
    );
  }
}
