/**
 * The threads beside the main one: workers on the same memory, which sleep until the control block has work. One that dies
 * is replaced. None is terminated while it may still touch the memory: the browser ends a sleeping worker seconds later.
 */
import { PupilaError } from '../../../core/errors';
import type { KernelModule } from '../module';
import type { Control, HeldItem } from './control';
import { KernelThread } from './kernel-thread';
import type { Program } from './program';

/** How often one thread of a program is started, and how long each may take to its first statement (ms). */
const START_LIMITS_MS = [5_000, 10_000, 20_000, 40_000];

/** Owner of the workers of one program. */
export class KernelThreads {
  readonly #kernels: KernelModule;
  readonly #program: Program;
  readonly #control: Control;
  /** Each thread's whole life, replacements included. */
  readonly #lives: Promise<void>[] = [];
  #failure: PupilaError | null = null;
  /** Hears at once of an item that a thread held when it died: before another thread has its number and its memory. */
  onOrphan: (thread: number, held: HeldItem) => void = () => undefined;

  private constructor(kernels: KernelModule, program: Program, control: Control) {
    this.#kernels = kernels;
    this.#program = program;
    this.#control = control;
  }

  /**
   * Starts a worker for every thread of the program but the first.
   *
   * @throws {PupilaError} 'worker-died' when one does not start.
   */
  static async start(kernels: KernelModule, program: Program, control: Control): Promise<KernelThreads> {
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

  /** Sends the threads home. Resolves when none of them touches the memory any more. No job is being done. */
  async end(): Promise<void> {
    this.#control.end();
    await Promise.all(this.#lives);
  }

  /** Begins one thread's life. Resolves when it waits for work, or when that is given up. */
  #live(thread: number): Promise<void> {
    return new Promise((started) => {
      this.#lives.push(this.#keepAlive(thread, started).finally(started));
    });
  }

  /** Without a thread that dies again and again, the others do the work. */
  async #keepAlive(thread: number, started: () => void): Promise<void> {
    let wasReady = false;
    for (const limit of START_LIMITS_MS) {
      const worker = new KernelThread(this.#kernels, this.#program, thread, limit);
      void worker.ready.then((isReady) => {
        wasReady ||= isReady;
        if (isReady) started();
      });
      const how = await worker.ended;
      if (how === 'failed') this.#failure ??= worker.failure;
      if (how !== 'died') return;
      const held = this.#control.release(thread);
      try {
        if (held) this.onOrphan(thread, held);
      } catch (error) {
        const why = `What a thread of the kernels held cannot be computed again: ${String(error)}.`;
        this.#failure ??= new PupilaError('worker-died', why, { cause: error });
        return;
      }
      if (this.#control.isEnded) return;
    }
    if (!wasReady)
      this.#failure ??= new PupilaError('worker-died', 'A thread of the kernels does not start.');
  }
}
