/**
 * State of `<pupila-trainer>`: chosen data, run, loaded model, predictions, error. The element provides settings and
 * texts, renders the state, and dispatches its events.
 */
import type {
  DataSource,
  DatasetInfo,
  FitResult,
  PupilaError,
  SessionState,
  WritableFormat,
} from '../../index';
import { CameraPanel } from './camera-view';
import { DataChoice, type PictureClass } from './data-choice';
import type { StartOptions, TrainerHost, TrainerTab } from './host';
import { KeptRuns, type KeptStart } from './kept-runs';
import type { PathFile } from '../picture-files';
import { withCode } from '../reader-error';
import type { InterruptedRun } from '../kept/kept-run';
import type { TrainerModel } from './model';
import { NetworkChoice } from './network-choice';
import { NetworkReplacement } from './network-replacement';
import { Predictions } from './predictions';
import type { Prediction } from './predictions-view';
import { type TrainerPredictor, saveTrainerModel } from './predictor';
import { isAborted, noData, nothingTrained } from './refusals';
import { type Remedy, remedyFor } from './remedy';
import type { TrainerRun } from './run';
import type { PastRun } from './run-inputs';
import { type NextRun, TrainerRuns } from './runs';
import { ShownError } from './shown-error';

/** Owner: the element, which disposes of it when it is removed from the page. */
export class TrainerState {
  readonly choice: DataChoice;
  readonly camera: CameraPanel;
  readonly networks: NetworkChoice;
  /** Replaces the network. */
  readonly network: NetworkReplacement;
  /**
   * What came of the last start if it failed; 'notStarted' if results of an earlier run are shown. Null: it did not fail.
   * `error` may come from another action.
   */
  failure: 'failed' | 'notStarted' | null = null;
  readonly predictions: Predictions;
  readonly kept: KeptRuns;
  /** Format of the save button. */
  format: WritableFormat = 'keras';
  #tab: TrainerTab = 'data';
  /** Handling of damaged pictures. Reset when the data changes. */
  #onError: NonNullable<StartOptions['onError']> = 'raise';
  readonly #shown: ShownError;
  readonly #runs: TrainerRuns;
  readonly #host: TrainerHost;

  constructor(host: TrainerHost) {
    this.#host = host;
    this.#shown = new ShownError(host, () => this.#changed());
    this.choice = new DataChoice(() => {
      this.#onError = 'raise';
      this.network.isFitted = false;
      this.failure = null;
      this.#shown.clear();
      this.#changed();
    });
    this.camera = new CameraPanel(() => this.#changed());
    this.networks = new NetworkChoice(() => host.network());
    this.predictions = new Predictions({
      predictor: () => this.predictor,
      usablePredictor: () => this.#usablePredictor,
      changed: () => this.#changed(),
      announce: (prediction) => host.announce('pupila-prediction', prediction),
    });
    const { choice, networks } = this;
    this.kept = new KeptRuns({ host, choice, networks, changed: () => this.#changed() });
    this.#runs = new TrainerRuns(this.networks, {
      changed: (soon) => this.#changed(soon),
      emit: (type, detail) => host.announce(`pupila-${type}`, detail),
      settingRejected: () => (this.#tab = 'settings'),
    });
    this.network = new NetworkReplacement({
      host,
      networks: this.networks,
      runs: this.#runs,
      predictions: this.predictions,
      shown: this.#shown,
      tab: () => this.tab,
      clearFailure: () => (this.failure = null),
      changed: () => this.#changed(),
    });
  }

  get error(): PupilaError | null {
    return this.#shown.error;
  }

  /** The tab that `error` belongs to; null: all of them. */
  get errorTab(): TrainerTab | null {
    return this.#shown.tab;
  }

  /** One-click fix for `error`. */
  get remedy(): Remedy | null {
    return this.#shown.remedy;
  }

  /** The run whose results are shown. Null: none yet, or it was freed. */
  get run(): TrainerRun | null {
    return this.#runs.current;
  }

  /** The run that replaces the shown one at its first step. Null: none. */
  get next(): TrainerRun | null {
    return this.#runs.next;
  }

  /** The data set of the last start, also if it failed. Null: there is none, or it could not be opened. */
  get lastDataset(): DatasetInfo | null {
    return this.#runs.last?.dataset ?? null;
  }

  /** State of the run. 'preparing' already while the library loads. */
  get state(): SessionState {
    return this.#runs.state;
  }

  /** Whether a run has started and not ended. */
  get busy(): boolean {
    return this.#runs.busy;
  }

  /** The model that the reader loaded, or null. */
  get model(): TrainerModel | null {
    return this.networks.loaded;
  }

  /** Whether the last run can be continued. */
  get canContinue(): boolean {
    return this.#runs.canContinue;
  }

  /** The run or model to predict with, or null. Before a run's first step, the network may have its initial weights. */
  get predictor(): TrainerPredictor | null {
    if (this.next) return null;
    return this.run?.isUsable ? this.run : this.busy ? null : this.model;
  }

  /** The chosen data. Null: none yet, or the choice is incomplete or not valid. */
  get data(): DataSource | null {
    try {
      return this.#source();
    } catch {
      return null;
    }
  }

  /** The data set that was read of the chosen data; null if no run has read them. */
  get dataset(): DatasetInfo | null {
    return this.#runs.datasetOf(this.data);
  }

  /** Number of classes of pictures that were added class by class. Null: the data come otherwise. */
  get byClass(): number | null {
    const { choice } = this;
    return choice.kindOf(this.#host.given()) === 'classes' ? choice.classes.length : null;
  }

  /** The runs that the shown one continues, oldest first, unless data, settings or network have changed since. */
  get past(): readonly PastRun[] {
    return this.#runs.isOutdated({ data: this.data, settings: this.#host.settings() }) ? [] : this.#runs.past;
  }

  /** What `TrainerRun.stopped` says of the shown run. Null also if data, settings or network have changed since. */
  get stopped(): TrainerRun['stopped'] {
    return this.busy || this.isOutdated ? null : (this.run?.stopped ?? null);
  }

  /** Whether a loss that became NaN or infinite ended the shown run. False also if data, settings or network have changed since. */
  get endedByNaN(): boolean {
    return !this.busy && !this.isOutdated && this.run?.lossNotFinite?.part === 'training';
  }

  /** Whether the figures and results are those of an earlier choice of data, settings or network. */
  get isOutdated(): boolean {
    return !!this.run?.hasTrained && this.#isOfEarlierChoice;
  }

  /** Whether what is known of the run still holds: that of one without a step ends with the choice that it was for. */
  get showsRun(): boolean {
    return this.run !== null && (this.run.hasTrained || !this.#isOfEarlierChoice);
  }

  get #isOfEarlierChoice(): boolean {
    if (this.busy || !this.run?.dataset) return false;
    return this.#runs.isOutdated({ data: this.data, settings: this.#host.settings() });
  }

  /** Whether the run or model to predict with has diverged, as far as its outputs are known. */
  get hasDiverged(): boolean {
    const { predictor, run } = this;
    if (!predictor) return false;
    return this.predictions.haveDiverged(predictor) || (predictor === run && run.hasDiverged);
  }

  /**
   * The open tab. A run opens 'curves' and then, unless the reader has changed the tab, the host's `endTab`. Falls back
   * to another tab if the selected one is empty.
   */
  get tab(): TrainerTab {
    if (this.has(this.#tab)) return this.#tab;
    return this.has('curves') ? 'curves' : 'data';
  }

  show(tab: TrainerTab): void {
    this.#tab = tab;
    this.#changed();
  }

  /** Whether a tab has content. */
  has(tab: TrainerTab): boolean {
    if (tab === 'curves') return this.busy || (this.run?.steps.length ?? 0) > 0;
    if (tab === 'results' || tab === 'mistakes') return !!this.run?.evaluation;
    return tab !== 'predict' || this.predictor !== null;
  }

  /**
   * Trains on the chosen data. Rejects on an error, which is also shown. If the error prevents the start, a current run
   * continues.
   */
  start({ further = false, onError = this.#onError }: StartOptions = {}): Promise<FitResult> {
    return this.#start({ further, onError }, null);
  }

  /** The run that was interrupted, if the reader is to be asked about it. */
  get interrupted(): InterruptedRun | null {
    return this.busy || this.run?.hasTrained ? null : this.kept.interrupted;
  }

  /** Looks for a run that was interrupted, and continues it if the reader need not be asked. */
  async lookForInterrupted(): Promise<void> {
    await this.kept.look();
    if (this.interrupted && this.kept.continuesByItself) await this.continueInterrupted();
  }

  /** Continues the run that was interrupted, like `start`. */
  continueInterrupted(): Promise<FitResult> {
    return this.#start({ further: false, onError: this.#onError }, () => this.kept.restore());
  }

  /** Deletes the run that was interrupted, with what an attempt to continue it has left. */
  async discardInterrupted(): Promise<void> {
    this.failure = null;
    this.#shown.clear();
    await this.#runs.end();
    await this.kept.discard();
  }

  async #start(
    { further, onError }: Required<StartOptions>,
    restore: (() => Promise<KeptStart | null>) | null,
  ): Promise<FitResult> {
    this.camera.close();
    this.failure = null;
    const before = this.run;
    return this.#shown.show(null, async () => {
      try {
        while (this.network.pending) await this.network.pending;
        this.network.isFitted = false;
        // Without it, a start is preparing at once.
        const from = restore && (await restore());
        this.#checkFields();
        if (further) this.#runs.checkCanContinue();
        const data = this.#data();
        this.#tab = 'curves';
        const endTab = this.#host.endTab();
        const settings = () => this.#host.settings();
        const { byClass } = this;
        const keep: NextRun['keep'] = (begun) => this.kept.keep(begun);
        const { run, result } = await this.#runs.train({
          ...{ data, byClass, further, onError, settings, from, keep },
        });
        if (run === this.run && run.evaluation) await this.#showResults(run, run.evaluation, endTab);
        await this.predictions.repeat();
        return result;
      } catch (thrown) {
        // A refused field is no run that failed, and without pictures there was nothing to try.
        if (!this.#shown.isRefusal(thrown) && (this.data || this.run))
          await this.#fail(withCode(thrown), before);
        throw thrown;
      }
    });
  }

  /** Restarts the last run without the unreadable pictures. */
  skipDamaged(): Promise<FitResult> {
    this.#onError = 'skip';
    return this.start({ further: this.#runs.last?.isContinuation ?? false });
  }

  /** Fits the network to the data of the last start. */
  fitNetwork(): Promise<void> {
    const dataset = this.lastDataset;
    return dataset ? this.network.fit(dataset) : Promise.resolve();
  }

  /** Call it when the page has set another network: what the last start failed for may no longer be true. */
  networkChanged(): void {
    if (this.failure === null || this.busy) return;
    this.failure = null;
    this.#shown.clear();
    this.#changed();
  }

  /** Passes files to `use` when they have been read, and shows errors. */
  async take(
    files: PathFile[] | Promise<PathFile[]>,
    use: (files: PathFile[]) => void | Promise<void>,
  ): Promise<void> {
    await this.#shown.show(this.tab, async () => use(await files)).catch(() => undefined);
  }

  /** Pauses training before the next step. */
  pause(): void {
    this.#runs.active?.session.pause();
  }

  resume(): void {
    this.#runs.active?.session.resume();
  }

  /** Stops the run after the current work item, or cancels a start. */
  stop(): void {
    this.#runs.stop();
    this.#changed();
  }

  /** Predicts the class probabilities of the reader's picture. */
  predict(file: Blob, name: string): Promise<Prediction> {
    return this.#shown.show(this.tab, () => this.predictions.add(file, name));
  }

  /** Predicts several pictures. The error names all files that cannot be read. */
  predictAll(files: readonly File[]): Promise<void> {
    return this.#shown.show(this.tab, () => this.predictions.addAll(files));
  }

  /** Saves the trained model, else the loaded one, as a file. */
  async save(format: WritableFormat): Promise<Blob> {
    const saving = async (): Promise<Blob> => saveTrainerModel(this.#usablePredictor, format);
    return this.#shown.show(this.tab, saving, { keepsError: true });
  }

  get #usablePredictor(): TrainerPredictor {
    if (!this.predictor) throw nothingTrained(this.state);
    return this.predictor;
  }

  /** Frees workers, threads, memory and the camera. The state can be used again afterwards. */
  dispose(): void {
    void this.#runs.end().then(() => this.networks.disposeFitted());
    this.network.dispose();
    this.camera.close();
    this.predictions.clear();
  }

  /** Notifies the host. Also closes the camera if its owner is no longer visible. */
  #changed(soon = false): void {
    const { owner } = this.camera;
    if (owner !== null && !this.#isVisible(owner)) this.camera.close();
    this.#host.changed(soon);
  }

  /** Whether the camera's owner is visible: a class, or this state for the 'predict' tab. */
  #isVisible(owner: object): boolean {
    if (owner === this) return this.tab === 'predict';
    const { choice } = this;
    const showsClasses = this.tab === 'data' && choice.kindOf(this.#host.given()) === 'classes';
    return showsClasses && choice.classes.some((each) => each === owner);
  }

  #data(): DataSource {
    const source = this.#source();
    if (!source) throw noData(this.choice.kindOf(this.#host.given()));
    return source;
  }

  #source(): DataSource | null {
    return this.choice.source(this.#host.given(), this.#nameOf);
  }

  /** The class with the name of another one, if the pictures come from classes. Null: none. */
  get repeatedClass(): PictureClass | null {
    const { choice } = this;
    return choice.kindOf(this.#host.given()) === 'classes' ? choice.repeated(this.#nameOf) : null;
  }

  readonly #nameOf = (index: number): string => this.#host.words().data.className(String(index + 1));

  /** Opens the first field with a text that breaks its rule: a run would silently have the last valid value. */
  #checkFields(): void {
    const setting = this.#host.refusedSetting();
    if (!setting) return;
    this.#tab = 'settings';
    this.#host.focusSetting(setting);
    throw this.#shown.refusalOf(setting);
  }

  /** Opens a tab, unless the reader has left the curves. */
  async #showResults(
    run: TrainerRun,
    evaluation: NonNullable<TrainerRun['evaluation']>,
    tab: TrainerTab,
  ): Promise<void> {
    this.#host.announce('pupila-evaluation', evaluation);
    if (this.#tab === 'curves') this.#tab = tab;
    await run.loadMistakes();
  }

  /**
   * Marks the start as failed, with a fix, unless another run is active. A run that has trained is done, also if a picture
   * cannot be classified after it.
   *
   * @param before The run before the start.
   */
  async #fail(error: PupilaError, before: TrainerRun | null): Promise<void> {
    const remedy = await remedyFor(error, this.networks.current, this.network.pageFits !== null);
    if (this.busy || isAborted(error)) return;
    if (!this.run?.isUsable) this.failure = 'failed';
    else if (this.run === before) this.failure = 'notStarted';
    this.#shown.remedy = remedy;
  }

  /** What `ShownError.fieldsChanged` does. */
  fieldsChanged(): void {
    this.#shown.fieldsChanged();
  }
}
