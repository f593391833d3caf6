/**
 * `<pupila-trainer>`: a training run as an element. It shows a `TrainingSession` and holds no state of the run itself.
 */
import { type PropertyDeclarations, css, html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { trainer as en } from '../i18n/en/trainer';
import { trainer as es } from '../i18n/es/trainer';
import type { BackendChoice, DataSource, SessionEvents, StepEvent, TrainingSession } from '../index';
import { chartSvg } from '../report/curves';
import { engine } from './engine';
import { PupilaElement, define } from './pupila-element';

/** The element's events. Each bubbles, is composed, and has the session's event as `detail`. */
export interface PupilaTrainerEvents {
  'pupila-state': CustomEvent<SessionEvents['state']>;
  'pupila-step': CustomEvent<SessionEvents['step']>;
  'pupila-epoch': CustomEvent<SessionEvents['epoch']>;
  'pupila-error': CustomEvent<Error>;
}

const TRAINING = 'var(--accent)';
const VALIDATION = 'var(--signal)';
const STYLE = css`
  progress {
    width: 100%;
    accent-color: var(--accent);
  }
  .charts {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
  }
  .chart {
    width: 100%;
    height: auto;
  }
  .chart text {
    fill: var(--ink);
  }
  .chart .grid {
    stroke: var(--line);
  }
  .chart .tick {
    font-size: 11px;
  }
  .chart .title {
    font-size: 14px;
    font-weight: 600;
  }
`;

/**
 * A training run.
 *
 * @example
 * <pupila-trainer src="cats_and_dogs.zip" epochs="3" locale="es"></pupila-trainer>
 */
export class PupilaTrainer extends PupilaElement {
  static override styles = [...PupilaElement.styles, STYLE];
  static override properties: PropertyDeclarations = {
    src: { type: String },
    backend: { type: String },
    epochs: { type: Number },
    batchSize: { type: Number, attribute: 'batch-size' },
    targetSize: { type: Number, attribute: 'target-size' },
    seed: { type: Number },
    augment: { type: String },
  };

  /** Address of a zip or `.npz`. */
  declare src: string | null;
  declare backend: BackendChoice;
  declare epochs: number | undefined;
  declare batchSize: number | undefined;
  /** One side, in pixels. */
  declare targetSize: number;
  declare seed: number | undefined;
  declare augment: 'course' | 'none';
  /** Data that has no address, such as a dropped file; wins over `src`. */
  data: DataSource | null = null;
  /** The run that is shown; null before the first start. */
  session: TrainingSession | null = null;
  #history: Record<string, number[]> = {};
  #steps: StepEvent[] = [];
  #error: Error | null = null;
  #drawn = 0;

  constructor() {
    super();
    this.src = null;
    this.backend = 'auto';
    this.targetSize = 150;
    this.augment = 'course';
  }

  /** Workers and memory go with the element. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session?.dispose();
    this.session = null;
  }

  /** Starts a run with the attributes as they are now. Rejects with what went wrong, which is shown as well. */
  async start(): Promise<void> {
    this.session?.dispose();
    this.#history = {};
    this.#steps = [];
    this.#error = null;
    try {
      const { TrainingSession } = await engine();
      this.session = new TrainingSession({ data: this.#source(), options: this.#options() });
      this.#listen(this.session);
      await this.session.train();
    } catch (error) {
      this.#error = error as Error;
      this.tell('pupila-error', error);
      throw error;
    } finally {
      this.requestUpdate();
    }
  }

  protected override render() {
    const w = this.text({ en, es });
    const state = this.session?.state ?? 'idle';
    const active = state === 'running' || state === 'paused';
    const start = () => void this.start().catch(() => undefined);
    const pause = () => (state === 'paused' ? this.session?.resume() : this.session?.pause());
    return html`<div class="row">
        <button class="primary" ?disabled=${active || state === 'preparing'} @click=${start}>
          ${w.start}
        </button>
        <button ?disabled=${!active} @click=${pause}>${state === 'paused' ? w.resume : w.pause}</button>
        <button ?disabled=${!active} @click=${() => this.session?.stop()}>${w.stop}</button>
      </div>
      <p role="status" class=${this.#error ? 'error' : ''}>
        ${this.#error ? w.failed(this.#error.message) : w.state[state]}
      </p>
      ${this.#progress()}
      <div class="charts">${this.#charts()}</div>
      <slot></slot>`;
  }

  #source(): DataSource {
    const src = this.getAttribute('src');
    if (this.data) return this.data;
    if (!src) throw new Error('A <pupila-trainer> has a `src` attribute or a `data` property.');
    return { kind: 'url', url: new URL(src, document.baseURI).href };
  }

  #options() {
    const { backend, epochs, batchSize, targetSize, seed, augment } = this;
    return {
      ...(epochs !== undefined && { epochs }),
      ...(batchSize !== undefined && { batchSize }),
      ...(seed !== undefined && { seed }),
      targetSize: [targetSize, targetSize] as const,
      backend,
      augmentation: augment,
    };
  }

  #listen({ events }: TrainingSession): void {
    events.on('state', (state) => {
      this.tell('pupila-state', state);
      this.requestUpdate();
    });
    events.on('step', (event) => {
      this.#steps.push(event);
      this.tell('pupila-step', event);
      if (performance.now() - this.#drawn > 250) this.requestUpdate();
    });
    events.on('epoch', (event) => {
      for (const [key, value] of Object.entries(event.logs)) (this.#history[key] ??= []).push(value);
      this.tell('pupila-epoch', event);
      this.requestUpdate();
    });
  }

  #progress() {
    const last = this.#steps.at(-1);
    const epochs = this.session?.options.epochs;
    if (!last || !epochs) return nothing;
    const w = this.text({ en, es });
    const { format } = this;
    const numbers = [
      w.epochOf(format.integer(last.epoch + 1), format.integer(epochs)),
      `${w.loss} ${format.decimal(last.loss, 4)}`,
      `${w.accuracy} ${format.percent(last.accuracy)}`,
    ];
    return html`<progress
        max="1"
        .value=${this.#steps.length / (epochs * last.stepsPerEpoch)}
        aria-label=${w.state.running}
      ></progress>
      <p>${numbers.join(' · ')}</p>`;
  }

  #charts() {
    if (this.#steps.length === 0) return nothing;
    this.#drawn = performance.now();
    const w = this.text({ en, es });
    const lines = (key: 'loss' | 'accuracy') =>
      this.#history[key]
        ? [
            { label: w.training, values: this.#history[key], color: TRAINING },
            { label: w.validation, values: this.#history[`val_${key}`] ?? [], color: VALIDATION },
          ]
        : [{ label: w.training, values: this.#steps.map((event) => event[key]), color: TRAINING }];
    const xLabel = this.#history['loss'] ? w.epoch : w.step;
    return unsafeHTML(
      chartSvg(lines('loss'), { title: w.loss, xLabel }) +
        chartSvg(lines('accuracy'), { title: w.accuracy, xLabel, yRange: [0, 1] }),
    );
  }
}

define('pupila-trainer', PupilaTrainer);
