/**
 * Yields to the page between two work items. Uses neither requestAnimationFrame, which stops in a hidden tab, nor
 * setTimeout, which is throttled to one call per second there.
 */

/**
 * Resolves in a later task, after all queued tasks. Not scheduler.yield: Chromium runs its continuations before timers
 * and messages, which then wait until the training step is done.
 */
export function yieldToMain(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Yields when a time budget is used up. */
export class TimeBudget {
  readonly #budgetMs: number;
  #since = performance.now();

  /** @param budgetMs Time in ms between two yields. */
  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  /** Yields if the budget is used up. Rejects with the signal's reason if it aborted. */
  async spend(signal?: AbortSignal): Promise<void> {
    if (performance.now() - this.#since < this.#budgetMs) return;
    await yieldToMain();
    signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
