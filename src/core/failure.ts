/**
 * What ends all work of one owner before its time: a worker's death, a device's loss, a signal. `Promise.race` with a
 * promise that lives long keeps every result that ever came first; this lets go of what is done.
 */
export class Failure {
  #reason: { error: unknown } | null = null;
  /** Of the work under way. */
  readonly #rejecters = new Set<(error: unknown) => void>();

  throwIfHappened(): void {
    if (this.#reason) throw this.#reason.error;
  }

  /** Rejects what is under way, and what comes later. Only the first call counts. */
  happen(error: unknown): void {
    if (this.#reason) return;
    this.#reason = { error };
    this.#rejecters.forEach((reject) => reject(error));
    this.#rejecters.clear();
  }

  /** What `work` gives, or the failure where that is first. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#reason) reject(this.#reason.error as Error);
      else this.#rejecters.add(reject);
      work.then(resolve, reject).finally(() => this.#rejecters.delete(reject));
    });
  }
}
