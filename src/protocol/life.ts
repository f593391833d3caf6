/**
 * How the main thread learns that a worker ended. A worker that is terminated, or whose process dies, sends no event; but
 * the browser releases the lock that the worker holds. Before it holds its lock, a worker that says nothing counts as
 * ended after a while. Where there are no Web Locks (pages that are not secure) only errors and silence at the start are seen.
 */

/** What a worker says: at its first statement, whether it holds a lock; then that it can be called. */
interface Sign {
  pupilaLife: 'held' | 'unlocked' | 'ready';
}

/** How long a worker may take to its first statement, in ms. Its file is small; a busy machine needs seconds. */
const START_LIMIT_MS = 5_000;
const GRACE_MS = 500;

/**
 * The worker's side, its first statement: holds the lock of its name for as long as it lives. Resolves when it holds it.
 */
export function holdLife(): Promise<void> {
  const { locks } = navigator as Partial<Navigator>;
  if (!locks) {
    say('unlocked');
    return Promise.resolve();
  }
  return new Promise((held) => {
    const lock = locks.request(self.name, () => {
      say('held');
      held();
      return new Promise(() => undefined);
    });
    // Pages of no origin of their own, such as sandboxed frames, have no locks.
    lock.catch(() => {
      say('unlocked');
      held();
    });
  });
}

/** The worker's side: everything is loaded. */
export function sayReady(): void {
  say('ready');
}

function say(pupilaLife: Sign['pupilaLife']): void {
  postMessage({ pupilaLife } satisfies Sign);
}

/** A name that no other worker has: workers of a name share a lock. */
export function workerName(): string {
  return `pupila-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
}

/** What the main thread hears of a worker's life. */
export interface LifeEvents {
  /** The worker can be called. */
  ready?: () => void;
  /** The worker ended, however that came; 'silent': it did not reach its first statement in time. */
  ended: (how: 'ended' | 'silent') => void;
}

/**
 * The main thread's side.
 *
 * @param worker A worker that calls `holdLife`.
 * @param name Its name, from `workerName`.
 * @param startLimitMs How long it may take to its first statement. Default 5 s.
 * @returns Stops watching, for a worker that is terminated on purpose.
 */
export function watchLife(
  worker: Worker,
  name: string,
  { ready = () => undefined, ended }: LifeEvents,
  startLimitMs = START_LIMIT_MS,
): () => void {
  // A page that was busy has the worker's message before it: a second look lets that come first.
  let silence = setTimeout(() => {
    silence = setTimeout(() => ended('silent'), GRACE_MS);
  }, startLimitMs);
  const hear = ({ data }: MessageEvent<Partial<Sign> | null>): void => {
    const sign = data?.pupilaLife;
    if (!sign) return;
    clearTimeout(silence);
    if (sign === 'held') void navigator.locks.request(name, () => ended('ended'));
    if (sign === 'ready') ready();
  };
  worker.addEventListener('message', hear);
  return () => {
    clearTimeout(silence);
    worker.removeEventListener('message', hear);
  };
}
