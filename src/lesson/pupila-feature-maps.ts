/**
 * `<pupila-feature-maps>`: the outputs of a network's layers for a picture, its filters, the probability, and Grad-CAM.
 * `model` is a tfjs-layers model. With `session`, pictures can come from the data set, and the maps update during
 * training.
 */
import { type PropertyDeclarations, type TemplateResult, html, nothing } from 'lit';
import { featureMaps as en } from '../i18n/en/feature-maps';
import { featureMaps as es } from '../i18n/es/feature-maps';
import type { DatasetInfo, FloatImage, ModelMetadata, SessionInputs, TrainingSession } from '../index';
import type { FilterBank, ModelPicture, PicturePreparation } from '../internal';
import { areNumbered, numberedClasses } from '../core/class-names';
import {
  hasChannelsFirst,
  inputLayoutOf,
  inputShapeOf,
  pictureShapeOf,
  shapeOfOptions,
} from '../core/picture-shape';
import { areFinite, divergedText } from '../element/diverged';
import { engine } from '../element/engine';
import { Later } from '../element/later';
import { type Fit, fitOf } from '../element/picture-notes';
import { define } from '../element/pupila-element';
import { isClassProbability } from '../network/output';
import { symmetric } from './colors';
import { randomPicture } from './data-picture';
import type { FeatureMapsCode } from './feature-maps-example';
import { FEATURE_MAPS_STYLE } from './feature-maps-style';
import { type NetworkSnapshot, takeSnapshot } from './network-look';
import type { CodeWeights } from '../network/weights-code';
import type { PictureChoice } from './picture-bar';
import { type LabNumbers, arrayOf } from './lab-numbers';
import { renderLayerOutput } from './layer-output';
import { PictureLab } from './picture-lab';
import { choice, legend, scale, tuple, view } from './views';
import { filterWall, heatOpacity } from './walls';

/** Minimum time between two snapshots during training, in ms. */
const MIN_UPDATE_MS = 1500;
const COURSE_CLASSES = ['cats', 'dogs'] as const;

/**
 * A view inside a network.
 *
 * @customElement pupila-feature-maps
 */
export class PupilaFeatureMaps extends PictureLab {
  static override styles = [...PictureLab.styles, FEATURE_MAPS_STYLE];
  static override properties: PropertyDeclarations = {
    model: { attribute: false },
    metadata: { attribute: false },
    isPreparationKnown: { attribute: false },
    isFitted: { attribute: false },
    classNames: { attribute: false },
    session: { attribute: false },
    weights: { attribute: false },
    layer: { type: Number },
    channel: { state: true },
    run: { state: true },
  };

  /** The network. The page still owns it. */
  declare model: NonNullable<SessionInputs['model']> | null;
  /** Classes and preprocessing of a loaded model; null: those of the course's network. */
  declare metadata: ModelMetadata | null;
  /** Whether the metadata have the preprocessing of the model's training. Default true. */
  declare isPreparationKnown: boolean;
  /** Whether the last layer of the model with these metadata was replaced. Default false. */
  declare isFitted: boolean;
  /** Classes of the data that a model without metadata is for. Default: the course's. */
  declare classNames: readonly string[];
  /** The session that trains the model: a source of pictures, and of their preprocessing. */
  declare session: TrainingSession | null;
  /** @internal Files of weights that were loaded into the model before its training, in order. */
  declare weights: readonly CodeWeights[];
  /** Index of the selected layer. */
  declare layer: number;
  declare channel: number;
  /** The session and its data, once it is prepared. */
  declare private run: {
    session: TrainingSession;
    dataset: DatasetInfo;
    preparation: PicturePreparation;
  } | null;
  /** A picture of the data set, shown instead of the chosen one. */
  #dataPicture: { image: ModelPicture; name: string } | null = null;
  /** Token of the request for a picture of the data set; null if there is none. */
  #pendingDraw: object | null = null;
  #snapshot: NetworkSnapshot | null = null;
  /** The snapshot's model. */
  #shownModel: PupilaFeatureMaps['model'] = null;
  /** File name of the snapshot's picture, if it comes from the data set. */
  #shownName: string | null = null;
  /** Prepares a picture file. Replaced when its preparation changes. */
  #read = this.#reader();
  /** Whether this model has been seen in training. */
  #wasTrained = false;
  /** How the chosen picture was prepared. */
  #preparation: PicturePreparation | null = null;
  readonly #code = new Later(this, () => import('./feature-maps-example'));
  #updatedAtMs = 0;
  #updateTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.model = null;
    this.metadata = null;
    this.isPreparationKnown = true;
    this.isFitted = false;
    this.classNames = COURSE_CLASSES;
    this.session = null;
    this.weights = [];
    this.layer = 0;
    this.channel = 0;
    this.run = null;
  }

  /** @internal */
  get numbers(): LabNumbers {
    const { outputs = [], cam = null } = this.#snapshot ?? {};
    return {
      ...Object.fromEntries(outputs.map(({ name, ...output }) => [name, output])),
      ...(cam && { 'Grad-CAM': arrayOf(cam.heat) }),
    };
  }

  protected override get inputs() {
    return ['model', 'metadata', 'run', 'weights'];
  }

  /** @internal */
  protected override get reading(): unknown {
    return this.#read;
  }

  /** @internal Prepares a picture as for a prediction: by the session's options, else by the model's metadata. */
  protected override read(file: File): Promise<FloatImage> {
    return this.#read(file);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('session')) void this.#updateRun();
    const isReplaced = this.inputs.some((name) => changed.has(name));
    if (changed.has('picture') || isReplaced) this.#clearDataPicture();
    if (changed.has('model') || changed.has('weights')) this.#forgetTraining();
    if (isReplaced) this.#read = this.#reader();
    super.willUpdate(changed);
  }

  /** Returns how pictures are prepared for the current model, metadata and session. Null: there is no model. */
  #preparer(): () => Promise<PicturePreparation | null> {
    const { model, metadata, run, side } = this;
    return async () => {
      if (!model) return null;
      if (run) return run.preparation;
      const { preparationOf } = await engine();
      return preparationOf({ model, metadata }, pictureShapeOf(model) ?? [side, side, 3]).preparation;
    };
  }

  /** Returns a function that prepares pictures for the current model, metadata and session. */
  #reader(): (file: File) => Promise<FloatImage> {
    const prepare = this.#preparer();
    return async (file) => {
      const preparation = await prepare();
      this.#preparation = preparation;
      return preparation ? (await engine()).modelPicture(file, preparation) : super.read(file);
    };
  }

  /** @internal */
  protected override async fit(): Promise<Fit | null> {
    const preparation = await this.#preparer()();
    return preparation ? fitOf(preparation.read) : super.fit();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#updateTimer);
  }

  /** The model or its weights were replaced: forget the training state of the previous one. */
  #forgetTraining(): void {
    this.#wasTrained = false;
    clearTimeout(this.#updateTimer);
  }

  /**
   * Call this when the weights have changed. Updates at most every `MIN_UPDATE_MS`; of many changes the last one is shown.
   */
  follow(): void {
    this.#wasTrained = true;
    const wait = this.#updatedAtMs + MIN_UPDATE_MS - performance.now();
    clearTimeout(this.#updateTimer);
    if (wait > 0) {
      this.#updateTimer = setTimeout(() => this.follow(), wait);
      return;
    }
    this.#updatedAtMs = performance.now();
    this.recompute();
  }

  /** Whether the session is training, so the weights may still change. */
  get #isTraining(): boolean {
    return ['running', 'paused'].includes(this.session?.state ?? 'idle');
  }

  protected override choose(picture: PictureChoice): void {
    this.#clearDataPicture();
    super.choose(picture);
  }

  protected override async compute(chosen: FloatImage): Promise<void> {
    const { model } = this;
    if (!model) return;
    // If this fails, training fails too, and the trainer's element reports it.
    if (this.#wasTrained && this.#isTraining) await this.session?.sync().catch(() => undefined);
    if (model !== this.model) return;
    try {
      // `#read` has read it.
      const { image = chosen as ModelPicture, name = null } = this.#dataPicture ?? {};
      const snapshot = await takeSnapshot(model, image);
      if (model !== this.model) return;
      [this.#snapshot, this.#shownName, this.#shownModel] = [snapshot, name, model];
    } catch (error) {
      // A replaced model may have been disposed of. A new snapshot follows for its replacement.
      if (model !== this.model) return;
      this.#snapshot = null;
      throw error;
    }
    this.layer = Math.min(this.layer, (this.#snapshot?.outputs.length ?? 1) - 1);
  }

  protected override render() {
    const w = this.text({ en, es });
    if (!this.model) return html`<p class="muted">${w.noModel}</p>`;
    return html`<div class="lab">
      ${this.renderBar([], this.#dataPicture ? null : this.picture)} ${this.renderError()}
      ${this.#randomButtons()}
      <div class="inside">
        <div class="seen">${this.#pictureView()}</div>
        <div class="column">${this.#layerView()}</div>
      </div>
      ${this.#keras()}
    </div>`;
  }

  /** Buttons for a random picture of each class. */
  #randomButtons(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    if (!this.run && !this.metadata) return nothing;
    return html`<div class="row" role="group" aria-label=${w.fromData}>
      ${this.run?.dataset.classes.map(
        (name, label) =>
          html`<button class="small" @click=${() => this.#drawPicture(label)}>
            ${w.random(this.#className(name))}
          </button>`,
      )}
      ${this.#classIndices()}
    </div>`;
  }

  /** Whether the network's outputs are not finite numbers. */
  get #hasDiverged(): boolean {
    const values = this.#snapshot?.outputs.at(-1)?.data;
    return values !== undefined && !areFinite([values]);
  }

  #pictureView(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    if (!this.#snapshot) return this.failure ? nothing : html`<p class="muted">${this.words.loading}</p>`;
    const { picture, cam } = this.#snapshot;
    const { most, least } = w.share;
    const original = this.#shownName === null ? this.original : this.words.original(this.#shownName);
    return html`${view(picture, { label: original, caption: html`<b>${original}</b>` })}
      ${cam ? view(cam.over, { label: w.gradCam, caption: html`<b>${w.gradCam}</b>` }) : nothing}
      ${cam ? legend('sequential', [least, most], this.words.scale, heatOpacity) : nothing}
      <div class="answer ${cam ? '' : 'wide'}">${this.#answer(this.#snapshot)}</div>
      <p class="note muted">${this.#preparationNote()}</p>`;
  }

  /** Says how the picture was prepared. */
  #preparationNote(): string {
    const w = this.text({ en, es });
    if (this.run || this.isPreparationKnown) return w.asSeen;
    const rescale = this.metadata?.rescale ?? null;
    return rescale === null ? w.rescales : w.assumed(`1/${this.format.decimal(1 / rescale, 2, false)}`);
  }

  #answer(snapshot: NetworkSnapshot): TemplateResult {
    const w = this.text({ en, es });
    if (this.#hasDiverged) {
      const loss = this.session?.lossNotFinite ?? null;
      return html`<p class="diverged" role="status">${divergedText(w.diverged, loss)}</p>`;
    }
    const { unit, probability } = snapshot.decision;
    const name = this.#className(this.#classes[unit] ?? String(unit));
    const answer = this.#isClassProbability(snapshot)
      ? html`${w.probability(name)}: <b>${this.format.percent(probability)}</b>`
      : w.noProbability;
    return html`<p class="probability">${answer}</p>
      <p class="muted">${this.#weightsText()}</p>`;
  }

  /** Says where the weights come from. */
  #weightsText(): string {
    const w = this.text({ en, es });
    const status = this.#trainingStatus();
    const names = this.weights.map(({ name }) => name);
    if (names.length === 0 || status === 'live' || status === 'trained') return w[status];
    return w.weights[this.weights.some(({ share }) => share === 'all') ? 'all' : 'some'](
      this.format.list(names),
    );
  }

  #trainingStatus(): 'live' | 'trained' | 'loaded' | 'fitted' | 'untrained' {
    if (this.#wasTrained) return this.#isTraining ? 'live' : 'trained';
    if (!this.metadata) return 'untrained';
    return this.isFitted ? 'fitted' : 'loaded';
  }

  #layerView(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    const { outputs = [], filters = [] } = this.#snapshot ?? {};
    const output = outputs[this.layer];
    if (!output || this.#hasDiverged) return nothing;
    return html`<div class="row sideways" role="group" aria-label=${w.layers}>
        ${outputs.map(
          ({ name }, i) =>
            html`<button class="small" aria-pressed=${i === this.layer} @click=${() => (this.layer = i)}>
              ${name}
            </button>`,
        )}
      </div>
      ${renderLayerOutput(output, w, this.format, this.words.scale)}
      ${this.#filterView(output.name, filters.find(({ name }) => name === output.name)?.bank)}`;
  }

  /** The Keras code. Nothing for whitened pictures, whose matrix is too large for code. */
  #keras(): TemplateResult | typeof nothing {
    const { model } = this;
    const preparation = this.run?.preparation ?? this.#preparation;
    const output = this.#snapshot?.outputs.at(-1);
    // A model that replaces the shown one may be disposed of already.
    if (!model || model !== this.#shownModel || !preparation || !output || this.#hasDiverged) return nothing;
    const { read, generator, statistics } = preparation;
    const layout = inputLayoutOf(model, shapeOfOptions(read));
    if (!layout || statistics?.whitening) return nothing;
    const code = this.#code.module?.featureMapsExample({
      model,
      read,
      generator: { ...generator },
      statistics,
      layout,
      isUntrained: this.#trainingStatus() === 'untrained',
      weights: this.weights,
      picture: this.#codePicture,
      units: output.data.length,
      classes: this.#classes.map((name) => this.format.className(name)),
      hasCam: this.#snapshot?.cam !== null,
      isChannelsFirst: hasChannelsFirst(inputShapeOf(model)),
      language: this.format.locale,
    });
    return html`<div class="folds">${this.codeFold(code)}</div>`;
  }

  /** The training picture that is shown; null: the chosen picture, or one of an array. */
  get #codePicture(): FeatureMapsCode['picture'] {
    const { name, training } = this.run?.dataset ?? {};
    if (this.#shownName === null || !name || !training?.imageBytes) return null;
    return { data: name, root: training.root, filename: this.#shownName };
  }

  #filterView(name: string, bank: FilterBank | undefined): TemplateResult | typeof nothing {
    if (!bank) return nothing;
    const w = this.text({ en, es });
    const range = symmetric(bank.values);
    const channel = Math.min(this.channel, bank.shape[2] - 1);
    const channels = Array.from({ length: bank.shape[2] }, (_, i) => i);
    const caption = html`<b>${w.filters(name)}</b> <span class="shape">${tuple(bank.shape)}</span>`;
    return html`<details>
      <summary>${w.filters(name)}</summary>
      ${choice(
        w.inputChannel,
        channels,
        channel,
        (chosen) => (this.channel = chosen),
        (c) => this.format.integer(c + 1),
      )}
      ${view(filterWall(bank, channel, range), { label: w.filters(name), caption })}
      ${scale('diverging', range, this.format, this.words)}
    </details>`;
  }

  /** Whether the output is a probability for each class. */
  #isClassProbability({ outputs, activation }: NetworkSnapshot): boolean {
    return isClassProbability(activation, outputs.at(-1)?.data.length ?? 0, this.#classes.length);
  }

  #className(name: string): string {
    const { classes } = this.text({ en, es });
    return name in classes ? classes[name as keyof typeof classes] : this.format.className(name);
  }

  /** The classes of the run or of the model's file, else those that it is for if the outputs fit, else numbers. */
  get #classes(): readonly string[] {
    const known = this.run?.dataset.classes ?? this.metadata?.classes;
    const units = this.#snapshot?.outputs.at(-1)?.data.length ?? 1;
    const count = Math.max(2, units);
    return known ?? (this.classNames.length === count ? this.classNames : numberedClasses(count));
  }

  /** Keras's dictionary. Nothing for a model without names of classes. */
  #classIndices(): TemplateResult | typeof nothing {
    if (areNumbered(this.#classes)) return nothing;
    const entries = this.#classes.map((name, i) => `'${name}': ${i}`);
    return html`<code class="muted">class_indices = {${entries.join(', ')}}</code>`;
  }

  async #updateRun(): Promise<void> {
    this.run = null;
    const { session } = this;
    if (!session) return;
    const parts = Promise.all([session.prepare(), session.picturePreparation()]);
    // If the session cannot be prepared, the trainer's element reports it.
    const [prepared, preparation] = (await parts.catch(() => null)) ?? [];
    if (!prepared || !preparation || session !== this.session) return;
    this.run = { session, dataset: prepared.dataset, preparation };
  }

  #drawPicture(label: number): void {
    const { run } = this;
    if (!run) return;
    const request = (this.#pendingDraw = {});
    this.load(async () => {
      const picture = await randomPicture(run.session, run.dataset, label);
      if (request !== this.#pendingDraw) return;
      this.#dataPicture = picture;
      this.recompute();
    });
  }

  /** Returns to the chosen picture. */
  #clearDataPicture(): void {
    this.#dataPicture = null;
    this.#pendingDraw = null;
  }
}

define('pupila-feature-maps', PupilaFeatureMaps);
