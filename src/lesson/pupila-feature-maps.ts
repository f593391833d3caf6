/**
 * `<pupila-feature-maps>`: what every layer of a network makes of a picture, its filters, the probability, and Grad-CAM.
 * `model` is a tfjs-layers model; with `session` pictures can be taken from the data set, and the maps follow training.
 */
import { type PropertyDeclarations, type TemplateResult, html, nothing } from 'lit';
import { featureMaps as en } from '../i18n/en/feature-maps';
import { featureMaps as es } from '../i18n/es/feature-maps';
import type {
  DatasetInfo,
  FilterBank,
  FloatImage,
  LayerOutput,
  ModelMetadata,
  RgbaImage,
  TrainingSession,
} from '../index';
import { type Model, inputSize } from '../element/model-input';
import { define } from '../element/pupila-element';
import { tellsClasses } from '../network/output';
import { symmetric } from './colors';
import { randomPicture } from './data-picture';
import { FEATURE_MAPS_STYLE } from './feature-maps-style';
import { type NetworkLook, lookInto } from './network-look';
import type { PictureChoice } from './picture-bar';
import { PictureLab, type PixelFormat } from './picture-lab';
import { choice, legend, scale, tuple, view } from './views';
import { filterWall, mapWall } from './walls';

/** Milliseconds between two looks while it trains. */
const LIVE_MS = 1500;
const CLASSES = ['cats', 'dogs'] as const;

/**
 * A look into a network.
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

  /** The network; stays the page's. */
  declare model: Model | null;
  /** Of a model that was loaded: its classes, and how it takes pictures; null: as the course's network does. */
  declare metadata: Pick<ModelMetadata, 'classes' | 'rescale'> | null;
  /** The run that trains it, for pictures of its data set. */
  declare session: TrainingSession | null;
  /** The layer that is looked at, by its place. */
  declare layer: number;
  declare channel: number;
  /** A picture of the data set in the place of the chosen one. */
  #drawn: FloatImage | null = null;
  /** The one that is on its way. */
  #drawing: object | null = null;
  #dataset: DatasetInfo | null = null;
  #look: NetworkLook | null = null;
  #wall: { output: LayerOutput; image: RgbaImage } | null = null;
  /** It was seen to be trained. */
  #follows = false;
  #looked = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.model = null;
    this.metadata = null;
    this.session = null;
    this.layer = 0;
    this.channel = 0;
  }

  protected override get inputs() {
    return ['model', 'metadata'];
  }

  protected override get pixels(): PixelFormat {
    const size = this.model && inputSize(this.model);
    if (!size) return super.pixels;
    const { height, width, channels } = size;
    return { height, width, colorMode: channels === 1 ? 'grayscale' : 'rgb' };
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('picture') || changed.has('model')) this.#undraw();
    if (changed.has('model')) this.#leave();
    if (changed.has('session')) void this.#learnData();
    super.willUpdate(changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#later);
  }

  /** Another model: what is told of the one before is no news of it. */
  #leave(): void {
    this.#follows = false;
    clearTimeout(this.#later);
  }

  /** The weights have changed: looks again, but not more often than it takes; of many changes the last is seen. */
  follow(): void {
    this.#follows = true;
    const wait = this.#looked + LIVE_MS - performance.now();
    clearTimeout(this.#later);
    if (wait > 0) {
      this.#later = setTimeout(() => this.follow(), wait);
      return;
    }
    this.#looked = performance.now();
    this.recompute();
  }

  /** The session's weights are on their way: what is seen is not the last. */
  get #trains(): boolean {
    return ['running', 'paused'].includes(this.session?.state ?? 'idle');
  }

  protected override choose(picture: PictureChoice): void {
    this.#undraw();
    super.choose(picture);
  }

  protected override async compute(chosen: FloatImage): Promise<void> {
    const { model } = this;
    if (!model) return;
    // Where that fails training fails as well, and its own element says so.
    if (this.#follows && this.#trains) await this.session?.sync().catch(() => undefined);
    if (model !== this.model) return;
    const rescale = this.metadata ? (this.metadata.rescale ?? 1) : 1 / 255;
    try {
      const look = await lookInto(model, this.#drawn ?? chosen, rescale);
      if (model === this.model) this.#look = look;
    } catch (error) {
      // One that was replaced may be disposed of. Into the other a look follows.
      if (model !== this.model) return;
      this.#look = null;
      throw error;
    }
    this.layer = Math.min(this.layer, (this.#look?.outputs.length ?? 1) - 1);
  }

  protected override render() {
    const w = this.text({ en, es });
    if (!this.model) return html`<p class="muted">${w.noModel}</p>`;
    return html`<div class="lab">
      ${this.renderBar([], this.#drawn ? null : this.picture)} ${this.renderError()} ${this.#random()}
      <div class="inside">
        <div class="seen">${this.#seen()}</div>
        <div class="column">${this.#layers()}</div>
      </div>
    </div>`;
  }

  /** One picture of each class, by chance. */
  #random(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    if (!this.#dataset && !this.metadata) return nothing;
    return html`<div class="row" role="group" aria-label=${w.fromData}>
      ${this.#dataset?.classes.map(
        (name, label) =>
          html`<button class="small" @click=${() => this.#draw(label)}>
            ${w.random(this.#className(name))}
          </button>`,
      )}
      <code class="muted">class_indices = ${this.#classIndices()}</code>
    </div>`;
  }

  #seen(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    if (!this.#look) return html`<p class="muted">${this.words.loading}</p>`;
    const { decision, picture, cam } = this.#look;
    const { unit, probability } = decision;
    const name = this.#className(this.#classes[unit] ?? String(unit));
    const answer = this.#tellsClasses(this.#look)
      ? html`${w.probability(name)}: <b>${this.format.percent(probability)}</b>`
      : w.noProbability;
    const { most, least } = w.share;
    return html`${view(picture, { label: this.words.original, caption: html`<b>${this.words.original}</b>` })}
      ${cam ? view(cam, { label: w.gradCam, caption: html`<b>${w.gradCam}</b>` }) : nothing}
      ${cam ? legend('sequential', [least, most], w.gradCam) : nothing}
      <div class="answer">
        <p class="probability">${answer}</p>
        <p class="muted">${w[this.#standing()]}</p>
      </div>`;
  }

  #standing(): 'live' | 'trained' | 'loaded' | 'untrained' {
    if (this.#follows) return this.#trains ? 'live' : 'trained';
    return this.metadata ? 'loaded' : 'untrained';
  }

  #layers(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    const { outputs = [], filters = [] } = this.#look ?? {};
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

  /** Whether the output is a probability of each class. */
  #tellsClasses({ outputs, activation }: NetworkLook): boolean {
    return tellsClasses(activation, outputs.at(-1)?.data.length ?? 0, this.#classes.length);
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

  async #learnData(): Promise<void> {
    this.#dataset = null;
    const { session } = this;
    const dataset = (await session?.prepare().catch(() => null))?.dataset ?? null;
    if (session === this.session) this.#dataset = dataset;
    this.requestUpdate();
  }

  #draw(label: number): void {
    const { session } = this;
    const dataset = this.#dataset;
    if (!dataset || !session) return;
    const drawing = (this.#drawing = {});
    this.load(async () => {
      const channels = this.pixels.colorMode === 'grayscale' ? 1 : 3;
      const drawn = await randomPicture(session, dataset, label, channels);
      if (drawing !== this.#drawing) return;
      this.#drawn = drawn;
      this.recompute();
    });
  }

  /** The chosen picture takes its place again. */
  #undraw(): void {
    this.#drawn = null;
    this.#drawing = null;
  }
}

define('pupila-feature-maps', PupilaFeatureMaps);
