/**
 * `<pupila-trainer>`: pictures in, a trained network out, as an element: its attributes, methods and events. What it
 * holds is in `TrainerState`, what it shows in `trainer-view.ts`.
 */
import type { PropertyDeclarations, PropertyValues } from 'lit';
import { html } from 'lit';
import { trainer as en } from '../../i18n/en/trainer';
import { trainer as es } from '../../i18n/es/trainer';
import type { Locale } from '../../i18n/locale';
import type {
  DataSource,
  Evaluation,
  FitResult,
  History,
  SessionInputs,
  SessionState,
  TrainingSession,
} from '../../index';
import { fullAddress } from '../address';
import { PupilaElement, define } from '../pupila-element';
import { ButtonFocus } from './button-focus';
import { ChartWidth } from './chart-width';
import type { TrainerModel } from './model';
import { DEFAULTS, SETTING_PROPERTIES, type TrainerSettings, fitCode } from './settings';
import type { ModelFormat } from './model';
import { Redraw } from './redraw';
import { notOnAPage } from './refusals';
import { RESULTS_STYLE } from './results-style';
import { spoken } from './spoken';
import type { StartOptions, TrainerHost } from './host';
import { TrainerState } from './state';
import { TRAINER_STYLE } from './style';
import { renderTrainer } from './view';

/** The settings: properties that the table of options makes, and Lit defines. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type
export interface PupilaTrainer extends TrainerSettings {}

/**
 * Trains a network on pictures, in the page: choose data, train, see how it goes and what came of it.
 *
 * @example
 * <pupila-trainer src="cats_and_dogs.zip" epochs="3" locale="es"></pupila-trainer>
 *
 * @customElement pupila-trainer
 *
 * @attr {string} locale - BCP 47 tag; default: the page's `<html lang>`, else the browser's language.
 * @attr {'light'|'dark'} theme - Default: what the reader's system prefers.
 *
 * @fires {CustomEvent<SessionState>} pupila-state - The run is preparing, ready, running, paused, done, stopped, failed.
 * @fires {CustomEvent<{loaded: number, total: number}>} pupila-fetch - Bytes of a download.
 * @fires {CustomEvent<{checked: number, total: number}>} pupila-checking - Pictures were looked at, to skip damaged ones.
 * @fires {CustomEvent<DatasetInfo>} pupila-dataset - The data set is open.
 * @fires {CustomEvent<BackendReport>} pupila-backend - What computes, and why.
 * @fires {CustomEvent<StepEvent>} pupila-step - A step is done.
 * @fires {CustomEvent<{epoch: number, step: number, steps: number}>} pupila-validating - Before each validation batch.
 * @fires {CustomEvent<EpochEvent>} pupila-epoch - An epoch is done, with Keras's logs.
 * @fires {CustomEvent<Recovery>} pupila-recovery - A GPU failed, and training goes on elsewhere.
 * @fires {CustomEvent<LossNotFiniteEvent>} pupila-lossNotFinite - The loss is NaN or infinite; at most once a run.
 * @fires {CustomEvent<Evaluation>} pupila-evaluation - Every validation picture was tried, after training.
 * @fires {CustomEvent<{name: string, probabilities: Record<string, number>}>} pupila-prediction - A picture was tried.
 * @fires {CustomEvent<{name: string, classes: string[]}|null>} pupila-model - A model was loaded; null: it goes.
 * @fires {CustomEvent<PupilaError>} pupila-error - Something did not work; its `code` says what.
 *
 * @slot title - Above everything.
 * @slot results - Below the results.
 * @slot - Below everything.
 *
 * @csspart tabs - The tabs with what the chosen one holds.
 * @csspart tab - One tab.
 * @csspart data - The choice of data.
 * @csspart settings - The settings.
 * @csspart curves - What is seen while it trains.
 * @csspart controls - The row of buttons.
 * @csspart button - Train, pause, go on; stop.
 * @csspart status - Where the run stands, in words.
 * @csspart progress - The bar.
 * @csspart figures - Epoch, step, loss, accuracy, images a second, time left.
 * @csspart facts - Data set, backend, seed.
 * @csspart charts - Both charts.
 * @csspart chart - One chart.
 * @csspart table - The numbers of a chart.
 * @csspart results - What was learned.
 * @csspart matrix - The confusion matrix.
 * @csspart mistakes - The worst mistakes.
 * @csspart predict - The reader's own pictures.
 * @csspart predictions - The list of them.
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
    ...SETTING_PROPERTIES,
  };

  /** Address of a zip or `.npz`. */
  declare src: string | null;
  /** Data that has no address, such as a file; wins over `src`. */
  declare data: DataSource | null;
  /** A network of the page's own, a tfjs-layers `LayersModel`; null: the course's. It stays the page's. */
  declare model: NonNullable<SessionInputs['model']> | null;
  /**
   * How the page gives `model` a last layer for so many classes, where the reader asks for it; null: the element puts a new
   * Dense layer in the place of the last, and trains that. What the page makes it sets as `model`.
   */
  declare fitOutput: ((classes: number) => void) | null;
  readonly #state: TrainerState;
  #spoken = '';
  readonly #redraw = new Redraw(this);
  readonly #chartWidth = new ChartWidth(this);

  constructor() {
    super();
    this.src = null;
    this.data = null;
    this.model = null;
    this.fitOutput = null;
    Object.assign(this, DEFAULTS);
    this.#state = new TrainerState(this.#host());
    new ButtonFocus(this);
  }

  /** Where the run stands. */
  get state(): SessionState {
    return this.#state.state;
  }

  /** The run itself, for a look at its data and its network; null before the first start. It belongs to the element. */
  get session(): TrainingSession | null {
    return this.#state.run?.session ?? null;
  }

  /** The model that was loaded, with what is known of its use; null: none. It belongs to the element. */
  get loaded(): Pick<TrainerModel, 'model' | 'metadata'> | null {
    return this.#state.model;
  }

  /** Keras's history of the run: `loss`, `accuracy`, `val_loss`, `val_accuracy`, one number an epoch. */
  get history(): History {
    return this.#state.run?.history ?? {};
  }

  /** What came of the validation pictures after training; null before. */
  get evaluation(): Evaluation | null {
    return this.#state.run?.evaluation ?? null;
  }

  /**
   * Starts a run with the data and settings as they are now; an earlier run ends. Resolves when it is done or stopped,
   * rejects with what went wrong, which is shown as well, and where the element is not on a page.
   *
   * By default it trains from scratch: a network of the page's own or a loaded one begins with the weights that it had
   * before its first run, and with its file's optimizer. An equal `seed` gives the same run again.
   *
   * @param {{further?: boolean, onError?: 'raise'|'skip'}} options - `further: true` goes on from the weights, the
   * optimizer and the epochs of the last run, for `epochs` more; that run has trained the same network. `onError: 'skip'`
   * leaves out pictures that cannot be read; default 'raise'.
   * @example
   * await trainer.start();
   * await trainer.start({ further: true }); // epochs 11 … 20
   */
  start(options: StartOptions = {}): Promise<FitResult> {
    return this.isConnected ? this.#state.start(options) : Promise.reject(notOnAPage());
  }

  /** Gives the focus to the main button. */
  override focus(options?: FocusOptions): void {
    const main = this.renderRoot?.querySelector<HTMLElement>('button.primary');
    if (main) main.focus(options);
    else super.focus(options);
  }

  /** Training rests before its next step. */
  pause(): void {
    this.#state.run?.session.pause();
  }

  /** Training goes on. */
  resume(): void {
    this.#state.run?.session.resume();
  }

  /** Ends training after the work under way; what was trained stays usable. */
  stop(): void {
    this.#state.stop();
  }

  /** Probability of each class for a picture file, by the network that was trained or loaded. */
  async predict(file: Blob, name = 'picture'): Promise<Readonly<Record<string, number>>> {
    return (await this.#state.predict(file, name)).probabilities;
  }

  /** The network that was trained or loaded, as Keras's `.keras`, or as a zip of the tfjs layers format. */
  save(format: ModelFormat = 'keras'): Promise<Blob> {
    return this.#state.save(format);
  }

  /** Loads what `save` gave, another `.keras` or `.h5`, or the address of one or of a `model.json`. */
  load(from: Blob | string): Promise<void> {
    return this.#state.load(from);
  }

  /** Workers, threads and memory go with the element; not when it only moves to another place. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (!this.isConnected) this.#state.dispose();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isGiven = !!(this.data ?? this.src);
    if ((changed.has('src') || changed.has('data')) && isGiven) this.#state.choice.choose(null);
  }

  protected override render() {
    const words = this.text({ en, es });
    const { inputSize, loaded } = this.#state.networks;
    const optimizer = loaded?.loaded.optimizer ?? null;
    const classes = this.#state.run?.dataset?.classes.length ?? null;
    return html`${renderTrainer({
        words,
        format: this.format,
        settings: this,
        language: this.text({ en: 'en', es: 'es' }) as Locale,
        size: inputSize,
        optimizer,
        set: (name, value) => void Object.assign(this, { [name]: value }),
        state: this.#state,
        trouble: this.#trouble(classes),
        code: this.codeFold(fitCode(this, classes, inputSize, optimizer)),
        given: this.data ? (this.data.name ?? words.tabs.data) : lastPart(this.src),
        chartWidth: this.#chartWidth.value,
      })}
      <div class="spoken" aria-live="polite">${this.#spoken}</div>`;
  }

  #trouble(classes: number | null): unknown {
    const { error } = this.#state;
    const isMismatch = error?.code === 'output-mismatch' && classes !== null;
    return this.errorView(error, isMismatch ? this.outputRule(classes) : undefined);
  }

  /** What the state is told of this element, and where it tells what happens. */
  #host(): TrainerHost {
    return {
      settings: () => this,
      given: () => this.data ?? (this.src ? { kind: 'url', url: fullAddress(this.src) } : null),
      network: () => this.model,
      fitOutput: () => this.fitOutput,
      words: () => this.text({ en, es }),
      changed: (soon = false) => this.#redraw.request(soon),
      announce: (type, detail) => {
        const context = { words: this.text({ en, es }), format: this.format };
        this.#spoken = spoken(type, detail, context) ?? this.#spoken;
        this.emit(type, detail);
      },
    };
  }
}

/** The file's name in an address. */
function lastPart(address: string | null): string | null {
  return address && (address.split(/[?#]/)[0]?.split('/').pop() || address);
}

define('pupila-trainer', PupilaTrainer);

declare global {
  interface HTMLElementTagNameMap {
    'pupila-trainer': PupilaTrainer;
  }
}
