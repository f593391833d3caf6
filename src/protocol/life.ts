/**
 * How the main thread detects that a worker ended. A worker that is terminated, or whose process dies, sends no
 * event; but the browser releases the Web Lock that the worker holds. A worker that has sent nothing after a while,
 * and so holds no lock yet, also counts as ended. Without Web Locks (insecure pages), only errors and silenceTimer at
 * the start are detected.
 */

/** Sent by a worker: first whether it holds a lock, then that it is ready for calls. */
interface LifeMessage {
  pupilaLife: 'held' | 'unlocked' | 'ready';
}

/**
 * How long a worker may take to reach its first statement, in ms. Its file is small, but a busy machine needs
 * seconds.
 */
const START_LIMIT_MS = 5_000;
const GRACE_MS = 500;

/**
 * Worker side; must be the worker's first statement. Holds the lock with the worker's name for as long as the
 * worker lives. Resolves once it holds the lock, or if there are no locks.
 */
export function holdLifeLock(): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) {
    send('unlocked');
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const lock = locks.request(self.name, () => {
      send('held');
      resolve();
      return new Promise(() => undefined);
    });
    // Pages with an opaque origin, such as sandboxed frames, have no locks.
    lock.catch(() => {
      send('unlocked');
      resolve();
    });
  });
}

/** Worker side: reports that everything is loaded. */
export function reportReady(): void {
  send('ready');
}

function send(pupilaLife: LifeMessage['pupilaLife']): void {
  postMessage({ pupilaLife } satisfies LifeMessage);
}

/** Returns a unique worker name. Workers with the same name would share a lock. */
export function workerName(): string {
  return `pupila-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
}

/** Lifecycle events of a worker, as seen by the main thread. */
export interface LifeEvents {
  /** The worker is ready for calls. */
  ready?: () => void;
  /** The worker ended, for whatever reason; 'silent': it did not reach its first statement in time. */
  ended: (how: 'ended' | 'silent') => void;
}

/**
 * Main-thread side: watches for the end of a worker.
 *
 * @param worker A worker that calls `holdLifeLock`.
 * @param name Its name, from `workerName`.
 * @param startLimitMs Maximum time to its first statement, in ms. Default 5 s.
 * @returns A function that stops watching, for a worker that is terminated on purpose.
 */
export function watchLife(
  worker: Worker,
  name: string,
  { ready = () => undefined, ended }: LifeEvents,
  startLimitMs = START_LIMIT_MS,
): () => void {
  // If the page was busy, the worker's message may already be queued; the second timeout lets it arrive first.
  let silenceTimer = setTimeout(() => {
    silenceTimer = setTimeout(() => ended('silent'), GRACE_MS);
  }, startLimitMs);
  const onMessage = ({ data }: MessageEvent<Partial<LifeMessage> | null>): void => {
    const life = data?.pupilaLife;
    if (!life) return;
    clearTimeout(silenceTimer);
    if (life === 'held') void navigator.locks.request(name, () => ended('ended'));
    if (life === 'ready') ready();
  };
  worker.addEventListener('message', onMessage);
  return () => {
    clearTimeout(silenceTimer);
    worker.removeEventListener('message', onMessage);
  };
}
