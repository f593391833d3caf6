/**
 * The data workers: all have the same data set open, each makes one batch at a time. A worker that dies is replaced
 * and its batch is made again, the same, because a request holds everything that chance decided.
 */
import { type Remote, proxy, transfer } from 'comlink';
import { assetUrl } from '../assets/asset-url';
import { PupilaError } from '../core/errors';
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
/** Brings a new worker to where the others are. */
type Reopen = (api: Remote<DataWorkerApi>) => Promise<void>;

/** A request is given up after this many workers have died over it: then the data kills them, not chance. */
const ATTEMPTS = 3;

/**
 * How long a worker may take to its first statement (ms). Twice as long after each worker that ended before it opened the
 * data set, up to eight times, until one opens it: the machine may be slow.
 */
const START_LIMIT_MS = 5_000;
const MOST_DOUBLINGS = 3;

const SPARE_BATCHES = 3;

/**
 * Workers for a machine. As many as cores, beside the trainer's threads: while pictures are decoded for the first time the
 * system shares the cores out, later the workers hardly have work. More than four wait for each other's memory.
 */
export function defaultWorkerCount(): number {
  return Math.min(4, Math.max(2, navigator.hardwareConcurrency));
}

/**
 * Batches under way or waiting at most: one a worker, and some that are made while a backend starts and carry the first,
 * cold epoch.
 */
export function defaultPrefetch(workers: number | null): number {
  return (workers ?? defaultWorkerCount()) + SPARE_BATCHES;
}

/** What a pool is told of a data set. */
export interface PoolOptions extends OpenOptions {
  cacheBytes: number;
  /** What a picture that cannot be read does; default 'raise': the error comes with its batch. */
  onError?: OnError;
}

/** A pool of data workers with one data set open. Owner: the session. */
export class DataWorkerPool {
  readonly #size: number;
  readonly #pictureLimitMs: number;
  readonly #idle: Promise<Handle>[] = [];
  readonly #waiting: ((handle: Promise<Handle>) => void)[] = [];
  readonly #handles = new Set<Handle>();
  #reopen: Reopen | null = null;
  #failedStarts = 0;
  #ended = false;

  /**
   * @param size Number of workers; without one, as many as suit the machine.
   * @param pictureLimitMs How long a worker may take to decode one picture. Default a minute.
   */
  constructor(size: number = defaultWorkerCount(), pictureLimitMs = PICTURE_LIMIT_MS) {
    this.#size = size;
    this.#pictureLimitMs = pictureLimitMs;
  }

  /**
   * Opens a data set in every worker. The first fetches and indexes; the others follow while training can begin.
   *
   * @param validation A second data set to validate on; null: the `validation/` folder or `validationSplit`.
   * @param options With `cacheBytes`, the bytes of decoded pictures that all workers together keep; with `onError`
   * 'skip', every picture is decoded now, and those that cannot be read are left out.
   * @throws {PupilaError} 'fetch-failed', 'bad-archive', 'no-images' and others, naming the file.
   */
  async open(
    source: DataSource,
    validation: DataSource | null,
    options: PoolOptions,
    progress: FetchProgress = () => undefined,
    checking: (checked: number, total: number) => void = () => undefined,
  ): Promise<DatasetInfo> {
    const told = openOptions(options);
    const { first, info, reopen } = await this.#surviving(async (handle) => {
      const resolve = async (from: DataSource): Promise<LocalSource> =>
        from.kind === 'url' || from.kind === 'archive'
          ? handle.call<LocalSource>((api) => api.resolve(from, proxy(progress)))
          : from;
      const local = await resolve(source);
      const localValidation = validation && (await resolve(validation));
      const found = await handle.call((api) => api.open(local, localValidation, told));
      const keep = pixelKeeper(found, options.cacheBytes, this.#size);
      await handle.call(keep);
      const again: Reopen = async (api) => {
        await api.open(local, localValidation, told);
        await keep(api);
      };
      return { first: handle, info: found, reopen: again };
    });
    this.#reopen = reopen;
    this.#release(Promise.resolve(first));
    for (let i = 1; i < this.#size; i++) this.#release(this.#replacement());
    return options.onError === 'skip' ? this.#leaveOutBroken(info, checking) : info;
  }

  /** Does the first work of a pool, on a new worker each time that one dies over it. */
  async #surviving<T>(work: (handle: Handle) => Promise<T>): Promise<T> {
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

  async #leaveOutBroken(
    info: DatasetInfo,
    checking: (checked: number, total: number) => void,
  ): Promise<DatasetInfo> {
    const stuck: Record<string, string> = {};
    const check = async (which: Part, from: number, to: number): ReturnType<DataWorkerApi['check']> => {
      for (;;) {
        try {
          return await this.use((api) => api.check(which, from, to, stuck));
        } catch (error) {
          if (!(error instanceof PictureStuckError)) throw error;
          stuck[error.path] = error.message;
        }
      }
    };
    const broken = await findBroken(info, check, checking);
    const rest = withoutBroken(info, broken);
    const reopen = this.#reopen as Reopen;
    this.#reopen = async (api) => {
      await reopen(api);
      await api.drop(broken.indices);
    };
    // Nobody else uses the pool yet: every worker is idle, or will be.
    const drop = async (idle: Promise<Handle>): Promise<void> => {
      try {
        await (await idle).call((api) => api.drop(broken.indices));
      } catch (error) {
        // The one that takes its place leaves them out from its start.
        if (!isDeath(error)) throw error;
      }
    };
    await Promise.all(this.#idle.map(drop));
    return rest;
  }

  /** Starts the workers for calls that need no data set. */
  startWithoutData(): void {
    for (let i = 0; i < this.#size; i++) this.#release(Promise.resolve(this.#start()));
  }

  /** Makes one batch on the next free worker. */
  makeBatch({ reuse, ...request }: BatchRequest): Promise<BatchReply> {
    let memory = reuse;
    return this.use((api) => {
      // comlink remembers what is to be transferred by the object that is sent: each attempt sends one of its own.
      const sent = { ...request, reuse: memory };
      // A worker that dies takes the memory with it.
      memory = null;
      return api.makeBatch(sent.reuse ? transfer(sent, [sent.reuse]) : sent);
    });
  }

  /** Runs one call on the next free worker; again on a new one when the worker dies. */
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
        // A worker that died before the call did not die over this request.
        if (died && !wasAlive && idleDeathsLeft-- > 0) attempt -= 1;
        if (!died || this.#ended || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Ends every worker and rejects what is under way with 'aborted'. */
  dispose(): void {
    this.#ended = true;
    for (const handle of this.#handles) handle.end();
    this.#handles.clear();
    this.#idle.length = 0;
    this.#reopen = null;
    const gone = Promise.reject<Handle>(new PupilaError('aborted', 'The data workers were stopped.'));
    gone.catch(() => undefined);
    for (const resume of this.#waiting.splice(0)) resume(gone);
  }

  #start(): Handle {
    if (this.#ended) throw new PupilaError('aborted', 'The data workers were stopped.');
    const limit = START_LIMIT_MS * 2 ** Math.min(this.#failedStarts, MOST_DOUBLINGS);
    const watch = new PictureWatch(this.#pictureLimitMs, (error) => handle.end(error));
    const url = assetUrl('workers/data-worker-start.js');
    const handle = new WorkerHandle<DataWorkerApi>(url, limit, watch);
    this.#handles.add(handle);
    return handle;
  }

  /** A new worker that has the data set open, in the place of one that died. */
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
    if (this.#ended) return Promise.reject(new PupilaError('aborted', 'The data workers were stopped.'));
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

/** What a worker is told. A run's other options may hold what cannot cross. */
function openOptions(options: OpenOptions): OpenOptions {
  const { targetSize, colorMode, interpolation, keepAspectRatio, classes, validationSplit } = options;
  const { directory = null } = options;
  return { directory, targetSize, colorMode, interpolation, keepAspectRatio, classes, validationSplit };
}
