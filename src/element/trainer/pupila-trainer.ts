/**
 * `<pupila-trainer>`: attributes, methods and events of the element that trains a network on pictures. State is in
 * `TrainerState`, rendering in `view.ts`.
 */
import type { PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { shared as sharedEn } from '../../i18n/en/shared';
import { trainer as en } from '../../i18n/en/trainer';
import { shared as sharedEs } from '../../i18n/es/shared';
import { trainer as es } from '../../i18n/es/trainer';
import type { Locale } from '../../i18n/locale';
import type {
  DataSource,
  Evaluation,
  FitResult,
  History,
  LoadWeightsOptions,
  LoadedModel,
  ModelMetadata,
  SessionInputs,
  SessionState,
  TrainingSession,
  WritableFormat,
} from '../../index';
import { fileNameIn } from '../../core/file-name';
import type { CodeWeights } from '../../network/weights-code';
import { fullAddress } from '../address';
import { Later } from '../later';
import { PupilaElement, define } from '../pupila-element';
import { ChartWidth } from './chart-width';
import type { DataKind } from './data-choice';
import {
  DEFAULTS,
  SETTINGS,
  SETTING_PROPERTIES,
  type SettingName,
  type TrainerSettings,
  settingsOf,
  takesSetting,
} from './settings';
import { Redraw } from './redraw';
import { RefusedFields } from './refused-fields';
import { notOnAPage } from './refusals';
import { RESULTS_STYLE } from './results-style';
import { liveText } from './spoken';
import type { FitOutput, KeptNetwork, StartOptions, TrainerHost } from './host';
import { TrainerState } from './state';
import { TRAINER_STYLE } from './style';
import { renderTrainer } from './view';

/** The settings: properties from the table of options, which Lit defines. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type
export interface PupilaTrainer extends TrainerSettings {}

/**
 * Trains a network on pictures in the page: choose data, train, follow the progress and inspect the results.
 *
 * @example
 * <pupila-trainer src="cats_and_dogs.zip" epochs="3" locale="es"></pupila-trainer>
 *
 * @customElement pupila-trainer
 *
 * @attr {string} locale - BCP 47 tag. Default: the page's `<html lang>`, else the browser's language.
 * @attr {'light'|'dark'} theme - Default: the system's preference.
 *
 * @fires {CustomEvent<SessionState>} pupila-state - The run is preparing, ready, running, paused, done, stopped or
 * failed. If a run cannot be prepared, the state of the earlier one follows.
 * @fires {CustomEvent<{loaded: number, total: number}>} pupila-fetch - Download progress in bytes.
 * @fires {CustomEvent<{checked: number, total: number}>} pupila-checking - Progress of the check for damaged pictures.
 * @fires {CustomEvent<DatasetInfo>} pupila-dataset - The data set is open.
 * @fires {CustomEvent<{images: number, total: number}>} pupila-fitting - Pictures read for the statistics of a generator.
 * @fires {CustomEvent<BackendReport>} pupila-backend - The backend, and why it was chosen.
 * @fires {CustomEvent<StepEvent>} pupila-step - A step has finished.
 * @fires {CustomEvent<{epoch: number, step: number, steps: number}>} pupila-validating - Before each validation batch.
 * @fires {CustomEvent<EpochEvent>} pupila-epoch - An epoch has finished, with Keras's logs.
 * @fires {CustomEvent<Recovery>} pupila-recovery - A GPU failed, and training continues without it or on a new device.
 * @fires {CustomEvent<LossNotFiniteEvent>} pupila-lossNotFinite - The loss is NaN or infinite, and why. At most once per run and part.
 * @fires {CustomEvent<StopTrainingEvent>} pupila-stopTraining - A callback, or a loss that is NaN or infinite, ended training, and why.
 * @fires {CustomEvent<CallbackWarningEvent>} pupila-callbackWarning - A callback warns of something.
 * @fires {CustomEvent<PrintEvent>} pupila-print - A callback prints a line, which is also in the console.
 * @fires {CustomEvent<Evaluation>} pupila-evaluation - The validation pictures were evaluated after training.
 * @fires {CustomEvent<{name: string, probabilities: Record<string, number>}>} pupila-prediction - A picture was
 * classified.
 * @fires {CustomEvent<{name: string, classes: string[]}|null>} pupila-model - A model was loaded. Null: it was
 * unloaded.
 * @fires {CustomEvent<PupilaError>} pupila-error - An error with a `code`.
 *
 * @slot title - Above everything.
 * @slot results - Below the results.
 * @slot - Below everything.
 *
 * @csspart tabs - The tabs and the selected panel.
 * @csspart tab - One tab.
 * @csspart data - The choice of data.
 * @csspart settings - The settings.
 * @csspart curves - The curves.
 * @csspart kept - Asks whether to continue a run that was interrupted.
 * @csspart controls - The row of buttons.
 * @csspart button - Train, pause, resume, stop.
 * @csspart status - The state of the run, as text.
 * @csspart outdated - Says that the figures are from before a change of data, settings or network.
 * @csspart warning - Says that the loss is not a finite number, and since when; or what a callback warns of.
 * @csspart progress - The progress bar.
 * @csspart figures - Epoch, step, loss, accuracy, images per second, remaining time.
 * @csspart facts - Data set, backend, seed.
 * @csspart files - The files that callbacks wrote.
 * @csspart legend - The names of the curves.
 * @csspart charts - Both charts.
 * @csspart chart - One chart.
 * @csspart table - The numbers of the charts.
 * @csspart results - The results.
 * @csspart matrix - The confusion matrix.
 * @csspart mistakes - The worst mistakes.
 * @csspart predict - The reader's own pictures.
 * @csspart predictions - The list of predictions.
 * @csspart model - Save and load.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class PupilaTrainer extends PupilaElement {
  static override styles = [...PupilaElement.styles, TRAINER_STYLE, RESULTS_STYLE];
  static override properties: PropertyDeclarations = {
    src: { type: String },
    data: { attribute: false },
    model: { attribute: false },
    fitOutput: { attribute: false },
    weights: { type: String },
    byName: { type: Boolean, attribute: 'by-name' },
    skipMismatch: { type: Boolean, attribute: 'skip-mismatch' },
    noCheckpoints: { type: Boolean, attribute: 'no-checkpoints' },
    ...SETTING_PROPERTIES,
  };

  /** Address of a zip or `.npz`. */
  declare src: string | null;
  /** Data without an address, such as a file. Overrides `src`. */
  declare data: DataSource | null;
  /** The page's own network, a tfjs-layers `LayersModel`. Null: the course's network. It still belongs to the page. */
  declare model: NonNullable<SessionInputs['model']> | null;
  /** Address of weights, loaded at once into the network of that moment. Null: none. */
  declare weights: string | null;
  /** Loads only the weights of layers whose names are in the file. */
  declare byName: boolean;
  /** Skips weights that do not fit, with a warning. */
  declare skipMismatch: boolean;
  /**
   * Does not keep runs in the browser. By default a run is kept until it is done: after a crash, a reload or a closed tab,
   * the element asks whether to continue it.
   */
  declare noCheckpoints: boolean;
  /**
   * Called when the reader asks for a network that fits the data: for this number of classes, and for pictures of this
   * shape (height, width, channels), which is another one only for arrays. The page then sets `model` to the changed
   * network. Null: the element replaces the last layer with a new Dense layer.
   */
  declare fitOutput: FitOutput | null;
  readonly #state: TrainerState;
  readonly #codeModule = new Later(this, () => import('./fit-code'));
  readonly #curves = new Later(this, () => import('./curves-view'));
  readonly #textRules = new Later(this, () => import('./text-rules'));
  readonly #refused = new RefusedFields();
  #liveText = '';
  readonly #redraw = new Redraw(this);
  readonly #chartWidth = new ChartWidth(this);

  constructor() {
    super();
    this.src = null;
    this.data = null;
    this.model = null;
    this.fitOutput = null;
    this.weights = null;
    this.byName = false;
    this.skipMismatch = false;
    this.noCheckpoints = false;
    Object.assign(this, DEFAULTS);
    this.#state = new TrainerState(this.#host());
  }

  /** State of the run. */
  get state(): SessionState {
    return this.#state.state;
  }

  /**
   * The session whose results are shown, to inspect its data and network. After a start it is the new one as soon as
   * that has finished a step. Null before the first start. It belongs to the element.
   */
  get session(): TrainingSession | null {
    return this.#state.run?.session ?? null;
  }

  /**
   * The loaded model with its metadata, or null. It belongs to the element. `isPreparationKnown`: whether its file says
   * how its pictures were prepared; if not, the metadata have the course's preprocessing. `isFitted`: whether
   * its last layer was replaced.
   */
  get loaded(): {
    readonly model: LoadedModel['model'];
    readonly metadata: ModelMetadata;
    readonly isPreparationKnown: boolean;
    readonly isFitted: boolean;
  } | null {
    return this.#state.model;
  }

  /** Keras's history of the run: `loss`, `accuracy`, `val_loss`, `val_accuracy`, one number per epoch. */
  get history(): History {
    return this.#state.run?.history ?? {};
  }

  /** Results on the validation pictures. Null before the end of training. */
  get evaluation(): Evaluation | null {
    return this.#state.run?.evaluation ?? null;
  }

  /** @internal Where the pictures come from. The reader chooses too. 'given': from the page. */
  get dataKind(): DataKind {
    return this.#state.choice.kindOf(this.data ?? (this.src || null));
  }

  /** @internal */
  set dataKind(kind: DataKind) {
    this.#state.choice.choose(kind === 'given' ? null : kind);
  }

  /** @internal Whether the page's data lie in folders like the course's. Until they are read, their folders count as unknown. */
  hasCourseFolders = false;

  /** @internal How the page keeps the network of a run. Null: it does not change `model`. */
  keptNetwork: KeptNetwork | null = null;

  /** @internal The tab that is open when a run from now on has ended, unless the reader opens another one. */
  endTab: 'curves' | 'results' = 'results';

  /**
   * Starts a run with the current data and settings, and stops an earlier run. Waits for a model that is loading.
   * Resolves when the run is done or stopped. Rejects on an error, which the element also shows, and if the element is
   * not on a page. Results of an earlier run stay until the new one has finished a step.
   *
   * By default it trains from scratch: the page's or the loaded network starts with its weights from before its first
   * run, and with the optimizer of its file. The same `seed` gives the same run.
   *
   * @param {{further?: boolean, onError?: 'raise'|'skip'}} options - `further: true` continues with the weights,
   * optimizer and epochs of the last run, for `epochs` more. That run must have trained the same network. `onError:
   * 'skip'` skips unreadable pictures. Default 'raise'.
   * @example
   * await trainer.start();
   * await trainer.start({ further: true }); // epochs 11 … 20
   */
  start(options: StartOptions = {}): Promise<FitResult> {
    return this.isConnected ? this.#state.start(options) : Promise.reject(notOnAPage());
  }

  /** Focuses the main button. */
  override focus(options?: FocusOptions): void {
    const main = this.renderRoot?.querySelector<HTMLElement>('button.primary');
    if (main) main.focus(options);
    else super.focus(options);
  }

  /** Pauses training before the next step. */
  pause(): void {
    this.#state.pause();
  }

  /** Resumes training. */
  resume(): void {
    this.#state.resume();
  }

  /** Stops training after the current work item. The trained network can still be used. */
  stop(): void {
    this.#state.stop();
  }

  /** Returns the class probabilities of a picture file, from the trained or loaded network. */
  async predict(file: Blob, name = 'picture'): Promise<Readonly<Record<string, number>>> {
    return (await this.#state.predict(file, name)).probabilities;
  }

  /** Returns the trained or loaded network as a file, by default a `.keras` file. */
  save(format: WritableFormat = 'keras'): Promise<Blob> {
    return this.#state.save(format);
  }

  /** Loads a model from its file, or from the address of its file or its `model.json`. */
  load(from: Blob | string): Promise<void> {
    return this.#state.network.load(from);
  }

  /**
   * Loads weights into the loaded model, else into the page's network, else into the course's: a `.weights.h5`, `.h5` or
   * `.keras` file of Keras, or its address. Ends the last run.
   *
   * @param {{byName?: boolean, skipMismatch?: boolean}} options - Default: the properties of these names.
   */
  loadWeights(from: Blob | string, options: LoadWeightsOptions = {}): Promise<void> {
    return this.#state.network.loadWeights(from, { ...this.#matching, ...options });
  }

  /** @internal The files of weights that were loaded into the current network, in order. */
  get loadedWeights(): readonly CodeWeights[] {
    return this.#state.network.loads;
  }

  async #loadGivenWeights(): Promise<void> {
    if (this.weights) await this.loadWeights(this.weights).catch(() => undefined);
  }

  get #matching(): Required<LoadWeightsOptions> {
    return { byName: this.byName, skipMismatch: this.skipMismatch };
  }

  /** Frees workers, threads and memory, unless the element was only moved. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (!this.isConnected) this.#state.dispose();
    });
  }

  /** @internal Sets these settings, and all others but `kept` to their defaults. */
  resetSettings(settings: Partial<TrainerSettings>, kept: readonly SettingName[]): void {
    const others = SETTINGS.filter(({ name }) => !kept.includes(name)).map(({ name }) => [
      name,
      DEFAULTS[name],
    ]);
    this.#refused.texts.clear();
    Object.assign(this, Object.fromEntries(others), settings);
    this.requestUpdate();
  }

  /** @internal Whether the settings are what `resetSettings` sets. */
  hasSettings(settings: Partial<TrainerSettings>, kept: readonly SettingName[]): boolean {
    const own = settingsOf(this);
    const expected = { ...DEFAULTS, ...settings };
    return SETTINGS.every(({ name }) => kept.includes(name) || own[name] === expected[name]);
  }

  protected override firstUpdated(): void {
    void this.#state.lookForInterrupted().catch(() => undefined);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isGiven = !!(this.data ?? this.src);
    if ((changed.has('src') || changed.has('data')) && isGiven) this.#state.choice.choose(null);
    const settings = settingsOf(this);
    const { pictureShape, loaded } = this.#state.networks;
    this.#refused.update(
      changed,
      (setting) =>
        !(setting.row.kind === 'size' && pictureShape) &&
        takesSetting(setting, settings, loaded?.loaded.optimizer ?? null),
    );
    this.#state.fieldsChanged();
    if (changed.has('model')) this.#state.networkChanged();
    if (changed.has('targetSize')) this.#state.model?.resize(settings.targetSize);
    if (changed.has('weights')) void this.updateComplete.then(() => this.#loadGivenWeights());
  }

  protected override render() {
    const words = this.text({ en, es });
    const { pictureShape, loaded } = this.#state.networks;
    const optimizer = loaded?.loaded.optimizer ?? null;
    const classes = this.#state.lastDataset?.classes.length ?? null;
    const settings = settingsOf(this);
    return html`${renderTrainer({
        words,
        format: this.format,
        settings,
        rules: this.text({ en: sharedEn, es: sharedEs }).rules,
        say: this.say,
        language: this.text({ en: 'en', es: 'es' }) as Locale,
        shape: pictureShape,
        optimizer,
        loss: loaded?.loaded.loss ?? null,
        refusals: this.#refused.texts,
        textRules: this.#textRules.module,
        set: (name, value) => void Object.assign(this, { [name]: value }),
        // An error may name a field that is valid now.
        edited: () => this.requestUpdate(),
        matching: this.#matching,
        setMatching: (changed) => void Object.assign(this, changed),
        state: this.#state,
        error: this.#errorView(classes),
        pictureNotes: (pictures) => this.pictureNotes(pictures),
        code: this.codeFold(this.#code(settings)),
        given: this.data ? (this.data.name ?? words.tabs.data) : this.src ? fileNameIn(this.src) : null,
        download: this.#download,
        renderCurves: this.#curves.module?.renderCurves ?? null,
        chartWidth: this.#chartWidth.value,
      })}
      <div class="spoken" aria-live="polite">${this.#state.has('curves') ? this.#liveText : ''}</div>`;
  }

  /** A button that downloads the page's data, if they have an address. */
  get #download(): TemplateResult | typeof nothing {
    const url = this.data?.kind === 'url' ? this.data.url : this.data ? null : this.src;
    return url ? this.downloadButton(url) : nothing;
  }

  #code(settings: TrainerSettings): string | null {
    const { brought, current, loaded } = this.#state.networks;
    const { dataset, data, byClass, stopped, endedByNaN } = this.#state;
    const isGiven = this.dataKind === 'given';
    const past = this.#state.past.map((run) => ({ ...run, dataName: nameOf(run.data), isGiven }));
    return (
      this.#codeModule.module?.fitCode({
        settings,
        past,
        stopped,
        endedByNaN,
        brought,
        network: current,
        loaded: loaded?.hasFile === false ? null : loaded,
        weights: this.loadedWeights,
        dataset,
        dataName: nameOf(data),
        byClass,
        isGiven,
        hasCourseFolders: this.hasCourseFolders,
        language: this.text({ en: 'en', es: 'es' }) as Locale,
      }) ?? null
    );
  }

  #errorView(classes: number | null): unknown {
    const { error } = this.#state;
    const isMismatch = error?.code === 'output-mismatch' && classes !== null;
    return this.errorView(error, isMismatch ? this.outputRule(classes) : undefined);
  }

  /** The element's interface for its state. */
  #host(): TrainerHost {
    return {
      settings: () => settingsOf(this),
      endTab: () => this.endTab,
      setTargetSize: (side) => void (this.targetSize = side),
      refusedSetting: () => this.#refused.first,
      focusSetting: ({ name }) =>
        void this.updateComplete.then(() => {
          const field = this.renderRoot.querySelector<HTMLElement>(`[name="${name}"]`);
          field?.focus({ preventScroll: true });
          // With its label and its rule.
          field?.closest('.checked')?.scrollIntoView({ block: 'nearest' });
        }),
      given: () => this.data ?? (this.src ? { kind: 'url', url: fullAddress(this.src) } : null),
      network: () => this.model,
      fitOutput: () => this.fitOutput,
      setSettings: (settings) => void Object.assign(this, settings),
      keptOwner: () => (this.noCheckpoints ? null : `${location.pathname}#${this.id}`),
      keptNetwork: () => this.keptNetwork,
      words: () => this.text({ en, es }),
      changed: (soon = false) => this.#redraw.request(soon),
      announce: (type, detail) => {
        const lossNotFinite = this.#state.run?.lossNotFinite ?? null;
        const context = { words: this.text({ en, es }), format: this.format, say: this.say, lossNotFinite };
        this.#liveText = liveText(type, detail, context) ?? this.#liveText;
        this.emit(type, detail);
      },
    };
  }
}

/** Returns the name of data. */
function nameOf(data: DataSource | null): string | null {
  return data?.kind === 'url' ? fileNameIn(data.url) : (data?.name ?? null);
}

define('pupila-trainer', PupilaTrainer);

declare global {
  interface HTMLElementTagNameMap {
    'pupila-trainer': PupilaTrainer;
  }
}
