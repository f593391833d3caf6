/**
 * `<pupila-feature-maps>`: what every layer of a network makes of a picture, its filters, the probability, and Grad-CAM.
 * `model` is a tfjs-layers model; with `session` pictures can be taken from the data set, and the maps follow training.
 */
import { type PropertyDeclarations, type TemplateResult, css, html, nothing } from 'lit';
import { featureMaps as en } from '../i18n/en/feature-maps';
import { featureMaps as es } from '../i18n/es/feature-maps';
import type {
  DatasetInfo,
  FilterBank,
  FloatImage,
  LayerOutput,
  RgbaImage,
  SessionInputs,
  TrainingSession,
} from '../index';
import { engine } from '../element/engine';
import { define } from '../element/pupila-element';
import { plain, symmetric } from './colors';
import type { PictureChoice } from './picture-bar';
import { PictureLab } from './picture-lab';
import { choice, legend, scale, tuple, view } from './views';
import { filterWall, mapWall, overlaid } from './walls';

type Model = NonNullable<SessionInputs['model']>;

/** Milliseconds between two looks while it trains. */
const LIVE_MS = 1500;
const CLASSES = ['cats', 'dogs'] as const;

const STYLE = css`
  .inside {
    display: grid;
    gap: 0.75rem 2rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .seen {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    align-content: start;
  }
  .seen > * {
    min-width: 0;
  }
  .seen > .scale {
    grid-column: 2;
  }
  .answer {
    grid-column: 1 / -1;
    display: grid;
    gap: 0.25rem;
  }
  .probability b {
    display: block;
    font-size: 1.75rem;
    line-height: 1.2;
  }
  .wall canvas {
    background: none;
    max-height: 34rem;
    object-fit: contain;
    object-position: left;
  }
  .each {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    align-items: center;
    font-size: 0.875rem;
    color: var(--muted);
  }
  .each .scale {
    flex: 0 1 14rem;
  }
  @container (min-width: 46rem) {
    .inside {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.6fr);
    }
  }
  @container (max-width: 30rem) {
    .seen {
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 0.5rem;
      font-size: 0.8125rem;
    }
    .seen > .scale {
      grid-column: 1 / 3;
    }
    .answer {
      grid-column: 3;
      grid-row: 1 / span 2;
      align-content: start;
      line-height: 1.25;
    }
    .probability b {
      font-size: 1.375rem;
    }
    .each {
      font-size: 0.8125rem;
    }
    .wall canvas {
      max-height: 16rem;
    }
  }
`;

/**
 * A look into a network.
 *
 * @customElement pupila-feature-maps
 */
export class PupilaFeatureMaps extends PictureLab {
  static override styles = [...PictureLab.styles, STYLE];
  static override properties: PropertyDeclarations = {
    model: { attribute: false },
    session: { attribute: false },
    layer: { type: Number },
    channel: { state: true },
  };

  /** The network; stays the page's. */
  declare model: Model | null;
  /** The run that trains it, for pictures of its data set. */
  declare session: TrainingSession | null;
  /** The layer that is looked at, by its place. */
  declare layer: number;
  declare channel: number;
  /** A picture of the data set in the place of the chosen one. */
  #drawn: FloatImage | null = null;
  #dataset: DatasetInfo | null = null;
  #outputs: LayerOutput[] = [];
  #filters: { name: string; bank: FilterBank }[] = [];
  #shown: { picture: RgbaImage; cam: RgbaImage | null } | null = null;
  #wall: { output: LayerOutput; image: RgbaImage } | null = null;
  #trained = false;
  #looked = 0;

  constructor() {
    super();
    this.model = null;
    this.session = null;
    this.layer = 0;
    this.channel = 0;
  }

  protected override get inputs() {
    return ['model'];
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const side = this.model?.inputs[0]?.shape[1];
    if (side) this.side = side;
    if (changed.has('picture')) this.#drawn = null;
    if (changed.has('session')) void this.#learnData();
    super.willUpdate(changed.has('model') ? new Map([...changed, ['side', null]]) : changed);
  }

  /** Looks again: the weights have changed. Between steps of `session`; not more often than it takes. */
  follow(): void {
    this.#trained = true;
    if (performance.now() - this.#looked < LIVE_MS) return;
    this.#looked = performance.now();
    this.session?.sync();
    this.recompute();
  }

  protected override choose(picture: PictureChoice): void {
    this.#drawn = null;
    super.choose(picture);
  }

  protected override async compute(chosen: FloatImage): Promise<void> {
    const { model } = this;
    if (!model) return;
    const image = this.#drawn ?? chosen;
    const { filtersOf, gradCam, layerOutputs } = await engine();
    const input = { ...image, data: image.data.map((value) => value / 255) };
    this.#outputs = await layerOutputs(model, input);
    this.#filters = await filtersOf(model);
    const convolves = this.#filters.length > 0;
    const cam = convolves ? overlaid(image, await gradCam(model, input, this.#decision().unit)) : null;
    this.#shown = { picture: plain(image), cam };
    this.layer = Math.min(this.layer, this.#outputs.length - 1);
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
    if (!this.#dataset) return nothing;
    return html`<div class="row" role="group" aria-label=${w.fromData}>
      ${this.#dataset.classes.map(
        (name, label) =>
          html`<button class="small" @click=${() => void this.#draw(label)}>
            ${w.random(this.#className(name))}
          </button>`,
      )}
      <code class="muted">class_indices = ${this.#classIndices()}</code>
    </div>`;
  }

  #seen(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    if (!this.#shown) return html`<p class="muted">${this.words.loading}</p>`;
    const { unit, probability } = this.#decision();
    const name = this.#className(this.#dataset?.classes[unit] ?? CLASSES[unit] ?? String(unit));
    const { most, least } = w.share;
    return html`${view(this.#shown.picture, { label: this.words.original, caption: html`<b>${this.words.original}</b>` })}
      ${this.#shown.cam ? view(this.#shown.cam, { label: w.gradCam, caption: html`<b>${w.gradCam}</b>` }) : nothing}
      ${this.#shown.cam ? legend('sequential', [least, most], w.gradCam) : nothing}
      <div class="answer">
        <p class="probability">${w.probability(name)}: <b>${this.format.percent(probability)}</b></p>
        <p class="muted">${this.#trained ? w.live : w.untrained}</p>
      </div>`;
  }

  #layers(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    const output = this.#outputs[this.layer];
    if (!output) return nothing;
    const count = this.format.integer(output.shape.at(-1) as number);
    const isMaps = output.shape.length === 3;
    const caption = isMaps
      ? w.maps(count, output.name, tuple(output.shape.slice(0, 2)))
      : w.units(count, output.name);
    return html`<div class="row sideways" role="group" aria-label=${w.layers}>
        ${this.#outputs.map(
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
      ${this.#filterView(output)}`;
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

  #filterView({ name }: LayerOutput): TemplateResult | typeof nothing {
    const bank = this.#filters.find((each) => each.name === name)?.bank;
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

  /** The likeliest class; one sigmoid unit stands for the second of two. */
  #decision(): { unit: number; probability: number } {
    const values = this.#outputs.at(-1)?.data ?? Float32Array.of(0);
    if (values.length === 1) {
      const second = values[0] as number;
      return second >= 0.5 ? { unit: 1, probability: second } : { unit: 0, probability: 1 - second };
    }
    const unit = values.indexOf(Math.max(...values));
    return { unit, probability: values[unit] as number };
  }

  #className(name: string): string {
    const { classes } = this.text({ en, es });
    return name in classes ? classes[name as keyof typeof classes] : name;
  }

  #classIndices(): string {
    return `{${this.#dataset?.classes.map((name, i) => `'${name}': ${i}`).join(', ')}}`;
  }

  async #learnData(): Promise<void> {
    this.#dataset = (await this.session?.prepare().catch(() => null))?.dataset ?? null;
    this.requestUpdate();
  }

  async #draw(label: number): Promise<void> {
    if (!this.#dataset || !this.session) return;
    const { labels } = this.#dataset.training;
    const own = Array.from(labels.keys()).filter((i) => labels[i] === label);
    const index = own[Math.floor(Math.random() * own.length)] as number;
    const { data, width, height } = await this.session.picture('training', index);
    const rgb = new Float32Array(width * height * 3);
    for (let i = 0; i < width * height; i++) rgb.set(data.subarray(i * 4, i * 4 + 3), i * 3);
    this.#drawn = { width, height, channels: 3, data: rgb };
    this.recompute();
  }
}

define('pupila-feature-maps', PupilaFeatureMaps);
