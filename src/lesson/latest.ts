/** Work that is asked for faster than it is done: one piece at a time, and of those that wait only the newest. */
export class Latest {
  #busy = false;
  #next: (() => Promise<void>) | null = null;
  #drained: Promise<void> = Promise.resolve();

  /** Runs `work` now, or after what is under way; a piece that still waits is dropped. `work` handles its errors. */
  run(work: () => Promise<void>): void {
    this.#next = work;
    if (!this.#busy) this.#drained = this.#drain();
  }

  /** Resolves when nothing is under way or waits. */
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
