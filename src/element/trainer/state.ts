/**
 * What `<pupila-trainer>` holds: the data that were chosen, the run, a loaded model, predictions, what went wrong. The
 * element gives it settings and texts, shows it, and passes its events on.
 */
import type {
  DataSource,
  FitResult,
  PupilaError,
  SessionEvents,
  SessionInputs,
  SessionState,
} from '../../index';
import { CameraPanel } from './camera-view';
import { DataChoice } from './data-choice';
import type { StartOptions, TrainerHost, TrainerTab } from './host';
import { type Engine, engine } from '../engine';
import { refuseForeign } from '../picture-content';
import type { PathFile } from '../picture-files';
import { withCode } from '../reader-error';
import { type Mistake, type Prediction, worstMistakes } from './results-view';
import { type ModelFormat, type TrainerModel, loadTrainerModel } from './model';
import { NetworkChoice } from './network-choice';
import { type TrainerPredictor, classify, savedModel } from './predictor';
import { ended, isAborted, noData, nothingToGoOnFrom, nothingTrained } from './refusals';
import { type Remedy, remedyFor } from './remedy';
import { TrainerRun } from './run';

/** Owner: the element, which disposes of it when it leaves the page. */
export class TrainerState {
  readonly choice: DataChoice;
  readonly camera: CameraPanel;
  readonly networks: NetworkChoice;
  run: TrainerRun | null = null;
  error: PupilaError | null = null;
  /** Whether the last run failed; other things go wrong beside it. */
  hasFailed = false;
  /** What the reader can do about `error` at once. */
  remedy: Remedy | null = null;
  /** Whether the network was given another last layer since the last run. */
  isFitted = false;
  mistakes: Mistake[] = [];
  predictions: Prediction[] = [];
  /** What the button saves. */
  format: ModelFormat = 'keras';
  #tab: TrainerTab = 'data';
  /** What becomes of damaged pictures, as long as the data are the same. */
  #onError: NonNullable<StartOptions['onError']> = 'raise';
  #wasFurther = false;
  /** The start that waits for the library. */
  #starting: object | null = null;
  /** The model that is on its way. */
  #loading: object | null = null;
  readonly #host: TrainerHost;

  constructor(host: TrainerHost) {
    this.#host = host;
    this.choice = new DataChoice(() => {
      this.#onError = 'raise';
      this.isFitted = false;
      this.remedy = null;
      this.#changed();
    });
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
  get predictor(): TrainerPredictor | null {
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
    this.isFitted = false;
    return this.#shown(async () => {
      try {
        const { run, earlierEnd } = await this.#newRun(options);
        const result = await run.train(earlierEnd);
        if (run === this.run && run.evaluation) await this.#lookAtMistakes(run);
        return result;
      } catch (thrown) {
        const error = withCode(thrown);
        this.hasFailed = !isAborted(error);
        this.remedy = await remedyFor(error, this.networks.current, this.#pageFits !== null);
        throw error;
      }
    });
  }

  /** Starts again as before, without the pictures that cannot be read. */
  skipDamaged(): Promise<FitResult> {
    this.#onError = 'skip';
    return this.start({ further: this.#wasFurther });
  }

  /** Gives the network a last layer for the classes of the data that the last run was refused for. */
  async fitOutput(): Promise<void> {
    const { classes = [] } = this.run?.dataset ?? {};
    await this.#shown(async () => {
      const library = await engine();
      await this.#endRun();
      if (this.#pageFits) this.#pageFits(classes.length);
      else this.networks.fitOutput(library, classes, this.#host.settings().seed);
      if (this.model) this.#announceModel(this.model);
      this.isFitted = true;
    });
  }

  /** Gives on files that may still be being read; that they cannot be is shown. */
  async take(
    files: PathFile[] | Promise<PathFile[]>,
    use: (files: PathFile[]) => void | Promise<void>,
  ): Promise<void> {
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
      const predictor = this.#usablePredictor;
      await refuseForeign(file, name);
      const prediction = await classify(predictor, file, name);
      this.predictions = [prediction, ...this.predictions];
      this.#host.announce('pupila-prediction', { name, probabilities: prediction.probabilities });
      return prediction;
    });
  }

  /** What was trained, or else what was loaded, as a file. */
  async save(format: ModelFormat): Promise<Blob> {
    return this.#shown(async () => savedModel(this.#usablePredictor, format));
  }

  get #usablePredictor(): TrainerPredictor {
    if (!this.predictor) throw nothingTrained(this.state);
    return this.predictor;
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
      this.#announceModel(model);
    });
  }

  #announceModel({ name, classes }: TrainerModel): void {
    this.#host.announce('pupila-model', { name, classes });
  }

  /** How the page fits its own network; null: it does not, or another is trained. */
  get #pageFits(): ((classes: number) => void) | null {
    return this.model ? null : this.#host.fitOutput();
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
    void this.#endRun().then(() => this.networks.forgetFitted());
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
  async #newRun({
    further = false,
    onError = this.#onError,
  }: StartOptions): Promise<{ run: TrainerRun; earlierEnd: Promise<void> }> {
    if (further && !this.canGoFurther) throw nothingToGoOnFrom(this.state);
    this.#wasFurther = further;
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
      const run = this.#runOf(
        library,
        { data, ...network, options: { ...network.options, onError } },
        earlier,
      );
      const earlierEnd = this.#endRun().then(() => this.networks.forgetUnused());
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
    this.remedy = null;
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
