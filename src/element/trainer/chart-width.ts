/** How wide a chart is, by the width of its element. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { chartWidthIn } from './curves-view';

/** Follows the element's size; the element is drawn again when its charts get another width. */
export class ChartWidth implements ReactiveController {
  /** Pixels. */
  value = 480;
  readonly #host: ReactiveControllerHost & Element;
  #sizes: ResizeObserver | null = null;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#sizes = new ResizeObserver(([entry]) => this.#measure(entry?.contentRect.width ?? 0));
    this.#sizes.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
  }

  #measure(inner: number): void {
    const value = chartWidthIn(inner);
    if (value === this.value) return;
    this.value = value;
    this.#host.requestUpdate();
  }
}
