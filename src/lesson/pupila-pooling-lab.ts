/** `<pupila-pooling-lab>`: a picture, its average pooling and its maximum pooling, side by side. */
import { type PropertyDeclarations, type TemplateResult, css, html, nothing } from 'lit';
import { pooling as en } from '../i18n/en/pooling';
import { pooling as es } from '../i18n/es/pooling';
import type { FloatImage } from '../index';
import type { RgbaImage } from '../internal';
import { operations } from '../element/engine';
import { Later } from '../element/later';
import { define } from '../element/pupila-element';
import type { Pooling2DSpec } from '../network/layer-spec';
import { type Padding, places } from '../network/window';
import { plain } from './colors';
import { type LabNumbers, arrayOf } from './lab-numbers';
import { PictureLab } from './picture-lab';
import { choice, slider, tuple, view } from './views';

/** Window and stride. The first two are from the course. */
const EXAMPLES = [
  [5, 5],
  [10, 5],
  [2, 2],
  [3, 1],
] as const;
const MOST = 32;

const STYLE = css`
  .views {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    max-width: 66rem;
  }
  .settings .slider {
    flex: 1 1 9rem;
    max-width: 16rem;
  }
  .arithmetic {
    min-height: 1.5em;
  }
  @container (max-width: 30rem) {
    .views {
      gap: 0.5rem;
    }
    .views .shape {
      display: block;
    }
    .settings .slider {
      flex-basis: 8rem;
    }
  }
  @media print {
    .presets {
      display: none;
    }
  }
`;

/**
 * Pooling of one picture.
 *
 * @customElement pupila-pooling-lab
 */
export class PupilaPoolingLab extends PictureLab {
  static override styles = [...PictureLab.styles, STYLE];
  static override properties: PropertyDeclarations = {
    poolSize: { type: Number, attribute: 'pool-size' },
    strides: { type: Number },
    padding: { type: String },
  };

  declare poolSize: number;
  declare strides: number;
  declare padding: Padding;
  readonly #code = new Later(
    this,
    () => import('./keras-examples'),
    () => this.isSettled,
  );
  #source: { image: FloatImage; shown: RgbaImage } | null = null;
  #average: FloatImage | null = null;
  #max: FloatImage | null = null;
  #shown: { average: RgbaImage; max: RgbaImage } | null = null;

  constructor() {
    super();
    this.poolSize = 5;
    this.strides = 5;
    this.padding = 'valid';
  }

  /** @internal */
  get numbers(): LabNumbers {
    const source = arrayOf(this.#source?.image ?? null);
    return { source, average: arrayOf(this.#average), maximum: arrayOf(this.#max) };
  }

  protected override get inputs() {
    return ['poolSize', 'strides', 'padding'];
  }

  get #places(): number {
    return places(this.side, this.poolSize, this.strides, this.padding);
  }

  protected override async compute(image: FloatImage): Promise<void> {
    if (this.#source?.image !== image) this.#source = { image, shown: plain(image) };
    if (this.#places < 1) return;
    const { poolPicture } = await operations();
    const window = this.#window;
    const average = await poolPicture(image, 'average', window, this.#average);
    const max = await poolPicture(image, 'max', window, this.#max);
    this.#shown = { average: plain(average), max: plain(max) };
    [this.#average, this.#max] = [average, max];
  }

  protected override render() {
    const w = this.text({ en, es });
    const set = (poolSize: number, strides: number) => Object.assign(this, { poolSize, strides });
    const most = Math.min(MOST, this.side);
    const text = (value: number) => this.format.integer(value);
    return html`<div class="lab">
      ${this.renderBar()} ${this.renderError()}
      <div class="row settings">
        <div class="field presets" role="group" aria-label=${w.presets}>
          <span class="name" aria-hidden="true">${w.presets}</span>
          <div class="row">
            ${EXAMPLES.map(
              ([size, stride]) =>
                html`<button
                  class="small"
                  aria-pressed=${size === this.poolSize && stride === this.strides}
                  @click=${() => set(size, stride)}
                >
                  ${text(size)}/${text(stride)}
                </button>`,
            )}
          </div>
        </div>
        ${choice(this.words.padding, ['valid', 'same'], this.padding, (padding) => (this.padding = padding))}
        ${slider(w.window, { min: 1, max: most, value: this.poolSize, text: text(this.poolSize) }, (size) => (this.poolSize = size))}
        ${slider(this.words.strides, { min: 1, max: most, value: this.strides, text: text(this.strides) }, (strides) => (this.strides = strides))}
      </div>
      <p class="arithmetic" role="status">${this.#arithmetic()}</p>
      <div class="views">
        ${this.#picture(this.original, this.#source?.image ?? null, this.#source?.shown ?? null)}
        ${this.#picture(w.average, this.#average, this.#shown?.average ?? null)}
        ${this.#picture(w.max, this.#max, this.#shown?.max ?? null)}
      </div>
      <div class="folds">
        ${this.codeFold(this.#code.module?.poolingExample(this.#window, this.codePicture))}
      </div>
    </div>`;
  }

  get #window(): Omit<Pooling2DSpec, 'type'> {
    const { poolSize, strides, padding } = this;
    return { poolSize, strides, padding };
  }

  #arithmetic(): TemplateResult {
    const w = this.text({ en, es });
    const count = this.#places;
    if (count < 1) return html`<span class="error">${w.noFit}</span>`;
    const [side, size, stride, result] = [this.side, this.poolSize, this.strides, count].map((value) =>
      this.format.integer(value),
    ) as [string, string, string, string];
    const formula =
      this.padding === 'same'
        ? w.arithmeticSame(side, stride, result)
        : w.arithmetic(side, size, stride, result);
    const kept = (count / this.side) ** 2;
    const share = this.format.percent(kept, kept < 0.01 ? 2 : 1, false);
    return html`<span class="shape">${formula}</span> · ${w.kept(share)}`;
  }

  #picture(what: string, image: FloatImage | null, shown: RgbaImage | null): TemplateResult {
    const shape = image ? tuple([image.height, image.width, image.channels]) : '…';
    return view(shown, {
      label: this.words.pictureOf(what, shape),
      caption: html`<b>${what}</b> ${image ? html`<span class="shape">${shape}</span>` : nothing}`,
    });
  }
}

define('pupila-pooling-lab', PupilaPoolingLab);
