/**
 * How one thread learns of the other's end. A worker that was terminated, or whose process died, sends no event; but
 * the browser takes back the lock that it held. Where there are no Web Locks (pages without a secure context) only
 * errors are seen.
 */

/** What the worker says once it holds its lock. */
const HELD = 'pupila:held';

/** The worker's side: holds the lock of its name for as long as it lives. Resolves when the other side knows. */
export function holdLife(): Promise<void> {
  const { locks } = navigator as Partial<Navigator>;
  if (!locks) return Promise.resolve();
  return new Promise((held) => {
    void locks.request(self.name, () => {
      postMessage(HELD);
      held();
      return new Promise(() => undefined);
    });
  });
}

/**
 * The main thread's side.
 *
 * @param worker A worker that calls `holdLife`.
 * @param name Its name, one of a kind.
 * @param ended Called after its end, however it came.
 */
export function watchLife(worker: Worker, name: string, ended: () => void): void {
  worker.addEventListener('message', ({ data }) => {
    if (data === HELD) void navigator.locks.request(name, ended);
  });
}
