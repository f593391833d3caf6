/** The threads beside the main one: workers on the same memory, which sleep until the control block has work. */
import { assetUrl } from '../../../assets';
import { PupilaError } from '../../../core/errors';
import { startWorker as startModuleWorker } from '../../../start-worker';
import type { KernelModule } from '../module';
import type { Program } from './program';

/** What a thread is started with. */
export interface ThreadStart {
  compiled: WebAssembly.Module;
  memory: WebAssembly.Memory;
  program: Program;
  /** From 1; 0 is the main thread. */
  thread: number;
}

/** What a thread tells: that it waits for work, or that it cannot go on. */
export type ThreadMessage = { ready: true } | { error: string };

/** Owner of the workers of one program. */
export class KernelThreads {
  readonly #workers: Worker[];
  #failure: PupilaError | null = null;

  private constructor(workers: Worker[]) {
    this.#workers = workers;
  }

  /**
   * Starts a worker for every thread of the program but the first.
   *
   * @throws {PupilaError} 'worker-died' when one does not start.
   */
  static async start({ compiled, memory }: KernelModule, program: Program): Promise<KernelThreads> {
    const workers = program.threads.slice(1).map(startWorker);
    const threads = new KernelThreads(workers);
    const started = workers.map(
      (worker, i) =>
        new Promise<void>((resolve, reject) => {
          const fail = (why: string): void => {
            threads.#failure ??= new PupilaError('worker-died', `A thread of the kernels stopped: ${why}.`);
            reject(threads.#failure);
          };
          worker.onerror = (event) => fail(event.message || 'its file could not be loaded');
          worker.onmessage = ({ data }: MessageEvent<ThreadMessage>) =>
            'error' in data ? fail(data.error) : resolve();
          worker.postMessage({ compiled, memory, program, thread: i + 1 } satisfies ThreadStart);
        }),
    );
    try {
      await Promise.all(started);
    } catch (error) {
      threads.dispose();
      throw error;
    }
    return threads;
  }

  /** @throws {PupilaError} 'worker-died' when a thread stopped. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  dispose(): void {
    this.#workers.forEach((worker) => worker.terminate());
  }
}

function startWorker(): Worker {
  return startModuleWorker(assetUrl('workers/kernel-thread.js'));
}
