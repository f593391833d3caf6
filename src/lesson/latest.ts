/**
 * A queue for work that is requested faster than it can be done: runs one task at a time and keeps only the newest
 * waiting one.
 */
export class Latest {
  #busy = false;
  #next: (() => Promise<void>) | null = null;
  #drained: Promise<void> = Promise.resolve();

  /**
   * Runs `work` now, or after the current task. Replaces a task that is still waiting. `work` must handle its own
   * errors.
   */
  run(work: () => Promise<void>): void {
    this.#next = work;
    if (!this.#busy) this.#drained = this.#drain();
  }

  /** Resolves when nothing is running or waiting. */
  get settled(): Promise<void> {
    return this.#drained;
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const work = this.#next;
      this.#next = null;
      await work();
    }
    this.#busy = false;
  }
}
