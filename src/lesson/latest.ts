/** Work that is asked for faster than it is done: one piece at a time, and of those that wait only the newest. */
export class Latest {
  #busy = false;
  #next: (() => Promise<void>) | null = null;

  /** Runs `work` now, or after what is under way; a piece that still waits is dropped. `work` handles its errors. */
  run(work: () => Promise<void>): void {
    this.#next = work;
    if (!this.#busy) void this.#drain();
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
