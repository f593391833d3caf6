/**
 * `<pupila-network-lab>`: a network built layer by layer, with Keras's table, diagram and code. Rejects a change that
 * would make the network impossible, and shows the reason. Announces each network with `pupila-carry`.
 */
import { type PropertyDeclarations, type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { live } from 'lit/directives/live.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { network as en } from '../i18n/en/network';
import { shared as sharedEn } from '../i18n/en/shared';
import { network as es } from '../i18n/es/network';
import { shared as sharedEs } from '../i18n/es/shared';
import { messageOf } from '../core/errors';
import { sizeText } from '../core/size-text';
import { snakeCase } from '../core/spelling';
import { checkedField } from '../element/checked-field';
import { Later } from '../element/later';
import { marked } from '../element/marked';
import { type NumberRule, brokenRule, fieldText, numberIn, numberKind } from '../element/number-rule';
import { PupilaElement, define } from '../element/pupila-element';
import {
  ImpossibleLayer,
  type LayerProblem,
  type LayerRow,
  checkOutput,
  describeNetwork,
} from '../network/describe';
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

/** Sides of square pictures to choose from, in pixels. */
const SIDES = [50, 100, 150];
const TYPES = Object.keys(NEW_LAYERS) as LayerType[];
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  padding: ['valid', 'same'],
  activation: ACTIVATIONS,
};
/** Texts for problems. The fields' own rules prevent the others. */
type Problems = Partial<Record<ProblemText, (layer: string, ...received: [string, string]) => string>>;
/** Flatten belongs before a last Dense, but after a last layer of another type, which needs a picture. */
type ProblemText = LayerProblem | 'needs-flatten';
/** A layer, and what its fields belong to. */
interface KeyedLayer {
  layer: LayerSpec;
  key: object;
}
/** The rules of the arguments that are numbers. */
const COUNT: NumberRule = { integer: true, min: 1 };
const RULES: Readonly<Record<string, NumberRule>> = { rate: { min: 0, below: 1 } };
/** After one of these, the values are a vector. */
const FLATTENING: readonly LayerType[] = ['Flatten', 'GlobalAveragePooling2D'];
/** Layers that vectors can pass through. A new one goes before the last layer. */
const ON_VECTORS: readonly LayerType[] = ['Dense', 'Dropout', 'Flatten'];

/**
 * An editor for a network.
 *
 * @customElement pupila-network-lab
 *
 * @fires {CustomEvent<{network: NetworkSpec}>} pupila-carry - The network has changed; other labs may take it over.
 * @fires {CustomEvent<null>} pupila-edited - A number was edited. If it breaks its rule, the last valid one stays in force.
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
  readonly #code = new Later(this, () => import('../network/keras-code'));
  #rows: LayerRow[] = [];
  #rejection: Error | null = null;
  /** The layer whose removal was rejected. Null: it was another change. */
  #kept: string | null = null;
  /** The network whose fields are shown. Another one in its place, unlike a changed one, gets new fields. */
  #shown: NetworkSpec | null = null;
  /** What a layer's fields belong to, for each layer: the same object as long as the layer is there, wherever it moves. */
  #keys: readonly object[] = [];

  constructor() {
    super();
    this.network = courseNetwork();
    this.classes = 2;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('network')) return;
    this.#rows = describeNetwork(this.network);
    if (this.network !== this.#shown) this.#keys = keysFor(this.network);
    this.#shown = this.network;
  }

  protected override render() {
    const w = this.text({ en, es });
    const total = this.#rows.reduce((sum, { params }) => sum + params, 0);
    const [height, width] = this.network.inputShape;
    return html`<div class="lab">
      <div class="row settings">
        ${this.#sizes(w.size, sizeText(height, width))}
        <button class="small" @click=${() => this.#setNetwork(courseNetwork())}>${w.course}</button>
        <output class="total end">${w.total(this.format.integer(total))}</output>
        <div role="alert" class="refused">
          ${this.#rejection ? html`<p class="error">${marked(w.refused(this.#reasonOf(this.#rejection, this.#kept)))}</p>` : nothing}
        </div>
        <div role="status" class="ends">
          ${fitsClasses(this.network, this.classes) ? nothing : html`<p>${this.outputRule(this.classes)}</p>`}
        </div>
      </div>
      <ol class="layers" aria-label=${w.layers}>
        <li class="layer"><b>${w.input}</b><span class="shape">${tuple(this.network.inputShape)}</span></li>
        ${repeat(
          this.network.layers,
          (_, i) => this.#keys[i],
          (layer, i) => this.#layer(layer, i, total),
        )}
      </ol>
      <div class="row types" role="group" aria-label=${w.add}>
        <span class="muted" aria-hidden="true">${w.add}</span>
        ${TYPES.map((type) => html`<button class="small" @click=${() => this.#add(type)}>+ ${type}</button>`)}
      </div>
      <p class="muted">${w.dense(this.format.integer(256 * 256 * 3 * 8))}</p>
      <div class="folds">
        <details>
          <summary>${w.summary}</summary>
          <pre tabindex="0" role="group" aria-label=${w.summary}>${networkSummary(this.#rows)}</pre>
        </details>
        ${this.#diagram()} ${this.codeFold(this.#code.module?.networkCode(this.network))}
      </div>
    </div>`;
  }

  /** The sizes of pictures. A network that was fitted to arrays may have another one. */
  #sizes(label: string, chosen: string): TemplateResult {
    const sizes = new Map(SIDES.map((side) => [sizeText(side, side), side]));
    const texts = sizes.has(chosen) ? [...sizes.keys()] : [chosen, ...sizes.keys()];
    return choice(label, texts, chosen, (text) => {
      const side = sizes.get(text);
      if (side) this.#edit({ ...this.network, inputShape: [side, side, 3] });
    });
  }

  #layer(layer: LayerSpec, i: number, total: number): TemplateResult {
    const w = this.text({ en, es });
    const row = this.#rows[i] as LayerRow;
    const last = this.network.layers.length - 1;
    const button = (text: string, label: string, disabled: boolean, click: () => void) =>
      html`<button class="tool" aria-label=${label} ?disabled=${disabled} @click=${click}>${text}</button>`;
    return html`<li class="layer">
      <span class="name"><b>${breakable(layer.type)}</b> <span class="muted">${row.name}</span></span>
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
        ${button('↑', w.up(row.name), i === 0, () => void this.#swap(i, i - 1))}
        ${button('↓', w.down(row.name), i === last, () => void this.#swap(i, i + 1))}
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
        const options = OPTIONS[key];
        return options
          ? html`<label class="argument"
              ><span class="muted">${snakeCase(key)}</span
              ><select
                aria-label=${label}
                @change=${({ target }: Event) => this.#edit(this.#withArgument(i, key, (target as HTMLSelectElement).value))}
              >
                ${options.map((each) => html`<option .selected=${live(each === value)}>${each}</option>`)}
              </select></label
            >`
          : this.#numberField(i, key, value as number, label);
      });
  }

  #numberField(i: number, key: string, value: number, label: string): TemplateResult {
    const rule = RULES[key] ?? COUNT;
    const { rules } = this.text({ en: sharedEn, es: sharedEs });
    return html`${checkedField({
      ...numberKind(!!rule.integer),
      value: fieldText(value, this.format),
      label,
      subject: snakeCase(key),
      min: rule.min,
      check: (text) =>
        brokenRule(text, rule, rules, this.format) ??
        this.#problemOf(this.#withArgument(i, key, numberIn(text))),
      set: (text) => this.#edit(this.#withArgument(i, key, numberIn(text))),
      edited: () => this.emit('pupila-edited', null),
      place: (input, broken) =>
        html`<label class="argument"><span class="muted">${snakeCase(key)}</span>${input}</label>${broken}`,
    })}`;
  }

  #withArgument(i: number, key: string, value: string | number): NetworkSpec {
    const layers = this.network.layers.map((each, at) => (at === i ? { ...each, [key]: value } : each));
    return { ...this.network, layers };
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
    this.#change((layers) => {
      const flat = layers.findIndex(({ layer }) => FLATTENING.includes(layer.type));
      const beforeFlattening = !ON_VECTORS.includes(type) && flat >= 0;
      const at = beforeFlattening ? flat : Math.max(0, layers.length - 1);
      return [...layers.slice(0, at), { layer: NEW_LAYERS[type], key: {} }, ...layers.slice(at)];
    });
  }

  /** Removes a layer and moves the focus to the one that takes its place. */
  #remove(i: number): Promise<void> {
    this.#change((layers) => layers.filter((_, at) => at !== i), this.#rows[i]?.name);
    return this.#focusTool(Math.min(i, this.network.layers.length - 1), 'last-child');
  }

  /** Swaps two layers. The focus stays with the layer, on the other arrow at the end of the list. */
  #swap(from: number, to: number): Promise<void> {
    this.#change((layers) => {
      const moved = [...layers];
      [moved[from], moved[to]] = [moved[to] as KeyedLayer, moved[from] as KeyedLayer];
      return moved;
    });
    return this.#focusTool(this.#rejection ? from : to, to < from ? 'first-child' : 'nth-child(2)');
  }

  async #focusTool(layer: number, which: string): Promise<void> {
    await this.updateComplete;
    const tools = this.renderRoot.querySelectorAll('.tools')[layer];
    const tool = tools?.querySelector<HTMLElement>(`.tool:${which}:enabled`);
    (tool ?? tools?.querySelector<HTMLElement>('.tool:enabled'))?.focus();
  }

  /** Adds, removes or moves layers. @param removed As for `#setNetwork`. */
  #change(change: (layers: readonly KeyedLayer[]) => KeyedLayer[], removed?: string): void {
    const changed = change(this.network.layers.map((layer, i) => ({ layer, key: this.#keys[i] as object })));
    const layers = changed.map(({ layer }) => layer);
    this.#setNetwork(
      { ...this.network, layers },
      changed.map(({ key }) => key),
      removed,
    );
  }

  /** Sets a network that differs in an argument. */
  #edit(network: NetworkSpec): void {
    this.#setNetwork(network, this.#keys);
  }

  /**
   * Sets the network, unless it is impossible.
   *
   * @param keys Of its layers. Default: new ones.
   * @param removed The layer that it no longer has. Null: none.
   */
  #setNetwork(network: NetworkSpec, keys = keysFor(network), removed: string | null = null): void {
    this.#rejection = rejectionOf(network);
    this.#kept = removed;
    if (this.#rejection) {
      this.requestUpdate();
      return void this.#revealRejection();
    }
    this.#keys = keys;
    this.#shown = network;
    this.network = network;
    this.emit('pupila-carry', { network });
  }

  async #revealRejection(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('.refused .error')?.scrollIntoView({ block: 'nearest' });
  }

  /** Returns why a network is impossible, as text, or null. */
  #problemOf(network: NetworkSpec): string | null {
    const error = rejectionOf(network);
    return error && this.#reasonOf(error);
  }

  /** @param kept The layer whose removal was rejected. */
  #reasonOf(error: Error, kept: string | null = null): string {
    if (!(error instanceof ImpossibleLayer)) return this.say(messageOf(error));
    const { problems, without }: { problems: Problems; without: typeof en.without } = this.text({ en, es });
    const { problem, layer, layerName, parts, gibibytes } = error;
    if (kept && problem === 'needs-vector') return without(kept, layerName, parts[0] as string);
    const text = problem === 'needs-vector' && layer !== 'Dense' ? 'needs-flatten' : problem;
    const received = gibibytes === null ? parts : [`${this.format.decimal(gibibytes, 0)}\u00a0GiB`];
    return problems[text]?.(layerName, ...(received as [string, string])) ?? this.say(messageOf(error));
  }
}

/** Renders a class name that may break before a capital, if at all: Global|Average|Pooling2D. */
function breakable(name: string): unknown[] {
  return name.split(/(?<=[a-z])(?=[A-Z])/).map((part, i) => (i === 0 ? part : html`<wbr />${part}`));
}

/** Returns new keys for the layers of a network. */
const keysFor = ({ layers }: NetworkSpec): readonly object[] => layers.map(() => ({}));

/** Returns why a network is impossible, or null. */
function rejectionOf(network: NetworkSpec): Error | null {
  try {
    checkOutput(describeNetwork(network), network.inputShape);
    return null;
  } catch (error) {
    return error as Error;
  }
}

define('pupila-network-lab', PupilaNetworkLab);
