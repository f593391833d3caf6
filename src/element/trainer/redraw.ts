/** Drawing while it trains: events come faster than anybody reads. */
import type { ReactiveControllerHost } from 'lit';

/** Milliseconds between two drawings. */
const REDRAW_MS = 200;

/** Draws the element again: at once, or for many changes once. */
export class Redraw {
  readonly #host: ReactiveControllerHost;
  #isWaiting = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** @param soon The change may wait a moment. */
  request(soon: boolean): void {
    if (!soon) return this.#host.requestUpdate();
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setTimeout(() => {
      this.#isWaiting = false;
      this.#host.requestUpdate();
    }, REDRAW_MS);
  }
}
