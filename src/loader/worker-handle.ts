/**
 * One worker's life. comlink alone leaves a call pending for ever when its worker dies; here every call races the
 * worker's death, and ending the worker rejects what is under way.
 */
import { type Remote, releaseProxy, wrap } from 'comlink';
import { PupilaError } from '../core/errors';
import { Failure } from '../core/failure';
import { watchLife, workerName } from '../protocol/life';
import { fromWire } from '../protocol/wire-error';
import { startWorker } from '../assets/start-worker';

/** Who hears what a worker says of its own accord, until it ends. */
export interface WorkerListener {
  hear(message: unknown): void;
  stop(): void;
}

/** A worker with a typed API. Owner: the pool. */
export class WorkerHandle<Api> {
  readonly #worker: Worker;
  readonly #api: Remote<Api>;
  readonly #death = new Failure();
  readonly #ready: Promise<void>;
  readonly #stopWatching: () => void;
  readonly #listener: WorkerListener | null;
  #isEnded = false;

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /**
   * @param url A module worker, which calls `holdLife`, then `sayReady`.
   * @param startLimitMs How long it may take to its first statement; default: `watchLife`'s.
   * @param listener Hears the worker's messages.
   */
  constructor(url: string, startLimitMs?: number, listener: WorkerListener | null = null) {
    this.#listener = listener;
    const name = workerName();
    const worker = startWorker(url, { name });
    this.#worker = worker;
    let beReady = (): void => undefined;
    this.#ready = this.#death.race(new Promise<void>((resolve) => (beReady = resolve)));
    this.#ready.catch(() => undefined);
    const die = (why: string): void => this.end(new PupilaError('worker-died', why));
    const ended = (how: 'ended' | 'silent'): void =>
      die(how === 'silent' ? 'A worker did not start in time.' : 'A worker ended unexpectedly.');
    this.#stopWatching = watchLife(worker, name, { ready: () => beReady(), ended }, startLimitMs);
    if (listener) worker.onmessage = ({ data }) => listener.hear(data);
    this.#api = wrap<Api>(worker);
    worker.onerror = (event) => {
      event.preventDefault();
      die(`A worker stopped: ${event.message || `${url} could not be loaded`}.`);
    };
    worker.onmessageerror = () => die('A worker sent a message that cannot be read.');
  }

  /** Calls the worker when it is ready. Rejects with what the worker threw, or 'worker-died' when it ends first. */
  async call<T>(use: (api: Remote<Api>) => Promise<T>): Promise<T> {
    try {
      await this.#ready;
      // The proxy of a worker that ended throws an error of comlink's own.
      this.#death.throwIfHappened();
      return await this.#death.race(use(this.#api));
    } catch (error) {
      throw fromWire(error);
    }
  }

  /** Ends the worker and rejects every call under way with `reason`. */
  end(reason: Error = new PupilaError('aborted', 'The worker was stopped.')): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#stopWatching();
    this.#listener?.stop();
    // comlink keeps each worker in a registry as long as its proxy lives, and with it whatever the handlers hold.
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.onmessageerror = null;
    this.#api[releaseProxy]();
    this.#worker.terminate();
    this.#death.happen(reason);
  }
}
