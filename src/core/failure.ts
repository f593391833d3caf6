/**
 * Rejects all pending work of one owner at once: when a worker dies, a device is lost or a signal aborts.
 * `Promise.race` with a long-lived promise would keep every result it was raced against alive; this class drops its
 * references as soon as the work settles.
 */
export class Failure {
  #reason: { error: unknown } | null = null;
  /** The reject functions of pending work. */
  readonly #pendingRejects = new Set<(error: unknown) => void>();

  throwIfFailed(): void {
    if (this.#reason) throw this.#reason.error;
  }

  /** Rejects pending and future work with `error`. Only the first call counts. */
  fail(error: unknown): void {
    if (this.#reason) return;
    this.#reason = { error };
    this.#pendingRejects.forEach((reject) => reject(error));
    this.#pendingRejects.clear();
  }

  /** Resolves with the result of `work`, or rejects with the failure if it comes first. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#reason) reject(this.#reason.error);
      else this.#pendingRejects.add(reject);
      work.then(resolve, reject).finally(() => this.#pendingRejects.delete(reject));
    });
  }
}
