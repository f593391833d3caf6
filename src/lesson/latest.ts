/**
 * A queue for work that is requested faster than it can be done: runs one task at a time and keeps only the newest
 * waiting one.
 */
export class Latest {
  #busy = false;
  #next: (() => Promise<void>) | null = null;
  #drained: Promise<void> = Promise.resolve();

  /**
   * Runs `work` now, or after the current task. Replaces a task that is still waiting. `work` handles its own errors; if
   * it rejects all the same, `settled` rejects, and the queue continues.
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
    try {
      while (this.#next) {
        const work = this.#next;
        this.#next = null;
        await work();
      }
    } finally {
      this.#busy = false;
      // Still waiting only if the task before it rejected.
      if (this.#next) this.#drained = this.#drain();
    }
  }
}
