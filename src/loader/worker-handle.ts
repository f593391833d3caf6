/**
 * One worker's life. comlink alone leaves a call pending for ever when its worker dies; here every call races the
 * worker's death, and ending the worker rejects what is under way.
 */
import { type Remote, wrap } from 'comlink';
import { PupilaError } from '../core/errors';
import { Failure } from '../core/failure';
import { watchLife } from '../protocol/life';
import { fromWire } from '../protocol/wire-error';
import { startWorker } from '../start-worker';

/** A worker with a typed API. Owner: the pool. */
export class WorkerHandle<Api> {
  readonly #worker: Worker;
  readonly #api: Remote<Api>;
  readonly #death = new Failure();

  /** @param url A module worker of the page's own origin. */
  constructor(url: string) {
    const name = `pupila-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
    this.#worker = startWorker(url, { name });
    watchLife(this.#worker, name, () =>
      this.end(new PupilaError('worker-died', 'A worker ended without a word.')),
    );
    this.#api = wrap<Api>(this.#worker);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.end(
        new PupilaError('worker-died', `A worker stopped: ${event.message || `${url} could not be loaded`}.`),
      );
    };
    this.#worker.onmessageerror = () => {
      this.end(new PupilaError('worker-died', 'A worker sent a message that cannot be read.'));
    };
  }

  /** Calls the worker. Rejects with what the worker threw, or 'worker-died' when it ends first. */
  async call<T>(use: (api: Remote<Api>) => Promise<T>): Promise<T> {
    try {
      return await this.#death.race(use(this.#api));
    } catch (error) {
      throw fromWire(error);
    }
  }

  /** Ends the worker and rejects every call under way with `reason`. */
  end(reason: Error = new PupilaError('aborted', 'The worker was stopped.')): void {
    this.#worker.terminate();
    this.#death.happen(reason);
  }
}
