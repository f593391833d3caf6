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
import { PupilaError } from '../../core/errors';
import type { Engine } from '../engine';

const RECENT = 10;

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

/** A session with its story. Owner: the element; `end` frees all of it. */
export class TrainerRun {
  readonly session: TrainingSession;
  readonly steps: StepEvent[] = [];
  readonly history: History = {};
  dataset: DatasetInfo | null = null;
  backend: BackendReport | null = null;
  download: SessionEvents['fetch'] | null = null;
  validating: SessionEvents['validating'] | null = null;
  /** Where training goes on after a GPU failed. */
  recovery: Recovery | null = null;
  evaluation: (Evaluation & { part: Part }) | null = null;
  evaluating = false;
  readonly #listener: RunListener;
  readonly #ownsModel: boolean;
  #trained: Promise<unknown> = Promise.resolve();
  #ended = false;
  #lastStep = 0;
  #validationSeconds = 0;

  /** @throws {PupilaError} 'invalid-argument' for a bad option. */
  constructor(library: Engine, inputs: SessionInputs, listener: RunListener) {
    this.session = new library.TrainingSession(inputs);
    this.#ownsModel = !inputs.model;
    this.#listener = listener;
    this.#listen();
  }

  /** 'stopped' once it was ended, whatever the session was doing. */
  get state(): SessionState {
    return this.#ended ? 'stopped' : this.session.state;
  }

  /** True where the network can be used: it has learned something, and is not busy learning. */
  get usable(): boolean {
    return this.steps.length > 0 && ['paused', 'done', 'stopped'].includes(this.state) && !this.#ended;
  }

  /**
   * Trains, then tries every picture of the validation part, or of the training part where there is no other.
   *
   * @throws {PupilaError} 'aborted' when it was ended meanwhile; else what the session throws.
   */
  async train(): Promise<FitResult> {
    try {
      const training = this.session.train();
      this.#trained = training.catch(() => undefined);
      const result = await training;
      if (this.steps.length > 0) await this.#evaluate();
      return result;
    } catch (error) {
      throw this.#ended ? new PupilaError('aborted', 'The run was ended.', { cause: error }) : error;
    }
  }

  /** Ends what is under way; what was trained stays usable. */
  stop(): void {
    // Opening the data cannot be stopped half-way: it goes with its workers.
    if (this.session.state === 'preparing') this.end();
    else this.session.stop();
  }

  /** Frees the workers, the threads and all memory; the model too, unless the page gave it. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const { session } = this;
    const prepared = session.state === 'idle' ? null : session.prepare();
    session.stop();
    if (session.state === 'preparing') session.dispose();
    void this.#trained.then(async () => {
      session.dispose();
      const model = await prepared?.then(({ model }) => model).catch(() => null);
      if (this.#ownsModel) model?.dispose();
    });
  }

  /** Null before the first step. */
  get pace(): Pace | null {
    const last = this.steps.at(-1);
    if (!last) return null;
    const recent = this.steps.slice(-RECENT);
    const seconds = recent.reduce((sum, { ms, waitMs }) => sum + ms + waitMs, 0) / 1000;
    const images = recent.reduce((sum, { size }) => sum + size, 0);
    const { epochs } = this.session.options;
    const steps = epochs * last.stepsPerEpoch - this.steps.length;
    const validations = epochs - (this.history['loss']?.length ?? 0);
    const secondsLeft = (steps * seconds) / recent.length + validations * this.#validationSeconds;
    return { imagesPerSecond: images / seconds, secondsLeft };
  }

  /** 0 … 1; null while that is not known. */
  get progress(): number | null {
    const last = this.steps.at(-1);
    if (last) return this.steps.length / (this.session.options.epochs * last.stepsPerEpoch);
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
        if (this.#ended) return;
        keep(event);
        this.#listener.tell(type, event);
        this.#listener.changed(soon);
      });
    };
    on('state', () => undefined);
    on('fetch', (event) => (this.download = event), true);
    on('dataset', (info) => (this.dataset = info));
    on('backend', (report) => (this.backend = report));
    on('recovery', (event) => (this.recovery = event));
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
}
