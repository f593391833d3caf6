/**
 * Lets the page breathe between two pieces of work. Never requestAnimationFrame, which stops in a hidden tab, and
 * never setTimeout, which waits for a second there.
 */

/**
 * Resolves in a later task, behind whatever is waiting already. Not by scheduler.yield: Chromium lets its continuations
 * pass by timers and messages, which then wait until training is done with a step.
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

/** Yields when a budget of milliseconds is used up. */
export class TimeBudget {
  readonly #budgetMs: number;
  #since = performance.now();

  /** @param budgetMs Milliseconds of work between two yields. */
  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  /** Yields if the budget is used up. Rejects with the signal's reason when it is aborted. */
  async spend(signal?: AbortSignal): Promise<void> {
    if (performance.now() - this.#since < this.#budgetMs) return;
    await yieldToMain();
    signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
