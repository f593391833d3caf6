/** One worker that computes items, from its start to its end. */
import { assetUrl } from '../../../assets/asset-url';
import { PupilaError } from '../../../core/errors';
import { watchLife, workerName } from '../../../protocol/life';
import { startWorker } from '../../../assets/start-worker';
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

/** What a thread says: that it waits for work, that it cannot go on, or that it touches the memory no more. */
export type ThreadMessage = { ready: true } | { error: string } | { ended: true };

/** A thread that died, or never lived, may be replaced; one that failed would fail again. */
export type ThreadEnd = 'died' | 'failed' | 'sent home';

/** The main thread's view of one worker. */
export class KernelThread {
  /** Resolves to true when the thread waits for work; to false when it ends before. */
  readonly ready: Promise<boolean>;
  /** Resolves when the thread touches the memory no more. */
  readonly ended: Promise<ThreadEnd>;
  /** Why it failed. */
  failure: PupilaError | null = null;

  /** Starts a worker for one thread of a program. */
  constructor({ compiled, memory }: KernelModule, program: Program, thread: number, startLimitMs?: number) {
    const name = workerName();
    const worker = startWorker(assetUrl('workers/kernel-thread.js'), { name });
    let [beReady, end] = [(_: boolean): void => undefined, (_: ThreadEnd): void => undefined];
    this.ready = new Promise((resolve) => (beReady = resolve));
    this.ended = new Promise((resolve) => (end = resolve));
    const stop = (how: ThreadEnd): void => {
      stopWaiting();
      worker.terminate();
      beReady(false);
      end(how);
    };
    const stopWaiting = watchLife(worker, name, { ended: () => stop('died') }, startLimitMs);
    const fail = (why: string): void => {
      this.failure ??= new PupilaError('worker-died', `A thread of the kernels stopped: ${why}.`);
      stop('failed');
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message || 'its file could not be loaded');
    };
    worker.onmessage = ({ data }: MessageEvent<Partial<ThreadMessage>>) => {
      if ('error' in data) fail(String(data.error));
      else if ('ended' in data) stop('sent home');
      else if ('ready' in data) beReady(true);
    };
    worker.postMessage({ compiled, memory, program, thread } satisfies ThreadStart);
  }
}
