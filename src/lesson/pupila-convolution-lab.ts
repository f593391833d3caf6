/**
 * `<pupila-convolution-lab>`: a 3 × 3 filter slides over a picture. The result comes from the library's conv2d; the sum
 * under the window is written out and equals it.
 */
import { type PropertyDeclarations, type TemplateResult, html, nothing } from 'lit';
import { convolution as en } from '../i18n/en/convolution';
import { convolution as es } from '../i18n/es/convolution';
import type { FloatImage } from '../index';
import type { RgbaImage } from '../internal';
import { operations } from '../element/engine';
import { Later } from '../element/later';
import { define } from '../element/pupila-element';
import type { Padding } from '../network/window';
import { type Range, plain, rangeOf } from './colors';
import { CONVOLUTION_STYLE } from './convolution-style';
import { FILTERS, type FilterName, type Kernel, SIDE, bankOf, rangeFor, toGrey, workedSum } from './filters';
import { type LabNumbers, arrayOf } from './lab-numbers';
import { PictureLab } from './picture-lab';
import { renderSum } from './sum-view';
import { choice, scale, slider, tuple, view } from './views';

const CHANNELS = ['red', 'green', 'blue'] as const;
const NAMES = Object.keys(FILTERS) as FilterName[];
/** The window accelerates, so that the first steps are visible and the last ones do not take long. */
const SLIDE = { slowSteps: 45, growth: 1.035 };

/**
 * A convolution by hand and by the library.
 *
 * @customElement pupila-convolution-lab
 */
export class PupilaConvolutionLab extends PictureLab {
  static override styles = [...PictureLab.styles, CONVOLUTION_STYLE];
  static override properties: PropertyDeclarations = {
    filter: { type: String },
    kernel: { attribute: false },
    mode: { type: String },
    strides: { type: Number },
    padding: { type: String },
    row: { state: true },
    column: { state: true },
    channel: { state: true },
  };

  /** Name of the filter; 'own' for any other `kernel`. */
  declare filter: FilterName | 'own';
  /** Nine numbers, row by row. */
  declare kernel: Kernel;
  declare mode: 'grey' | 'colour';
  declare strides: number;
  declare padding: Padding;
  /** Position of the selected output pixel. */
  declare row: number;
  declare column: number;
  declare channel: number;
  readonly #code = new Later(
    this,
    () => import('./keras-examples'),
    () => this.isSettled,
  );
  #source: FloatImage | null = null;
  #result: FloatImage | null = null;
  #shownSource: RgbaImage | null = null;
  #shownResult: RgbaImage | null = null;
  /** The values that are shown in black and in white. */
  #range: Range = [0, 255];
  /** Lowest and highest value of the result. */
  #extent: Range = [0, 255];
  /** Number of output pixels revealed while the window slides; null for all. */
  #revealed: number | null = null;
  #frame = 0;

  constructor() {
    super();
    this.filter = 'sobelX';
    this.kernel = FILTERS.sobelX;
    this.mode = 'grey';
    this.strides = 1;
    this.padding = 'same';
    this.row = 30;
    this.column = 52;
    this.channel = 0;
  }

  /** @internal */
  get numbers(): LabNumbers {
    const [source, result] = [arrayOf(this.#source), arrayOf(this.#result)];
    const isShown = this.#source && this.#result;
    return { source, result, sum: { shape: [], data: isShown ? [this.#worked().sum] : [] } };
  }

  protected override get inputs() {
    return ['kernel', 'mode', 'strides', 'padding'];
  }

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    if (name === 'filter' && value && value in FILTERS) this.kernel = FILTERS[value as FilterName];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopSliding();
  }

  protected override async compute(image: FloatImage): Promise<void> {
    const { convolve } = await operations();
    const source = this.mode === 'grey' ? toGrey(image) : image;
    const { kernel, strides, padding } = this;
    const result = await convolve(source, bankOf(kernel, source.channels), { strides, padding });
    this.#source = source;
    this.#result = result;
    this.#range = rangeFor(kernel, result);
    this.#extent = rangeOf(result);
    this.#shownSource = plain(source);
    this.#shownResult = plain(result, this.#range);
    this.channel = Math.min(this.channel, source.channels - 1);
    this.#move(this.row, this.column);
  }

  protected override render() {
    return html`<div class="lab">
      ${this.renderBar()} ${this.renderError()}
      <div class="stage">
        <div class="column">${this.#pictures()}</div>
        <div class="column side">${this.#filters()} ${this.#sum()} ${this.#settings()}</div>
      </div>
      <div class="folds">${this.codeFold(this.#code.module?.convolutionCode(this, this.codePicture))}</div>
    </div>`;
  }

  #filters(): TemplateResult {
    const w = this.text({ en, es });
    return html`<div class="row" role="group" aria-label=${w.filters}>
      ${[...NAMES, 'own' as const].map(
        (name) =>
          html`<button class="small" aria-pressed=${this.filter === name} @click=${() => this.#pick(name)}>
            ${w.names[name]}
          </button>`,
      )}
    </div>`;
  }

  #settings(): TemplateResult {
    const w = this.text({ en, es });
    return html`<div class="row settings">
      ${choice(
        w.mode,
        ['grey', 'colour'] as const,
        this.mode,
        (mode) => (this.mode = mode),
        (mode) => w[mode],
      )}
      ${this.mode === 'colour' ? this.#channelChoice() : nothing}
      ${choice(this.words.strides, [1, 2, 3, 4], this.strides, (strides) => (this.strides = strides))}
      ${choice(this.words.padding, ['same', 'valid'] as const, this.padding, (padding) => (this.padding = padding))}
      <button class="small end" @click=${() => (this.#frame ? this.#stopSliding() : this.#slide())}>
        ${this.#frame ? w.halt : w.slide}
      </button>
    </div>`;
  }

  #pick(name: FilterName | 'own'): void {
    this.filter = name;
    if (name !== 'own') this.kernel = FILTERS[name];
  }

  #pictures(): TemplateResult {
    const [source, result] = [this.#source, this.#result];
    const w = this.text({ en, es });
    const labelled = (what: string, of: FloatImage | null) => {
      const shape = of ? tuple([of.height, of.width, of.channels]) : '…';
      return {
        label: this.words.pictureOf(what, shape),
        caption: html`<b>${what}</b> <span class="shape">${shape}</span>`,
      };
    };
    return html`<div class="pair" @pointermove=${this.#onPointer} @pointerdown=${this.#onPointer}>
        ${view(this.#shownSource, { ...labelled(this.original, source), over: this.#windowBox() })}
        ${view(this.#shownResult, { ...labelled(w.result, result), over: this.#resultBox() })}
      </div>
      <div class="places">
        ${slider(w.row, this.#place(this.row, result?.height), (row) => this.#move(row, this.column))}
        ${slider(w.column, this.#place(this.column, result?.width), (column) => this.#move(this.row, column))}
        ${scale('grey', this.#range, this.format, this.words, this.#extent)}
      </div>`;
  }

  #place(value: number, size = 1) {
    return { min: 0, max: size - 1, value, text: this.format.integer(value) };
  }

  #windowBox() {
    if (!this.#source || !this.#result) return nothing;
    const { top, left } = this.#worked();
    return box('window', this.#source, { top, left, side: SIDE });
  }

  #resultBox() {
    if (!this.#result) return nothing;
    const { height, width } = this.#result;
    const revealed = this.#revealed;
    const done = revealed === null ? null : Math.floor(revealed / width);
    return html`${
      done === null ? nothing : html`<div class="veil" style="top:${(100 * (done + 1)) / height}%"></div>`
    }
    ${box('pixel', this.#result, { top: this.row, left: this.column, side: 1 })}`;
  }

  #worked() {
    const { kernel, row, column, channel, strides, padding } = this;
    return workedSum(this.#source as FloatImage, kernel, { row, column, channel }, { strides, padding });
  }

  /** Pixels × weights, and the sum written out. */
  #sum(): TemplateResult {
    const words = this.text({ en, es });
    const { format, kernel } = this;
    const colour = this.#source?.channels === 3;
    const worked = this.#source && this.#result ? this.#worked() : null;
    const edit = (place: number, weight: number): void => {
      this.kernel = kernel.map((each, i) => (i === place ? weight : each));
      this.filter = 'own';
    };
    return html`<section class="sum" aria-label=${words.sum}>
      ${renderSum({ words, format, kernel, worked, channel: colour ? this.channel : null, edit })}
    </section>`;
  }

  #channelChoice(): TemplateResult {
    const w = this.text({ en, es });
    return choice(
      w.channel,
      [0, 1, 2],
      this.channel,
      (channel) => (this.channel = channel),
      (channel) => w.channels[CHANNELS[channel] as (typeof CHANNELS)[number]],
    );
  }

  #move(row: number, column: number): void {
    const { height, width } = this.#result ?? { height: 1, width: 1 };
    this.row = Math.max(0, Math.min(height - 1, row));
    this.column = Math.max(0, Math.min(width - 1, column));
  }

  /** Moves the window to the pressed position, and follows a mouse or pen while it is pressed. */
  #onPointer = (event: PointerEvent): void => {
    const frame = (event.target as HTMLElement).closest('.frame');
    const isDragging = event.pointerType !== 'touch' && event.buttons % 2 === 1;
    if (!frame || !this.#result || (event.type === 'pointermove' && !isDragging)) return;
    this.#stopSliding();
    const { left, top, width, height } = frame.getBoundingClientRect();
    this.#move(
      Math.floor(((event.clientY - top) / height) * this.#result.height),
      Math.floor(((event.clientX - left) / width) * this.#result.width),
    );
  };

  /** Slides the window over the picture while the result appears. Jumps to the end if reduced motion is preferred. */
  #slide(): void {
    const result = this.#result;
    if (!result) return;
    const all = result.height * result.width;
    const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let [revealed, step, frames] = [0, 1, 0];
    const advance = (): void => {
      if (revealed >= all - 1 || reducedMotion) {
        this.#move(result.height - 1, result.width - 1);
        return this.#stopSliding();
      }
      if (frames++ > SLIDE.slowSteps) step *= SLIDE.growth;
      revealed = Math.min(all - 1, revealed + Math.floor(step));
      this.#revealed = revealed;
      this.#move(Math.floor(revealed / result.width), revealed % result.width);
      this.#frame = requestAnimationFrame(advance);
    };
    this.#frame = requestAnimationFrame(advance);
    this.requestUpdate();
  }

  #stopSliding(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#revealed = null;
    this.requestUpdate();
  }
}

/** A square over a picture, in percent of its sides. */
function box(name: string, { height, width }: FloatImage, at: { top: number; left: number; side: number }) {
  const style =
    `top:${(100 * at.top) / height}%;left:${(100 * at.left) / width}%;` +
    `width:${(100 * at.side) / width}%;height:${(100 * at.side) / height}%`;
  return html`<div class="box ${name}" style=${style}></div>`;
}

define('pupila-convolution-lab', PupilaConvolutionLab);
