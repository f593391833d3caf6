/**
 * `<pupila-layer-lab>`: a Conv2D layer with random filters: their weights as pictures, and their outputs for a picture.
 */
import { type PropertyDeclarations, type TemplateResult, html, nothing } from 'lit';
import { convolution as convolutionEn } from '../i18n/en/convolution';
import { layer as en } from '../i18n/en/layer';
import { convolution as convolutionEs } from '../i18n/es/convolution';
import { layer as es } from '../i18n/es/layer';
import type { FloatImage, LayerOutput } from '../index';
import type { FilterBank, RgbaImage } from '../internal';
import { sizeText } from '../core/size-text';
import { CHANNELS } from '../core/types';
import { engine } from '../element/engine';
import { Later } from '../element/later';
import { define } from '../element/pupila-element';
import { describeNetwork } from '../network/describe';
import { ACTIVATIONS, type Activation, type Conv2DSpec, type NetworkSpec } from '../network/layer-spec';
import { networkSummary } from '../network/summary-table';
import type { Padding } from '../network/window';
import { plain } from './colors';
import { drawn } from './drawn';
import { type LabNumbers, arrayOf } from './lab-numbers';
import { LAYER_STYLE } from './layer-style';
import { PictureLab, type PixelFormat } from './picture-lab';
import { CHANNEL_NAMES, type ShownFilter, type ShownLayer, shownLayer, toImage } from './shown-layer';
import { choice, scale, tuple, view } from './views';

/**
 * A single untrained layer.
 *
 * @customElement pupila-layer-lab
 */
export class PupilaLayerLab extends PictureLab {
  static override styles = [...PictureLab.styles, LAYER_STYLE];
  static override properties: PropertyDeclarations = {
    filters: { type: Number },
    kernelSize: { type: Number, attribute: 'kernel-size' },
    strides: { type: Number },
    padding: { type: String },
    activation: { type: String },
    colorMode: { type: String, attribute: 'color-mode' },
    seed: { type: Number },
  };

  declare filters: number;
  declare kernelSize: number;
  declare strides: number;
  declare padding: Padding;
  declare activation: Activation;
  /** Channels of the picture, as Keras's `color_mode`. */
  declare colorMode: 'rgb' | 'grayscale';
  /** Seed of the weights. */
  declare seed: number;
  readonly #code = new Later(
    this,
    () => import('./keras-examples'),
    () => this.isSettled,
  );
  #source: { image: FloatImage; rescaled: FloatImage; shown: RgbaImage } | null = null;
  #result: ShownLayer | null = null;
  #outputs: LayerOutput[] = [];
  #bank: FilterBank | null = null;
  /**
   * The largest number of filters so far. Their canvases are kept, since creating one takes longer than drawing on it.
   */
  #tiles = 0;

  constructor() {
    super();
    this.filters = 4;
    this.kernelSize = 5;
    this.strides = 1;
    this.padding = 'same';
    this.activation = 'sigmoid';
    this.colorMode = 'rgb';
    this.seed = 1;
  }

  /** @internal */
  get numbers(): LabNumbers {
    const { shape = [0], values: data = [] } = this.#bank ?? {};
    const [output = { shape: [0], data: [] }] = this.#outputs;
    return { source: arrayOf(this.#source?.image ?? null), filters: { shape, data }, output };
  }

  protected override get inputs() {
    return ['filters', 'kernelSize', 'strides', 'padding', 'activation', 'colorMode', 'seed'];
  }

  /** @internal */
  protected override get pixels(): PixelFormat {
    return { ...super.pixels, colorMode: this.colorMode };
  }

  get #layer(): Conv2DSpec {
    const { filters, kernelSize, strides, padding, activation } = this;
    return { type: 'Conv2D', filters, kernelSize, strides, padding, activation };
  }

  get #network(): NetworkSpec {
    return { inputShape: this.#inputShape, layers: [this.#layer] };
  }

  get #inputShape(): [number, number, number] {
    return [this.side, this.side, CHANNELS[this.colorMode]];
  }

  protected override async compute(image: FloatImage): Promise<void> {
    const { backendReady, buildNetwork, filtersOf, layerOutputs } = await engine();
    await backendReady();
    if (this.#source?.image !== image) {
      const rescaled = { ...image, data: image.data.map((value) => value / 255) };
      this.#source = { image, rescaled, shown: plain(image) };
    }
    const inputShape = [image.height, image.width, image.channels] as const;
    const model = buildNetwork({ inputShape, layers: [this.#layer] }, this.seed, { classifier: false });
    try {
      this.#outputs = await layerOutputs(model, this.#source.rescaled, this.#outputs);
      const [filters] = await filtersOf(model);
      this.#bank = filters?.bank as FilterBank;
      this.#result = shownLayer(this.#bank, toImage(this.#outputs[0] as LayerOutput));
    } finally {
      model.dispose();
    }
  }

  protected override render() {
    const w = this.text({ en, es });
    const colours = this.text({ en: convolutionEn, es: convolutionEs });
    return html`<div class="lab">
      ${this.renderBar()} ${this.renderError()}
      <div class="row settings">
        ${choice(w.filters, [1, 2, 4, 8, 16], this.filters, (filters) => (this.filters = filters))}
        ${choice(
          w.kernelSize,
          [1, 3, 5, 7, 11],
          this.kernelSize,
          (kernelSize) => (this.kernelSize = kernelSize),
          (size) => sizeText(size, size),
        )}
        ${choice(this.words.strides, [1, 2, 3, 4], this.strides, (strides) => (this.strides = strides))}
        ${choice(this.words.padding, ['same', 'valid'], this.padding, (padding) => (this.padding = padding))}
        ${choice(w.activation, ACTIVATIONS.slice(0, 4), this.activation, (activation) => (this.activation = activation))}
        ${choice(
          colours.mode,
          ['rgb', 'grayscale'],
          this.colorMode,
          (colorMode) => (this.colorMode = colorMode),
          (colorMode) => (colorMode === 'rgb' ? colours.colour : colours.grey),
        )}
        <button class="small end" @click=${() => (this.seed += 1)}>${w.again}</button>
      </div>
      <div class="stage">
        <div class="column given">${this.#input()} ${this.#weights()}</div>
        <div class="column">${this.#filters()}</div>
      </div>
      <div class="folds">
        <details>
          <summary>${w.summary}</summary>
          <pre tabindex="0" role="group" aria-label=${w.summary}>${this.#summary()}</pre>
        </details>
        ${this.codeFold(
          this.#code.module?.layerExample(this.#layer, this.seed, {
            ...this.codePicture,
            colorMode: this.colorMode,
          }),
        )}
      </div>
    </div>`;
  }

  #input(): TemplateResult {
    const shape = tuple(this.#inputShape);
    const { original } = this;
    return html`<div class="input">
      ${view(this.#source?.shown ?? null, {
        label: this.words.pictureOf(original, shape),
        caption: html`<b>${original}</b> <span class="shape">${shape}</span>`,
      })}
    </div>`;
  }

  /** The shape of the weights, with what each number counts. */
  #weights(): TemplateResult {
    const w = this.text({ en, es });
    const { format, kernelSize, filters, colorMode } = this;
    const depth = CHANNELS[colorMode];
    const parts = [
      [kernelSize, w.parts.height],
      [kernelSize, w.parts.width],
      [depth, w.parts.channels],
      [filters, w.parts.filters],
    ] as const;
    const weights = kernelSize ** 2 * depth * filters;
    const counts = [weights, filters, weights + filters].map((count) => format.integer(count));
    return html`<section aria-label=${w.weightShape}>
      <p class="muted">${w.weightShape} <b class="shape">${tuple(parts.map(([size]) => size))}</b></p>
      <dl class="weights">
        ${parts.map(
          ([size, what]) =>
            html`<div>
              <dt>${what}</dt>
              <dd>${format.integer(size)}</dd>
            </div>`,
        )}
      </dl>
      <p class="muted">${w.count(...(counts as [string, string, string]))}</p>
    </section>`;
  }

  #filters(): TemplateResult {
    const w = this.text({ en, es });
    if (!this.#result) return html`<p class="muted">${this.words.loading}</p>`;
    const { filters, weightRange, outputRange } = this.#result;
    this.#tiles = Math.max(this.#tiles, filters.length);
    const columns = filters.length <= 2 ? 'two' : filters.length > 4 ? 'many' : '';
    return html`<div
        class="bank ${columns}"
        role="group"
        aria-label=${w.filters}
        tabindex=${filters.length > 4 ? 0 : nothing}
      >
        ${Array.from({ length: this.#tiles }, (_, i) => this.#filter(filters[i] ?? null, i))}
      </div>
      <div class="scales">
        <div>${w.filterScale} ${scale('diverging', weightRange, this.format, this.words)}</div>
        <div>${w.outputScale} ${scale('sequential', outputRange, this.format, this.words)}</div>
      </div>`;
  }

  /** @param filter Null for a filter that no longer exists, whose canvas is kept. */
  #filter(filter: ShownFilter | null, i: number): TemplateResult {
    const w = this.text({ en, es });
    const { channels } = this.text({ en: convolutionEn, es: convolutionEs });
    const number = this.format.integer(i + 1);
    const shape = tuple(this.#outputs[0]?.shape.slice(0, 2) ?? []);
    const names = this.format.list(CHANNEL_NAMES[this.colorMode].map((name) => channels[name]));
    return html`<div class="filter" ?hidden=${!filter}>
      <canvas
        class="channels"
        role="img"
        aria-label=${w.filterOf(number, names)}
        ${drawn(filter?.weights ?? null)}
      ></canvas>
      ${view(filter?.output ?? null, {
        label: this.words.pictureOf(w.output(number), shape),
        caption: html`<b>${w.filter(number)}</b> <span class="shape">${shape}</span>`,
      })}
    </div>`;
  }

  #summary(): string | typeof nothing {
    return networkSummary(describeNetwork(this.#network), 'functional');
  }
}

define('pupila-layer-lab', PupilaLayerLab);
