/**
 * `<pupila-network-lab>`: a network built layer by layer, with Keras's table, diagram and code. Rejects a change that
 * would make the network impossible, and shows the reason. Announces each network with `pupila-carry`.
 */
import { type PropertyDeclarations, type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { labs as labsEn } from '../i18n/en/labs';
import { network as en } from '../i18n/en/network';
import { labs as labsEs } from '../i18n/es/labs';
import { network as es } from '../i18n/es/network';
import { snakeCase } from '../core/spelling';
import { PupilaElement, define } from '../element/pupila-element';
import { ImpossibleLayer, type LayerRow, checkOutput, describeNetwork } from '../network/describe';
import { networkCode } from '../network/keras-code';
import {
  ACTIVATIONS,
  type LayerSpec,
  type LayerType,
  NEW_LAYERS,
  type NetworkSpec,
  courseNetwork,
} from '../network/layer-spec';
import { fitsClasses } from '../network/output';
import { plotModel } from '../network/plot-model';
import { networkSummary } from '../network/summary-table';
import { LAB_STYLE } from './lab-style';
import { NETWORK_STYLE } from './network-style';
import { choice, tuple } from './views';

const TYPES = Object.keys(NEW_LAYERS) as LayerType[];
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  padding: ['valid', 'same'],
  activation: ACTIVATIONS,
};
/** A network has only one of these: adding one replaces the other. */
const FLATTENING: readonly LayerType[] = ['Flatten', 'GlobalAveragePooling2D'];

/**
 * An editor for a network.
 *
 * @customElement pupila-network-lab
 *
 * @fires {CustomEvent<{network: NetworkSpec}>} pupila-carry - The network has changed; other labs may take it over.
 */
export class PupilaNetworkLab extends PupilaElement {
  static override styles = [...PupilaElement.styles, LAB_STYLE, NETWORK_STYLE];
  static override properties: PropertyDeclarations = {
    network: { attribute: false },
    classes: { type: Number },
  };

  /** Default: the course's network. */
  declare network: NetworkSpec;
  /** Number of classes. Default 2. */
  declare classes: number;
  #rows: LayerRow[] = [];
  #rejection: Error | null = null;

  constructor() {
    super();
    this.network = courseNetwork();
    this.classes = 2;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('network')) this.#rows = describeNetwork(this.network);
  }

  protected override render() {
    const w = this.text({ en, es });
    const labs = this.text({ en: labsEn, es: labsEs });
    const total = this.#rows.reduce((sum, { params }) => sum + params, 0);
    const [side] = this.network.inputShape;
    return html`<div class="lab">
      <div class="row settings">
        ${choice(
          w.size,
          [50, 100, 150],
          side,
          (size) => this.#setNetwork({ ...this.network, inputShape: [size, size, 3] }),
          (size) => labs.sizeOf(String(size)),
        )}
        <button class="small" @click=${() => this.#setNetwork(courseNetwork())}>${w.course}</button>
        <output class="total end">${w.total(this.format.integer(total))}</output>
        <div role="alert" class="refused">
          ${this.#rejection ? html`<p class="error">${this.#rejectionText(this.#rejection)}</p>` : nothing}
        </div>
        <div role="status" class="ends">
          ${fitsClasses(this.network, this.classes) ? nothing : html`<p>${this.outputRule(this.classes)}</p>`}
        </div>
      </div>
      <ol class="layers" aria-label=${w.layers}>
        <li class="layer"><b>${w.input}</b><span class="shape">${tuple(this.network.inputShape)}</span></li>
        ${this.network.layers.map((layer, i) => this.#layer(layer, i, total))}
      </ol>
      <div class="row sideways types" role="group" aria-label=${w.add}>
        <span class="muted" aria-hidden="true">${w.add}</span>
        ${TYPES.map((type) => html`<button class="small" @click=${() => this.#add(type)}>+ ${type}</button>`)}
      </div>
      <p class="muted">${w.dense(this.format.integer(256 * 256 * 3 * 8))}</p>
      <div class="folds">
        <details>
          <summary>${w.summary}</summary>
          <pre tabindex="0" role="group" aria-label=${w.summary}>${networkSummary(this.#rows)}</pre>
        </details>
        ${this.#diagram()} ${this.codeFold(networkCode(this.network))}
      </div>
    </div>`;
  }

  #layer(layer: LayerSpec, i: number, total: number): TemplateResult {
    const w = this.text({ en, es });
    const row = this.#rows[i] as LayerRow;
    const last = this.network.layers.length - 1;
    const button = (text: string, label: string, disabled: boolean, click: () => void) =>
      html`<button class="tool" aria-label=${label} ?disabled=${disabled} @click=${click}>${text}</button>`;
    return html`<li class="layer">
      <span class="name"><b>${layer.type}</b> <span class="muted">${row.name}</span></span>
      <span class="arguments">${this.#arguments(layer, i)}</span>
      <span class="result">
        <span class="shape">${tuple(row.outputShape)}</span>
        <span class="muted"
          >${this.format.integer(row.params)} <span class="unit">${w.parameters}</span></span
        >
        <span class="share" aria-hidden="true"
          ><i style="width:${(100 * row.params) / Math.max(1, total)}%"></i
        ></span>
      </span>
      <span class="tools">
        ${button('↑', w.up(row.name), i === 0, () => this.#swap(i, i - 1))}
        ${button('↓', w.down(row.name), i === last, () => this.#swap(i, i + 1))}
        ${button('✕', w.remove(row.name), false, () => void this.#remove(i))}
      </span>
    </li>`;
  }

  #arguments(layer: LayerSpec, i: number): TemplateResult[] {
    const w = this.text({ en, es });
    const name = this.#rows[i]?.name ?? '';
    return Object.entries(layer)
      .filter(([key]) => key !== 'type')
      .map(([key, value]: [string, string | number]) => {
        const label = w.of(snakeCase(key), name);
        const set = (event: Event) => {
          const field = event.target as HTMLInputElement;
          const text = field.value;
          this.#change((layers) =>
            layers.map((each, at) =>
              at === i ? { ...each, [key]: typeof value === 'number' ? Number(text) : text } : each,
            ),
          );
          // If the change was rejected, restore the value of the network.
          if (this.#rejection) field.value = String(value);
        };
        const options = OPTIONS[key];
        return html`<label class="argument"
          ><span class="muted">${snakeCase(key)}</span>${
            options
              ? html`<select aria-label=${label} .value=${value} @change=${set}>
                  ${options.map((each) => html`<option ?selected=${each === value}>${each}</option>`)}
                </select>`
              : html`<input
                  type="number"
                  aria-label=${label}
                  min=${key === 'rate' ? 0 : 1}
                  step=${key === 'rate' ? 0.05 : 1}
                  .value=${String(value)}
                  @change=${set}
                />`
          }</label
        >`;
      });
  }

  #diagram(): TemplateResult {
    const w = this.text({ en, es });
    const svg = plotModel(this.#rows, this.network.inputShape, w.diagramLabel);
    const save = () => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
      link.download = 'model.svg';
      link.click();
      URL.revokeObjectURL(link.href);
    };
    return html`<details>
      <summary>${w.diagram}</summary>
      <p class="row"><button class="small" @click=${save}>${w.save}</button></p>
      <div class="diagram">${unsafeHTML(svg)}</div>
    </details>`;
  }

  #add(type: LayerType): void {
    // Before the classifier's last layer, where most layer types are valid.
    this.#change((layers) => {
      const flat = layers.findIndex(({ type: each }) => FLATTENING.includes(each));
      if (FLATTENING.includes(type) && flat >= 0 && layers[flat]?.type !== type)
        return layers.map((layer, at) => (at === flat ? NEW_LAYERS[type] : layer));
      const beforeFlattening = type !== 'Dense' && type !== 'Dropout' && flat >= 0;
      const at = beforeFlattening ? flat : Math.max(0, layers.length - 1);
      return [...layers.slice(0, at), NEW_LAYERS[type], ...layers.slice(at)];
    });
  }

  /** Removes a layer and moves the focus to the one that takes its place. */
  async #remove(i: number): Promise<void> {
    this.#change((layers) => layers.filter((_, at) => at !== i));
    await this.updateComplete;
    const buttons = this.renderRoot.querySelectorAll<HTMLElement>('.layer .tool:last-child');
    buttons[Math.min(i, buttons.length - 1)]?.focus();
  }

  #swap(from: number, to: number): void {
    this.#change((layers) => {
      const moved = [...layers];
      [moved[from], moved[to]] = [moved[to] as LayerSpec, moved[from] as LayerSpec];
      return moved;
    });
  }

  #change(change: (layers: readonly LayerSpec[]) => LayerSpec[]): void {
    this.#setNetwork({ ...this.network, layers: change(this.network.layers) });
  }

  /** Sets the network, unless it is impossible. */
  #setNetwork(network: NetworkSpec): void {
    try {
      checkOutput(describeNetwork(network), network.inputShape);
      this.network = network;
      this.#rejection = null;
      this.emit('pupila-carry', { network });
    } catch (error) {
      this.#rejection = error as Error;
      this.requestUpdate();
    }
  }

  #rejectionText(error: Error): string {
    const w = this.text({ en, es });
    if (!(error instanceof ImpossibleLayer)) return w.refused(error.message);
    const { problem, layerName, received } = error;
    const isArgument = problem === 'bad-integer' || problem === 'bad-rate';
    return w.refused(w.problems[problem](layerName, isArgument ? snakeCase(received) : received));
  }
}

define('pupila-network-lab', PupilaNetworkLab);
