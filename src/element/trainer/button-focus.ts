/** Moves the focus when the focused button disappears. */
import type { LitElement, ReactiveController } from 'lit';

/** Focuses the host if the focused button in the row of controls is removed or hidden. */
export class ButtonFocus implements ReactiveController {
  readonly #host: LitElement;
  /** The focused button before the update. */
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
