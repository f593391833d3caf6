/**
 * Starts tfjs-backend-wasm without its own start routine. That one creates its threads' code from a function's source
 * text, which minifiers break, and then waits forever. Here threads run a file (`workers/tfjs-thread.js`), only the
 * threads that compute are started, and a failed start throws.
 */
import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import startThreaded from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
import startSingle from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js';
import { assetUrl, fetchAsset } from '../../assets/asset-url';
import { PupilaError } from '../../core/errors';
import { type Message, message } from '../../core/message';
import { whyNotLoaded, workerAddress } from '../../assets/start-worker';

const THREAD = 'workers/tfjs-thread.js';

/** Time in ms after which threads that do not respond count as failed. */
const PATIENCE_MS = 20_000;

type Config = Parameters<typeof startThreaded>[0];

/** The parts of Emscripten's modules that their types lack. */
interface Callable {
  cwrap(
    name: string,
    returns: 'number' | null,
    takes: readonly 'number'[],
  ): (...args: readonly number[]) => number;
}

/** A threaded module, which is the configuration object it was created from. */
interface ThreadedModule extends Config {
  PThread: { unusedWorkers: Worker[] };
}

/**
 * Starts the backend for `registerBackend`.
 *
 * @param threads Number of computing threads including the main thread. More than one requires cross-origin isolation.
 * @throws {PupilaError} 'worker-died' when a thread does not start, 'fetch-failed' when the `.wasm` is missing.
 */
export async function startTfjsBackend(threads: number): Promise<BackendWasm> {
  const program = `wasm/tfjs-backend-wasm-${threads > 1 ? 'threaded-' : ''}simd.wasm`;
  const config: Config = {
    locateFile: (path) =>
      path.endsWith('.worker.js') ? workerAddress(assetUrl(THREAD), 'classic') : assetUrl(program),
  };
  const started =
    threads > 1 ? withCores(2 * threads, () => withThreads(config, threads)) : startSingle(config);
  const module = await started.catch(async (error: unknown) => {
    if (error instanceof PupilaError) throw error;
    await fetchAsset(program);
    throw new PupilaError(
      'backend-unavailable',
      message`tfjs’s wasm backend did not start: ${String(error)}`,
    );
  });
  // The same bindings as in tfjs's own start routine.
  const { cwrap } = module as unknown as Callable;
  module.tfjs = {
    init: cwrap('init', null, []),
    initWithThreadsCount: cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: cwrap('get_threads_count', 'number', []),
    registerTensor: cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: cwrap('dispose_data', null, ['number']),
    dispose: cwrap('dispose', null, []),
  };
  setThreadsCount(threads);
  return new BackendWasm(module);
}

async function withThreads(config: Config, threads: number): ReturnType<typeof startThreaded> {
  const loading = startThreaded(config);
  const { unusedWorkers: workers } = (config as ThreadedModule).PThread;
  // Emscripten always creates eight workers, which is slow on few cores.
  for (const surplus of workers.splice(threads - 1)) surplus.terminate();
  const watch = new AbortController();
  try {
    return await Promise.race([loading, firstFailure(workers, watch.signal)]);
  } catch (error) {
    for (const worker of workers) worker.terminate();
    throw error;
  } finally {
    watch.abort();
  }
}

/** Rejects when a worker fails, or when they have not all started in time. */
function firstFailure(workers: readonly Worker[], signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (reason: Message): void => reject(new PupilaError('worker-died', reason));
    for (const worker of workers) {
      const onError = (event: ErrorEvent): void => {
        event.preventDefault();
        // Prevents Emscripten's handler from throwing the event.
        event.stopImmediatePropagation();
        if (event.message) fail(message`A thread of tfjs stopped: ${event.message}`);
        else void whyNotLoaded(assetUrl(THREAD)).then(fail);
      };
      worker.addEventListener('error', onError, { signal });
    }
    const late = (): void => fail(message`The threads of tfjs did not start within ${PATIENCE_MS / 1000} s.`);
    const timer = setTimeout(late, PATIENCE_MS);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}

/**
 * Doubles the reported number of cores while tfjs-backend-wasm starts, because it uses half of them whatever
 * `setThreadsCount` sets (tensorflow/tfjs#8513). Remove this when that bug is fixed.
 */
async function withCores<T>(cores: number, start: () => Promise<T>): Promise<T> {
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: cores, configurable: true });
  try {
    return await start();
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency');
  }
}
