/** Where the focus goes when its button goes. */
import type { LitElement, ReactiveController } from 'lit';

/** In the row of buttons: when the one with the focus is removed or hidden, the element chooses anew. */
export class ButtonFocus implements ReactiveController {
  readonly #host: LitElement;
  /** The one that has the focus. */
  #button: HTMLElement | null = null;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const focused = (this.#host.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
    this.#button = focused?.closest('[part=controls]') ? focused : null;
  }

  hostUpdated(): void {
    const button = this.#button;
    if (button && (!button.isConnected || button.hidden)) this.#host.focus();
  }
}
