/** Starts a worker that computes items, and tracks it until it ends. */
import { assetUrl } from '../../../assets/asset-url';
import { PupilaError } from '../../../core/errors';
import { type Message, message } from '../../../core/message';
import { watchLife, workerName } from '../../../protocol/life';
import { failureOf, startWorker } from '../../../assets/start-worker';
import type { KernelModule } from '../module';
import type { AnyProgram } from './any-program';
import type { ThreadMessage, ThreadStart } from './thread-protocol';

/** How a thread ended. One that died, or never started, may be replaced; one that failed would fail again. */
export type ThreadEnd = 'died' | 'failed' | 'exited';

/** The main thread's handle of one worker. */
export class KernelThread {
  /** Resolves to true when the thread is ready for work, or to false if it ends before. */
  readonly ready: Promise<boolean>;
  /** Resolves when the thread no longer uses the memory. */
  readonly ended: Promise<ThreadEnd>;
  /** The error, if the thread failed. */
  failure: PupilaError | null = null;

  /** Starts a worker for one thread of a program. */
  constructor(
    { compiled, memory, wideTiles }: KernelModule,
    program: AnyProgram,
    thread: number,
    startLimitMs?: number,
  ) {
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
    const fail = (reason: Message | string): void => {
      this.failure ??= new PupilaError('worker-died', message`A WebAssembly thread stopped: ${reason}`);
      stop('failed');
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(failureOf(event) || message`its file could not be loaded.`);
    };
    worker.onmessage = ({ data }: MessageEvent<Partial<ThreadMessage>>) => {
      if ('error' in data) fail(String(data.error));
      else if ('ended' in data) stop('exited');
      else if ('ready' in data) beReady(true);
    };
    worker.postMessage({ compiled, memory, wideTiles, program, thread } satisfies ThreadStart);
  }
}
