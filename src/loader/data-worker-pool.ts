/**
 * The pool of data workers. Every worker has the same data set open and makes one batch at a time. If a worker
 * dies, it is replaced and its batch is made again; the result is the same, because the request holds every random
 * decision.
 */
import { type Remote, proxy, transfer } from 'comlink';
import { assetUrl } from '../assets/asset-url';
import { PupilaError, messageOf } from '../core/errors';
import { type Message, message } from '../core/message';
import type { OpenOptions } from '../data/batch/open-dataset';
import type { LocalSource, OnError } from '../core/types';
import type {
  BatchReply,
  BatchRequest,
  DatasetInfo,
  DataSource,
  DataWorkerApi,
  FetchProgress,
  Part,
} from '../protocol/data-protocol';
import { findBroken, withoutBroken } from './broken-pictures';
import { PICTURE_LIMIT_MS, PictureStuckError, PictureWatch } from './picture-watch';
import { pixelKeeper } from './pixel-keeper';
import { WorkerHandle } from './worker-handle';

type Handle = WorkerHandle<DataWorkerApi>;
/** Brings a new worker to the state of the others. */
type Reopen = (api: Remote<DataWorkerApi>) => Promise<void>;

/** Give up on a request after this many workers died on it: by then the data is the likely cause. */
const ATTEMPTS = 3;

/**
 * How long a worker may take to reach its first statement, in ms. Doubles after each worker that ended before it
 * opened the data set (up to eightfold), until one opens it: the machine may be slow.
 */
const START_LIMIT_MS = 5_000;
const MAX_DOUBLINGS = 3;

const SPARE_BATCHES = 3;

/**
 * Returns the default number of workers: one per core, between 2 and 4, on top of the trainer's threads. While
 * pictures are decoded for the first time, the OS shares the cores; later the workers are nearly idle. More than
 * four only wait on memory.
 */
export function defaultWorkerCount(): number {
  return Math.min(4, Math.max(2, navigator.hardwareConcurrency));
}

/**
 * Returns the default number of batches being made or waiting: one per worker, plus a few that are made while the
 * backend starts and cover the first epoch, when nothing is cached.
 */
export function defaultPrefetch(workers: number | null): number {
  return (workers ?? defaultWorkerCount()) + SPARE_BATCHES;
}

/** How to open a data set. */
export interface PoolOptions extends OpenOptions {
  cacheBytes: number;
  /** What happens with an unreadable picture. Default 'raise': its batch rejects with the error. */
  onError?: OnError;
}

/** A pool of data workers with one data set open. Owner: the session. */
export class DataWorkerPool {
  readonly #size: number;
  readonly #pictureLimitMs: number;
  readonly #idle: Promise<Handle>[] = [];
  readonly #waiting: ((handle: Promise<Handle>) => void)[] = [];
  readonly #handles = new Set<Handle>();
  /** Why pictures are not tried again, by path. */
  readonly #stuck: Record<string, Message | string> = {};
  #reopen: Reopen | null = null;
  #failedStarts = 0;
  #ended = false;

  /**
   * @param size Number of workers. Default: depends on the machine.
   * @param pictureLimitMs Maximum time to decode one picture, in ms. Default: one minute.
   */
  constructor(size: number = defaultWorkerCount(), pictureLimitMs = PICTURE_LIMIT_MS) {
    this.#size = size;
    this.#pictureLimitMs = pictureLimitMs;
  }

  /**
   * Opens a data set in every worker. Resolves once the first worker has downloaded and indexed it; the others open
   * it while training starts.
   *
   * @param validation A separate data set to validate on; null: the `validation/` folder or `validationSplit`.
   * @param options `cacheBytes` is the memory for decoded pictures, for all workers together. With `onError`
   *   'skip', every picture is decoded now and the unreadable ones are removed.
   * @throws {PupilaError} 'fetch-failed', 'bad-archive', 'no-images' and others, naming the file.
   */
  async open(
    source: DataSource,
    validation: DataSource | null,
    options: PoolOptions,
    progress: FetchProgress = () => undefined,
    onChecked: (checked: number, total: number) => void = () => undefined,
  ): Promise<DatasetInfo> {
    const workerOptions = openOptions(options);
    const { first, info, reopen } = await this.#retryOnDeath(async (handle) => {
      const resolve = async (from: DataSource): Promise<LocalSource> =>
        from.kind === 'url' || from.kind === 'archive'
          ? handle.call<LocalSource>((api) => api.resolve(from, proxy(progress)))
          : from;
      const local = await resolve(source);
      const localValidation = validation && (await resolve(validation));
      const found = await handle.call((api) => api.open(local, localValidation, workerOptions));
      const assignCache = pixelKeeper(found, options.cacheBytes, this.#size);
      await handle.call(assignCache);
      const reopenWorker: Reopen = async (api) => {
        await api.open(local, localValidation, workerOptions);
        await assignCache(api);
      };
      return { first: handle, info: found, reopen: reopenWorker };
    });
    this.#reopen = reopen;
    this.#release(Promise.resolve(first));
    for (let i = 1; i < this.#size; i++) this.#release(this.#replacement());
    return options.onError === 'skip' ? this.#removeBroken(info, onChecked) : info;
  }

  /** Runs the first task of a pool. If the worker dies, retries on a new one. */
  async #retryOnDeath<T>(work: (handle: Handle) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const handle = this.#start();
      try {
        const result = await work(handle);
        this.#failedStarts = 0;
        return result;
      } catch (error) {
        this.#handles.delete(handle);
        handle.end();
        if (!isDeath(error) || this.#ended || attempt === ATTEMPTS) throw error;
        this.#failedStarts += 1;
      }
    }
  }

  async #removeBroken(
    info: DatasetInfo,
    onChecked: (checked: number, total: number) => void,
  ): Promise<DatasetInfo> {
    const broken = await findBroken(info, (...images) => this.check(...images), onChecked);
    const usable = withoutBroken(info, broken);
    const reopen = this.#reopen as Reopen;
    this.#reopen = async (api) => {
      await reopen(api);
      await api.drop(broken.indices);
    };
    // The pool has no other user yet, so every worker is idle or about to be.
    const drop = async (idle: Promise<Handle>): Promise<void> => {
      try {
        await (await idle).call((api) => api.drop(broken.indices));
      } catch (error) {
        // The replacement removes them when it opens the data set.
        if (!isDeath(error)) throw error;
      }
    };
    await Promise.all(this.#idle.map(drop));
    return usable;
  }

  /** Starts the workers without a data set. */
  startWithoutData(): void {
    for (let i = 0; i < this.#size; i++) this.#release(Promise.resolve(this.#start()));
  }

  /** Makes one batch on the next free worker. */
  makeBatch({ reuse, ...request }: BatchRequest): Promise<BatchReply> {
    let memory = reuse;
    return this.use((api) => {
      // comlink looks transfer lists up by the object that is sent, so each attempt sends a new one.
      const sent = { ...request, reuse: memory };
      // If the worker dies, the memory is lost with it.
      memory = null;
      return api.makeBatch(sent.reuse ? transfer(sent, [sent.reuse]) : sent);
    });
  }

  /** Returns the unreadable images of a part in [from, to), with the reason for each. */
  async check(part: Part, from: number, to: number): ReturnType<DataWorkerApi['check']> {
    for (;;) {
      try {
        return await this.use((api) => api.check(part, from, to, this.#stuck));
      } catch (error) {
        if (!(error instanceof PictureStuckError)) throw error;
        this.#stuck[error.path] = messageOf(error);
      }
    }
  }

  /** Runs `call` on the next free worker. If the worker dies, retries on a new one. */
  async use<T>(call: (api: Remote<DataWorkerApi>) => Promise<T>): Promise<T> {
    let idleDeathsLeft = this.#size;
    for (let attempt = 1; ; attempt++) {
      const taken = this.#take();
      let wasAlive = false;
      try {
        const handle = await taken;
        wasAlive = !handle.isEnded;
        const result = await handle.call(call);
        this.#release(taken);
        return result;
      } catch (error) {
        const died = isDeath(error);
        const isGone = died || error instanceof PictureStuckError;
        this.#release(isGone ? this.#replacement(taken) : taken);
        // A worker that was already dead did not die because of this request.
        if (died && !wasAlive && idleDeathsLeft-- > 0) attempt -= 1;
        if (!died || this.#ended || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Stops every worker and rejects pending calls with 'aborted'. */
  dispose(): void {
    this.#ended = true;
    for (const handle of this.#handles) handle.end();
    this.#handles.clear();
    this.#idle.length = 0;
    this.#reopen = null;
    const stopped = Promise.reject<Handle>(stoppedError());
    stopped.catch(() => undefined);
    for (const resume of this.#waiting.splice(0)) resume(stopped);
  }

  /** @throws {PupilaError} 'aborted' after `dispose`. */
  assertRunning(): void {
    if (this.#ended) throw stoppedError();
  }

  #start(): Handle {
    this.assertRunning();
    const limit = START_LIMIT_MS * 2 ** Math.min(this.#failedStarts, MAX_DOUBLINGS);
    const watch = new PictureWatch(this.#pictureLimitMs, (error) => handle.end(error));
    const url = assetUrl('workers/data-worker-start.js');
    const handle = new WorkerHandle<DataWorkerApi>(url, limit, watch);
    this.#handles.add(handle);
    return handle;
  }

  /** Starts a new worker, with the data set open, in place of a dead one. */
  async #replacement(dead?: Promise<Handle>): Promise<Handle> {
    if (dead) {
      const handle = await dead.catch(() => null);
      if (handle) this.#handles.delete(handle);
    }
    const handle = this.#start();
    try {
      if (this.#reopen) await handle.call(this.#reopen);
      this.#failedStarts = 0;
      return handle;
    } catch (error) {
      this.#failedStarts += 1;
      this.#handles.delete(handle);
      handle.end();
      throw error;
    }
  }

  #take(): Promise<Handle> {
    if (this.#ended) return Promise.reject(stoppedError());
    const idle = this.#idle.shift();
    return (
      idle ??
      new Promise<Handle>((resolve, reject) => this.#waiting.push((h) => void h.then(resolve, reject)))
    );
  }

  #release(handle: Promise<Handle>): void {
    handle.catch(() => undefined);
    if (this.#ended) return;
    const resume = this.#waiting.shift();
    if (resume) resume(handle);
    else this.#idle.push(handle);
  }
}

function isDeath(error: unknown): boolean {
  return error instanceof PupilaError && error.code === 'worker-died';
}

/** Returns only the options that a worker needs. Other options of a run may not be cloneable. */
function openOptions(options: OpenOptions): OpenOptions {
  const { targetSize, colorMode, interpolation, keepAspectRatio, classes, validationSplit } = options;
  const { directory = null, isUnlabelled = false, splitSeed = null } = options;
  const pictures = { targetSize, colorMode, interpolation, keepAspectRatio };
  return { directory, isUnlabelled, ...pictures, classes, validationSplit, splitSeed };
}

const stoppedError = (): PupilaError => new PupilaError('aborted', message`The data workers were stopped.`);
