/** Derives the width of the charts from the width of the element. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Observes the element's size and requests an update when the chart width changes. */
export class ChartWidth implements ReactiveController {
  /** Pixels. */
  value = 480;
  readonly #host: ReactiveControllerHost & Element;
  #observer: ResizeObserver | null = null;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new ResizeObserver(([entry]) => this.#measure(entry?.contentRect.width ?? 0));
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  #measure(inner: number): void {
    const value = chartWidthIn(inner);
    if (value === this.value) return;
    this.value = value;
    this.#host.requestUpdate();
  }
}

/** Returns the width of a chart for an available width, both in pixels. Two charts fit side by side from 652 pixels. */
function chartWidthIn(available: number): number {
  const width = available >= 652 ? (available - 12) / 2 : available;
  return Math.round(Math.min(560, Math.max(280, width)));
}
