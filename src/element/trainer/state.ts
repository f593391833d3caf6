/**
 * What `<pupila-trainer>` holds: the data that were chosen, the run, a loaded model, predictions, what went wrong. The
 * element gives it settings and texts, shows it, and passes its events on.
 */
import type {
  DatasetInfo,
  DataSource,
  FitResult,
  PupilaError,
  SessionEvents,
  SessionInputs,
  SessionState,
} from '../../index';
import { CameraPanel } from './camera-view';
import type { Words } from './context';
import { DataChoice } from './data-choice';
import { type Engine, engine } from '../engine';
import type { Model } from '../model-input';
import type { PathFile } from '../picture-files';
import { withCode } from '../reader-error';
import { type Mistake, type Prediction, worstMistakes } from './results-view';
import type { PupilaTrainerEvents } from './events';
import { type ModelFormat, TrainerModel, loadTrainerModel, modelFile } from './model';
import { NetworkChoice } from './network-choice';
import { ended, isAborted, noData, nothingToGoOnFrom, nothingTrained } from './refusals';
import { TrainerRun } from './run';
import type { TrainerSettings } from './settings';

/** What the element shows one at a time, in the order of work. */
export const TABS = ['data', 'settings', 'curves', 'results', 'mistakes', 'predict', 'model'] as const;
export type TrainerTab = (typeof TABS)[number];

/** The element, as its state sees it. */
export interface TrainerHost {
  settings(): TrainerSettings;
  /** From `src` or `data`; null: neither is set. */
  given(): DataSource | null;
  /** The page's own network; null: the course's. */
  network(): Model | null;
  words(): Words;
  changed(soon?: boolean): void;
  announce<K extends keyof PupilaTrainerEvents>(type: K, detail: PupilaTrainerEvents[K]['detail']): void;
}

/** How a run begins. */
export interface StartOptions {
  /** Goes on from the weights, the optimizer and the epochs of the last run; default false: from scratch. */
  further?: boolean;
}

/** Owner: the element, which disposes of it when it leaves the page. */
export class TrainerState {
  readonly choice: DataChoice;
  readonly camera: CameraPanel;
  readonly networks: NetworkChoice;
  run: TrainerRun | null = null;
  error: PupilaError | null = null;
  /** Whether the last run failed; other things go wrong beside it. */
  hasFailed = false;
  mistakes: Mistake[] = [];
  predictions: Prediction[] = [];
  /** What the button saves. */
  format: ModelFormat = 'keras';
  #tab: TrainerTab = 'data';
  /** The start that waits for the library. */
  #starting: object | null = null;
  /** The model that is on its way. */
  #loading: object | null = null;
  readonly #host: TrainerHost;

  constructor(host: TrainerHost) {
    this.#host = host;
    this.choice = new DataChoice(() => this.#changed());
    this.camera = new CameraPanel(() => this.#changed());
    this.networks = new NetworkChoice(() => host.network());
  }

  /** Where the run stands, from the moment that it is asked for. */
  get state(): SessionState {
    return this.#starting ? 'preparing' : (this.run?.state ?? 'idle');
  }

  /** True from the start of a run to its end. */
  get busy(): boolean {
    return ['preparing', 'ready', 'running', 'paused'].includes(this.state);
  }

  /** What the reader loaded; null: nothing. */
  get model(): TrainerModel | null {
    return this.networks.loaded;
  }

  /** Whether a run can go on from the last: that one has trained the network that is still the chosen one. */
  get canGoFurther(): boolean {
    const { run } = this;
    return run !== null && run.steps.length > 0 && run.network === this.networks.current;
  }

  /** What predicts now; null: nothing yet. */
  get predictor(): TrainerRun | TrainerModel | null {
    return this.run?.usable ? this.run : this.busy ? null : this.model;
  }

  /**
   * The tab that is open. A run opens its curves and then, where the reader stayed, its results; what has nothing to show
   * gives way.
   */
  get tab(): TrainerTab {
    if (this.has(this.#tab)) return this.#tab;
    return this.has('curves') ? 'curves' : 'data';
  }

  show(tab: TrainerTab): void {
    this.#tab = tab;
    this.#changed();
  }

  /** Whether a tab has anything to show. */
  has(tab: TrainerTab): boolean {
    if (tab === 'curves') return this.busy || (this.run?.steps.length ?? 0) > 0;
    if (tab === 'results' || tab === 'mistakes') return !!this.run?.evaluation;
    return tab !== 'predict' || this.predictor !== null;
  }

  /** Trains on the chosen data. Rejects with what went wrong, which is shown as well. */
  async start(options: StartOptions = {}): Promise<FitResult> {
    this.camera.close();
    this.hasFailed = false;
    return this.#shown(async () => {
      try {
        const { run, earlierEnd } = await this.#newRun(options);
        const result = await run.train(earlierEnd);
        if (run === this.run && run.evaluation) await this.#lookAtMistakes(run);
        return result;
      } catch (error) {
        this.hasFailed = !isAborted(error);
        throw error;
      }
    });
  }

  /** Gives on files that are still being read; that they cannot be is shown. */
  async take(files: Promise<PathFile[]>, use: (files: PathFile[]) => void): Promise<void> {
    await this.#shown(async () => use(await files)).catch(() => undefined);
  }

  /** Ends the run after the work under way; one that has not begun does not begin. */
  stop(): void {
    this.#starting = null;
    this.run?.stop();
    this.#changed();
  }

  /** Probability of each class for a picture of the reader's. */
  async predict(file: Blob, name: string): Promise<Prediction> {
    return this.#shown(async () => {
      const { predictor } = this;
      if (!predictor) throw nothingTrained(this.state);
      const [classes, { probabilities }] =
        predictor instanceof TrainerModel
          ? [predictor.classes, await predictor.predict(file, name)]
          : [(predictor.dataset as DatasetInfo).classes, await predictor.session.predictFile(file, name)];
      const row = probabilities[0] as Float32Array;
      const byClass = Object.fromEntries(classes.map((label, i) => [label, row[i] as number]));
      const prediction = { name, file, probabilities: byClass };
      this.predictions = [prediction, ...this.predictions];
      this.#host.announce('pupila-prediction', { name, probabilities: byClass });
      return prediction;
    });
  }

  /** What was trained, or else what was loaded, as a file. */
  async save(format: ModelFormat): Promise<Blob> {
    return this.#shown(async () => {
      const { predictor } = this;
      if (!predictor) throw nothingTrained(this.state);
      if (predictor instanceof TrainerModel) return predictor.save(format);
      const { session } = predictor;
      const [{ model }, metadata] = await Promise.all([session.prepare(), session.metadata()]);
      return modelFile(format, model, { metadata, compile: await session.compileArguments() });
    });
  }

  /** Loads a model to predict with and to train on; it takes the place of an earlier run. */
  async load(from: Blob | string): Promise<void> {
    await this.#shown(async () => {
      const loading = (this.#loading = {});
      const model = await loadTrainerModel(from, this.#host.settings().backend);
      if (loading !== this.#loading) {
        model.dispose();
        throw ended();
      }
      this.forgetModel();
      void this.#endRun();
      this.networks.loaded = model;
      this.#host.announce('pupila-model', { name: model.name, classes: model.classes });
    });
  }

  forgetModel(): void {
    // A run that trains this model ends with it.
    const { model } = this;
    if (model) {
      this.#starting = null;
      void this.run?.end();
    }
    this.networks.loaded = null;
    this.hasFailed = false;
    if (model) this.#host.announce('pupila-model', null);
    model?.dispose();
    this.#changed();
  }

  /** Frees workers, threads, memory and the camera. The element may be used again afterwards. */
  dispose(): void {
    this.#loading = null;
    void this.#endRun();
    this.forgetModel();
    this.camera.close();
    this.predictions = [];
  }

  /** The camera's light goes out with the place that it was opened for. */
  #changed(soon = false): void {
    const { owner } = this.camera;
    if (owner !== null && !this.#hasPlace(owner)) this.camera.close();
    this.#host.changed(soon);
  }

  /** Whether what the camera was opened for is on show: a class, or, for this state itself, the trial of pictures. */
  #hasPlace(owner: object): boolean {
    if (owner === this) return this.tab === 'predict';
    const { choice } = this;
    const showsClasses = this.tab === 'data' && choice.kindOf(this.#host.given()) === 'classes';
    return showsClasses && choice.classes.some((each) => each === owner);
  }

  /** Resolves when the last run has ended. */
  #endRun(): Promise<void> {
    const end = this.run?.end() ?? Promise.resolve();
    this.#starting = null;
    this.run = null;
    this.mistakes = [];
    this.hasFailed = false;
    return end;
  }

  /**
   * The run before ends when nothing is left that could refuse this one.
   *
   * @throws {PupilaError} 'aborted' when it was ended, or another was started, while the library was loaded.
   */
  async #newRun({ further = false }: StartOptions): Promise<{ run: TrainerRun; earlierEnd: Promise<void> }> {
    if (further && !this.canGoFurther) throw nothingToGoOnFrom(this.state);
    const earlier = further ? this.run : null;
    const data = this.#data();
    const starting = (this.#starting = {});
    this.#tab = 'curves';
    try {
      const library = await engine();
      const settings = this.#host.settings();
      const network = await (earlier
        ? this.networks.further(earlier, settings)
        : this.networks.fresh(library, settings));
      if (starting !== this.#starting) throw ended();
      const run = this.#runOf(library, { data, ...network }, earlier);
      const earlierEnd = this.#endRun();
      this.run = run;
      return { run, earlierEnd };
    } finally {
      if (starting === this.#starting) this.#starting = null;
    }
  }

  /** A setting that is refused is shown. */
  #runOf(library: Engine, inputs: SessionInputs, earlier: TrainerRun | null): TrainerRun {
    const listener = {
      changed: (soon?: boolean) => this.#changed(soon),
      tell: <K extends keyof SessionEvents>(type: K, detail: SessionEvents[K]) =>
        this.#host.announce(`pupila-${type}`, detail as never),
    };
    try {
      return new TrainerRun(library, inputs, listener, earlier);
    } catch (error) {
      this.#tab = 'settings';
      throw error;
    }
  }

  #data(): DataSource {
    const { choice } = this;
    const { data } = this.#host.words();
    const source = choice.source(this.#host.given(), (index) => data.className(String(index + 1)));
    if (!source) throw noData(choice.kind === 'classes');
    return source;
  }

  async #lookAtMistakes(run: TrainerRun): Promise<void> {
    const { dataset, evaluation, session } = run;
    const part = evaluation && dataset?.[evaluation.part];
    if (!part) return;
    this.#host.announce('pupila-evaluation', evaluation);
    this.mistakes = worstMistakes(part, evaluation);
    if (this.#tab === 'curves') this.#tab = 'results';
    await Promise.all(
      this.mistakes.map(async (each) => (each.picture = await session.picture(evaluation.part, each.index))),
    );
  }

  /** Does what shows its error. What was ended on purpose is none. */
  async #shown<T>(work: () => Promise<T>): Promise<T> {
    this.error = null;
    this.#changed();
    try {
      return await work();
    } catch (thrown) {
      const error = withCode(thrown);
      if (!isAborted(error)) {
        this.error = error;
        this.#host.announce('pupila-error', error);
      }
      throw error;
    } finally {
      this.#changed();
    }
  }
}
