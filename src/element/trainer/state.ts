/**
 * What `<pupila-trainer>` holds: the data that were chosen, the run, a loaded model, predictions, what went wrong. The
 * element gives it settings and texts, shows it, and passes its events on.
 */
import type { DataSource, FitResult, PupilaError, SessionState } from '../../index';
import { CameraPanel } from './camera-view';
import { DataChoice } from './data-choice';
import type { StartOptions, TrainerHost, TrainerTab } from './host';
import { engine } from '../engine';
import { rejectForeign } from '../picture-content';
import type { PathFile } from '../picture-files';
import { withCode } from '../reader-error';
import type { Prediction } from './results-view';
import { type ModelFormat, type TrainerModel, loadTrainerModel } from './model';
import { NetworkChoice } from './network-choice';
import { type TrainerPredictor, classify, savedModel } from './predictor';
import { ended, isAborted, noData, nothingTrained } from './refusals';
import { type Remedy, remedyFor } from './remedy';
import type { TrainerRun } from './run';
import { TrainerRuns } from './runs';

/** Owner: the element, which disposes of it when it leaves the page. */
export class TrainerState {
  readonly choice: DataChoice;
  readonly camera: CameraPanel;
  readonly networks: NetworkChoice;
  error: PupilaError | null = null;
  /** Whether the last run failed; other things go wrong beside it. */
  hasFailed = false;
  /** What the reader can do about `error` at once. */
  remedy: Remedy | null = null;
  /** Whether the network was given another last layer since the last run. */
  isFitted = false;
  predictions: Prediction[] = [];
  /** What the button saves. */
  format: ModelFormat = 'keras';
  #tab: TrainerTab = 'data';
  /** What becomes of damaged pictures, as long as the data are the same. */
  #onError: NonNullable<StartOptions['onError']> = 'raise';
  /** The model that is on its way. */
  #loading: object | null = null;
  readonly #runs: TrainerRuns;
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
    this.#runs = new TrainerRuns(this.networks, {
      changed: (soon) => this.#changed(soon),
      tell: (type, detail) => host.announce(`pupila-${type}`, detail as never),
      settingRefused: () => (this.#tab = 'settings'),
    });
  }

  /** The last run; null: none yet, or it was ended. */
  get run(): TrainerRun | null {
    return this.#runs.current;
  }

  /** Where the run stands, from the moment that it is asked for. */
  get state(): SessionState {
    return this.#runs.state;
  }

  /** True from the start of a run to its end. */
  get busy(): boolean {
    return this.#runs.busy;
  }

  /** What the reader loaded; null: nothing. */
  get model(): TrainerModel | null {
    return this.networks.loaded;
  }

  /** Whether a run can go on from the last. */
  get canGoFurther(): boolean {
    return this.#runs.canGoFurther;
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

  /**
   * Trains on the chosen data. Rejects with what went wrong, which is shown as well. Where that refuses the start, a run
   * that still goes is left alone.
   */
  async start({ further = false, onError = this.#onError }: StartOptions = {}): Promise<FitResult> {
    this.camera.close();
    this.hasFailed = false;
    this.isFitted = false;
    return this.#shown(async () => {
      try {
        if (further) this.#runs.checkFurther();
        const data = this.#data();
        this.#tab = 'curves';
        const settings = () => this.#host.settings();
        const { run, earlierEnd } = await this.#runs.next({ data, further, onError, settings });
        const result = await run.train(earlierEnd);
        if (run === this.run && run.evaluation) await this.#showResults(run, run.evaluation);
        return result;
      } catch (thrown) {
        await this.#fail(withCode(thrown));
        throw thrown;
      }
    });
  }

  /** Starts again as before, without the pictures that cannot be read. */
  skipDamaged(): Promise<FitResult> {
    this.#onError = 'skip';
    return this.start({ further: this.run?.isFurther ?? false });
  }

  /** Gives the network a last layer for the classes of the data that the last run was refused for. */
  async fitOutput(): Promise<void> {
    const { classes = [] } = this.run?.dataset ?? {};
    await this.#shown(async () => {
      const library = await engine();
      await this.#runs.end();
      this.hasFailed = false;
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
    this.#runs.stop();
    this.#changed();
  }

  /** Probability of each class for a picture of the reader's. */
  async predict(file: Blob, name: string): Promise<Prediction> {
    return this.#shown(async () => {
      const predictor = this.#usablePredictor;
      await rejectForeign(file, name);
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
      void this.#runs.end();
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
      this.#runs.cancelStart();
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
    void this.#runs.end().then(() => this.networks.forgetFitted());
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

  #data(): DataSource {
    const { choice } = this;
    const { data } = this.#host.words();
    const source = choice.source(this.#host.given(), (index) => data.className(String(index + 1)));
    if (!source) throw noData(choice.kind === 'classes');
    return source;
  }

  /** After training the reader who stayed at the curves sees what came of it. */
  async #showResults(run: TrainerRun, evaluation: NonNullable<TrainerRun['evaluation']>): Promise<void> {
    this.#host.announce('pupila-evaluation', evaluation);
    if (this.#tab === 'curves') this.#tab = 'results';
    await run.lookAtMistakes();
  }

  /** Says that a run failed, or was refused where none goes, and what the reader can do about it. */
  async #fail(error: PupilaError): Promise<void> {
    const remedy = await remedyFor(error, this.networks.current, this.#pageFits !== null);
    if (this.busy || isAborted(error)) return;
    this.hasFailed = true;
    this.remedy = remedy;
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
