/** Throttles rendering during training: events arrive faster than anybody can read. */
import type { ReactiveControllerHost } from 'lit';

/** Delay of throttled updates in ms. */
const REDRAW_MS = 200;

/** Requests updates of the host, immediately or throttled. */
export class Redraw {
  readonly #host: ReactiveControllerHost;
  #isWaiting = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** @param soon Whether the update can be delayed. */
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
