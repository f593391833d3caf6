/** Loads a module that an element does not need for its first view. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Controller of the element. Starts loading after the first update for which `isDue` returns true, and updates the
 * element again.
 *
 * @example
 * readonly #code = new Later(this, () => import('./code'));
 * // in render(): this.#code.module?.code() ?? ''
 */
export class Later<Module> implements ReactiveController {
  /** Null until it is loaded, and if it cannot be: the rest of the library does not load either then, and reports it. */
  module: Module | null = null;
  #isRequested = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly load: () => Promise<Module>,
    private readonly isDue = () => true,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.#isRequested || !this.isDue()) return;
    this.#isRequested = true;
    void this.load().then(
      (module) => {
        this.module = module;
        this.host.requestUpdate();
      },
      () => undefined,
    );
  }
}
