/**
 * `<pupila-trainer>`: a training run as an element. It shows a `TrainingSession` and holds no state of the run itself.
 * Importing this file without a DOM does nothing.
 */
import {
  type BackendChoice,
  type DataSource,
  type SessionEvents,
  type StepEvent,
  TrainingSession,
  chartSvg,
} from '../index';
import { STYLE } from './style';
import { wordsFor } from './words';

/** The element's events. Each bubbles, is composed, and has the session's event as `detail`. */
export interface PupilaTrainerEvents {
  'pupila-state': CustomEvent<SessionEvents['state']>;
  'pupila-step': CustomEvent<SessionEvents['step']>;
  'pupila-epoch': CustomEvent<SessionEvents['epoch']>;
  'pupila-error': CustomEvent<Error>;
}

const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;
const TRAINING = '#0d9488';
const VALIDATION = '#e8590c';
const MARKUP = `<style>${STYLE}</style><div class="buttons"><button id="start" class="primary" part="button"></button>
<button id="pause" part="button"></button><button id="stop" part="button"></button></div>
<p id="status" role="status"></p><progress max="1" value="0"></progress><p id="numbers"></p>
<div class="charts" part="charts"></div><slot></slot>`;

/**
 * Attributes: `src` (address of a zip or `.npz`), `epochs`, `batch-size`, `target-size` (one side, in pixels), `seed`,
 * `backend` (auto, wasm, webgpu), `augment` (course, none), `locale` (es, en).
 *
 * @example
 * <pupila-trainer src="cats_and_dogs.zip" epochs="3" locale="es"></pupila-trainer>
 */
export class PupilaTrainer extends Base {
  /** Data that has no address, such as a dropped file; wins over `src`. */
  data: DataSource | null = null;
  /** The run that is shown; null before the first start. */
  session: TrainingSession | null = null;
  #history: Record<string, number[]> = {};
  #steps: StepEvent[] = [];
  #error: Error | null = null;
  #drawn = 0;

  connectedCallback(): void {
    if (!this.shadowRoot) {
      this.attachShadow({ mode: 'open' }).innerHTML = MARKUP;
      this.#find('#start').addEventListener('click', () => void this.start().catch(() => undefined));
      this.#find('#pause').addEventListener('click', () =>
        this.session?.state === 'paused' ? this.session.resume() : this.session?.pause(),
      );
      this.#find('#stop').addEventListener('click', () => this.session?.stop());
    }
    this.#render();
  }

  /** Workers and memory go with the element. */
  disconnectedCallback(): void {
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
      this.session = new TrainingSession({ data: this.#source(), options: this.#options() });
      this.#listen(this.session);
      await this.session.train();
    } catch (error) {
      this.#error = error as Error;
      this.#tell('pupila-error', error);
      throw error;
    } finally {
      this.#render();
      this.#draw();
    }
  }

  #source(): DataSource {
    const src = this.getAttribute('src');
    if (this.data) return this.data;
    if (!src) throw new Error('A <pupila-trainer> has a `src` attribute or a `data` property.');
    return { kind: 'url', url: new URL(src, document.baseURI).href };
  }

  #options() {
    const number = (name: string, option: string) => {
      const text = this.getAttribute(name);
      return text === null ? {} : { [option]: Number(text) };
    };
    const side = Number(this.getAttribute('target-size') ?? 150);
    return {
      ...number('epochs', 'epochs'),
      ...number('batch-size', 'batchSize'),
      ...number('seed', 'seed'),
      targetSize: [side, side] as const,
      backend: (this.getAttribute('backend') ?? 'auto') as BackendChoice,
      augmentation: (this.getAttribute('augment') ?? 'course') as 'course' | 'none',
    };
  }

  #listen({ events, options }: TrainingSession): void {
    events.on('state', (state) => {
      this.#tell('pupila-state', state);
      this.#render();
    });
    events.on('step', (event) => {
      this.#steps.push(event);
      this.#tell('pupila-step', event);
      const { loss, accuracy, epoch } = event;
      const w = this.#words;
      this.#find<HTMLProgressElement>('progress').value =
        this.#steps.length / (options.epochs * event.stepsPerEpoch);
      this.#find('#numbers').textContent =
        `${w.epoch} ${epoch + 1}/${options.epochs} · ${w.loss} ${loss.toFixed(4)} · ${w.accuracy} ${accuracy.toFixed(3)}`;
      if (performance.now() - this.#drawn > 250) this.#draw();
    });
    events.on('epoch', (event) => {
      for (const [key, value] of Object.entries(event.logs)) (this.#history[key] ??= []).push(value);
      this.#tell('pupila-epoch', event);
      this.#draw();
    });
  }

  get #words() {
    return wordsFor(this.getAttribute('locale') ?? navigator.language);
  }

  #render(): void {
    if (!this.shadowRoot) return;
    const w = this.#words;
    const state = this.session?.state ?? 'idle';
    const active = state === 'running' || state === 'paused';
    this.#find('#start').textContent = w.start;
    this.#find('#pause').textContent = state === 'paused' ? w.resume : w.pause;
    this.#find('#stop').textContent = w.stop;
    this.#find<HTMLButtonElement>('#start').disabled = active || state === 'preparing';
    this.#find<HTMLButtonElement>('#pause').disabled = !active;
    this.#find<HTMLButtonElement>('#stop').disabled = !active;
    this.#find('#status').classList.toggle('error', this.#error !== null);
    this.#find('#status').textContent = this.#error ? `${w.failed} ${this.#error.message}` : w[state];
  }

  #draw(): void {
    if (!this.shadowRoot || this.#steps.length === 0) return;
    this.#drawn = performance.now();
    const w = this.#words;
    const lines = (key: 'loss' | 'accuracy') =>
      this.#history[key]
        ? [
            { label: w.training, values: this.#history[key], color: TRAINING },
            { label: w.validation, values: this.#history[`val_${key}`] ?? [], color: VALIDATION },
          ]
        : [{ label: w.training, values: this.#steps.map((event) => event[key]), color: TRAINING }];
    const xLabel = this.#history['loss'] ? w.epoch : w.step;
    this.#find('.charts').innerHTML =
      chartSvg(lines('loss'), { title: w.loss, xLabel }) +
      chartSvg(lines('accuracy'), { title: w.accuracy, xLabel, yRange: [0, 1] });
  }

  #tell(type: keyof PupilaTrainerEvents, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #find<T extends HTMLElement = HTMLElement>(selector: string): T {
    return this.shadowRoot?.querySelector(selector) as T;
  }
}

globalThis.customElements?.define('pupila-trainer', PupilaTrainer);
