/**
 * Worker threads on the shared memory. They sleep until the control block has work. A thread that dies is replaced.
 * Threads are never terminated while they may use the memory, because the browser ends a sleeping worker only seconds
 * later.
 */
import { PupilaError } from '../../../core/errors';
import { message } from '../../../core/message';
import type { KernelModule } from '../module';
import type { Control, HeldItem } from './control';
import { KernelThread } from './kernel-thread';
import type { AnyProgram } from './any-program';

/** Time limits in ms for a thread to reach its first statement, one for each start attempt. */
const START_LIMITS_MS = [5_000, 10_000, 20_000, 40_000];

/** Owns the workers of one program. */
export class KernelThreads {
  readonly #kernels: KernelModule;
  readonly #program: AnyProgram;
  readonly #control: Control;
  /** Lifetime of each thread, including its replacements. */
  readonly #lives: Promise<void>[] = [];
  #failure: PupilaError | null = null;
  /** Called synchronously with the item of a dead thread, before a replacement reuses its number and memory. */
  onOrphan: (thread: number, held: HeldItem) => void = () => undefined;

  private constructor(kernels: KernelModule, program: AnyProgram, control: Control) {
    this.#kernels = kernels;
    this.#program = program;
    this.#control = control;
  }

  /**
   * Starts a worker for every thread of the program except the first.
   *
   * @throws {PupilaError} 'worker-died' when one does not start.
   */
  static async start(kernels: KernelModule, program: AnyProgram, control: Control): Promise<KernelThreads> {
    const threads = new KernelThreads(kernels, program, control);
    const started = program.threads.slice(1).map((_, i) => threads.#live(i + 1));
    await Promise.all(started);
    try {
      threads.check();
    } catch (error) {
      await threads.end();
      throw error;
    }
    return threads;
  }

  /** @throws {PupilaError} 'worker-died' when a thread failed, or does not start. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Stops the threads. Resolves when none uses the memory any more. No job may be active. */
  async end(): Promise<void> {
    this.#control.end();
    await Promise.all(this.#lives);
  }

  /** Starts a thread. Resolves when it is ready for work, or when starting it is given up. */
  #live(thread: number): Promise<void> {
    return new Promise((started) => {
      this.#lives.push(this.#keepAlive(thread, started).finally(started));
    });
  }

  /** Restarts a thread that dies. After too many deaths, the other threads do the work without it. */
  async #keepAlive(thread: number, started: () => void): Promise<void> {
    let wasReady = false;
    for (const limit of START_LIMITS_MS) {
      const worker = new KernelThread(this.#kernels, this.#program, thread, limit);
      void worker.ready.then((isReady) => {
        wasReady ||= isReady;
        if (isReady) started();
      });
      const end = await worker.ended;
      if (end === 'failed') this.#failure ??= worker.failure;
      if (end !== 'died') return;
      const held = this.#control.release(thread);
      try {
        if (held) this.onOrphan(thread, held);
      } catch (error) {
        const why = message`A WebAssembly thread stopped, and its work cannot be repeated: ${String(error)}`;
        this.#failure ??= new PupilaError('worker-died', why, { cause: error });
        return;
      }
      if (this.#control.isEnded) return;
    }
    if (!wasReady)
      this.#failure ??= new PupilaError('worker-died', message`A WebAssembly thread does not start.`);
  }
}
