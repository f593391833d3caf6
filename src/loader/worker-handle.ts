/**
 * Wraps one worker. With comlink alone, a call stays pending forever if its worker dies; here every call is raced
 * against the worker's death, and ending the worker rejects pending calls.
 */
import { type Remote, releaseProxy, wrap } from 'comlink';
import { PupilaError } from '../core/errors';
import { type Message, message } from '../core/message';
import { Failure } from '../core/failure';
import { watchLife, workerName } from '../protocol/life';
import { fromWire } from '../protocol/wire-error';
import { failureOf, startWorker } from '../assets/start-worker';

/** Receives the messages that a worker sends on its own, until it ends. */
export interface WorkerListener {
  onMessage(message: unknown): void;
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
   * @param url A module worker that calls `holdLifeLock`, then `reportReady`.
   * @param startLimitMs Maximum time to the worker's first statement, in ms. Default: that of `watchLife`.
   * @param listener Receives the worker's messages.
   */
  constructor(url: string, startLimitMs?: number, listener: WorkerListener | null = null) {
    this.#listener = listener;
    const name = workerName();
    const worker = startWorker(url, { name });
    this.#worker = worker;
    let markReady = (): void => undefined;
    this.#ready = this.#death.race(new Promise<void>((resolve) => (markReady = resolve)));
    this.#ready.catch(() => undefined);
    const endBecause = (why: Message): void => this.end(new PupilaError('worker-died', why));
    const ended = (how: 'ended' | 'silent'): void =>
      endBecause(
        how === 'silent'
          ? message`A worker did not start in time.`
          : message`A worker ended unexpectedly, perhaps because memory ran out.`,
      );
    this.#stopWatching = watchLife(worker, name, { ready: () => markReady(), ended }, startLimitMs);
    if (listener) worker.onmessage = ({ data }) => listener.onMessage(data);
    this.#api = wrap<Api>(worker);
    worker.onerror = (event) => {
      event.preventDefault();
      endBecause(message`A worker stopped: ${failureOf(event) || message`${url} could not be loaded.`}`);
    };
    worker.onmessageerror = () => endBecause(message`A worker sent a message that cannot be read.`);
  }

  /**
   * Calls the worker once it is ready. Rejects with the worker's error, or with 'worker-died' if the worker ends
   * first.
   */
  async call<T>(invoke: (api: Remote<Api>) => Promise<T>): Promise<T> {
    try {
      await this.#ready;
      // Without this check, the released proxy would throw comlink's own error.
      this.#death.throwIfFailed();
      return await this.#death.race(invoke(this.#api));
    } catch (error) {
      throw fromWire(error);
    }
  }

  /** Ends the worker and rejects pending calls with `reason`. */
  end(reason: Error = new PupilaError('aborted', message`The worker was stopped.`)): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#stopWatching();
    this.#listener?.stop();
    // comlink keeps each worker in a registry for as long as its proxy lives, and with it everything the handlers
    // hold.
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.onmessageerror = null;
    this.#api[releaseProxy]();
    this.#worker.terminate();
    this.#death.fail(reason);
  }
}
