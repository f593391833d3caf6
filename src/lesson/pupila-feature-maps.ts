/**
 * `<pupila-feature-maps>`: the outputs of a network's layers for a picture, its filters, the probability, and Grad-CAM.
 * `model` is a tfjs-layers model. With `session`, pictures can come from the data set, and the maps update during
 * training.
 */
import { type PropertyDeclarations, type TemplateResult, html, nothing } from 'lit';
import { featureMaps as en } from '../i18n/en/feature-maps';
import { featureMaps as es } from '../i18n/es/feature-maps';
import type {
  DatasetInfo,
  FloatImage,
  LayerOutput,
  ModelMetadata,
  SessionInputs,
  TrainingSession,
} from '../index';
import type { FilterBank, RgbaImage } from '../internal';
import { pictureShapeOf } from '../core/picture-shape';
import { define } from '../element/pupila-element';
import { isClassProbability } from '../network/output';
import { symmetric } from './colors';
import { randomPicture } from './data-picture';
import { FEATURE_MAPS_STYLE } from './feature-maps-style';
import { type NetworkSnapshot, takeSnapshot } from './network-look';
import type { PictureChoice } from './picture-bar';
import type { LabNumbers } from './lab-numbers';
import { PictureLab, type PixelFormat } from './picture-lab';
import { choice, legend, scale, tuple, view } from './views';
import { filterWall, mapWall } from './walls';

/** Minimum time between two snapshots during training, in ms. */
const MIN_UPDATE_MS = 1500;
const CLASSES = ['cats', 'dogs'] as const;

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
    session: { attribute: false },
    layer: { type: Number },
    channel: { state: true },
  };

  /** The network. The page still owns it. */
  declare model: NonNullable<SessionInputs['model']> | null;
  /** Classes and input format of a loaded model; null: those of the course's network. */
  declare metadata: Pick<ModelMetadata, 'classes' | 'rescale'> | null;
  /** The session that trains the model, as a source of pictures. */
  declare session: TrainingSession | null;
  /** Index of the selected layer. */
  declare layer: number;
  declare channel: number;
  /** A picture of the data set, shown instead of the chosen one. */
  #dataPicture: { image: FloatImage; name: string } | null = null;
  /** Token of the request for a picture of the data set; null if there is none. */
  #pendingDraw: object | null = null;
  #dataset: DatasetInfo | null = null;
  #snapshot: NetworkSnapshot | null = null;
  /** File name of the snapshot's picture, if it comes from the data set. */
  #shownName: string | null = null;
  #wall: { output: LayerOutput; image: RgbaImage } | null = null;
  /** Whether this model has been seen in training. */
  #wasTrained = false;
  #updatedAtMs = 0;
  #updateTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.model = null;
    this.metadata = null;
    this.session = null;
    this.layer = 0;
    this.channel = 0;
  }

  /** @internal */
  get numbers(): LabNumbers {
    return Object.fromEntries(this.#snapshot?.outputs.map(({ name, ...output }) => [name, output]) ?? []);
  }

  protected override get inputs() {
    return ['model', 'metadata'];
  }

  /** @internal */
  protected override get pixels(): PixelFormat {
    const shape = this.model && pictureShapeOf(this.model);
    if (!shape) return super.pixels;
    const [height, width, channels] = shape;
    return { height, width, colorMode: channels === 1 ? 'grayscale' : 'rgb' };
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('picture') || changed.has('model')) this.#clearDataPicture();
    if (changed.has('model')) this.#forgetTraining();
    if (changed.has('session')) void this.#updateDataset();
    super.willUpdate(changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#updateTimer);
  }

  /** The model was replaced: forget the training state of the previous one. */
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
    const rescale = this.metadata ? (this.metadata.rescale ?? 1) : 1 / 255;
    try {
      const { image = chosen, name = null } = this.#dataPicture ?? {};
      const snapshot = await takeSnapshot(model, image, rescale);
      if (model === this.model) [this.#snapshot, this.#shownName] = [snapshot, name];
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
    </div>`;
  }

  /** Buttons for a random picture of each class. */
  #randomButtons(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    if (!this.#dataset && !this.metadata) return nothing;
    return html`<div class="row" role="group" aria-label=${w.fromData}>
      ${this.#dataset?.classes.map(
        (name, label) =>
          html`<button class="small" @click=${() => this.#drawPicture(label)}>
            ${w.random(this.#className(name))}
          </button>`,
      )}
      <code class="muted">class_indices = ${this.#classIndices()}</code>
    </div>`;
  }

  #pictureView(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    if (!this.#snapshot) return html`<p class="muted">${this.words.loading}</p>`;
    const { decision, picture, cam } = this.#snapshot;
    const { unit, probability } = decision;
    const name = this.#className(this.#classes[unit] ?? String(unit));
    const answer = this.#isClassProbability(this.#snapshot)
      ? html`${w.probability(name)}: <b>${this.format.percent(probability)}</b>`
      : w.noProbability;
    const { most, least } = w.share;
    const original = this.#shownName === null ? this.original : this.words.original(this.#shownName);
    return html`${view(picture, { label: original, caption: html`<b>${original}</b>` })}
      ${cam ? view(cam, { label: w.gradCam, caption: html`<b>${w.gradCam}</b>` }) : nothing}
      ${cam ? legend('sequential', [least, most], w.gradCam) : nothing}
      <div class="answer">
        <p class="probability">${answer}</p>
        <p class="muted">${w[this.#trainingStatus()]}</p>
      </div>`;
  }

  #trainingStatus(): 'live' | 'trained' | 'loaded' | 'untrained' {
    if (this.#wasTrained) return this.#isTraining ? 'live' : 'trained';
    return this.metadata ? 'loaded' : 'untrained';
  }

  #layerView(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    const { outputs = [], filters = [] } = this.#snapshot ?? {};
    const output = outputs[this.layer];
    if (!output) return nothing;
    const count = this.format.integer(output.shape.at(-1) as number);
    const isMaps = output.shape.length === 3;
    const caption = isMaps
      ? w.maps(count, output.name, tuple(output.shape.slice(0, 2)))
      : w.units(count, output.name);
    return html`<div class="row sideways" role="group" aria-label=${w.layers}>
        ${outputs.map(
          ({ name }, i) =>
            html`<button class="small" aria-pressed=${i === this.layer} @click=${() => (this.layer = i)}>
              ${name}
            </button>`,
        )}
      </div>
      <div class="wall">
        ${view(this.#wallOf(output), { label: caption, caption: html`<b>${caption}</b>` })}
      </div>
      <div class="each">${w.each} ${legend('sequential', [w.share.low, w.share.high], w.each)}</div>
      ${this.#filterView(output.name, filters.find(({ name }) => name === output.name)?.bank)}`;
  }

  #wallOf(output: LayerOutput): RgbaImage {
    if (this.#wall?.output !== output) {
      const { shape, data } = output;
      const side = Math.ceil(Math.sqrt(data.length));
      const square = new Float32Array(side * side);
      square.set(data);
      const maps = shape.length === 3 ? output : { ...output, shape: [side, side, 1], data: square };
      this.#wall = { output, image: mapWall(maps) };
    }
    return this.#wall.image;
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
      ${scale('diverging', range, this.format, this.words.scale)}
    </details>`;
  }

  /** Whether the output is a probability for each class. */
  #isClassProbability({ outputs, activation }: NetworkSnapshot): boolean {
    return isClassProbability(activation, outputs.at(-1)?.data.length ?? 0, this.#classes.length);
  }

  #className(name: string): string {
    const { classes } = this.text({ en, es });
    return name in classes ? classes[name as keyof typeof classes] : name;
  }

  get #classes(): readonly string[] {
    return this.#dataset?.classes ?? this.metadata?.classes ?? CLASSES;
  }

  #classIndices(): string {
    return `{${this.#classes.map((name, i) => `'${name}': ${i}`).join(', ')}}`;
  }

  async #updateDataset(): Promise<void> {
    this.#dataset = null;
    const { session } = this;
    const dataset = (await session?.prepare().catch(() => null))?.dataset ?? null;
    if (session === this.session) this.#dataset = dataset;
    this.requestUpdate();
  }

  #drawPicture(label: number): void {
    const { session } = this;
    const dataset = this.#dataset;
    if (!dataset || !session) return;
    const request = (this.#pendingDraw = {});
    this.load(async () => {
      const channels = this.pixels.colorMode === 'grayscale' ? 1 : 3;
      const picture = await randomPicture(session, dataset, label, channels);
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
