/** A program in memory and the threads that run it. */
import type { Rates } from '../../../training/optimizers';
import { type TimeBudget, yieldToMain } from '../../../training/yield';
import type { Address } from '../kernel-exports';
import type { KernelModule } from '../module';
import { Control, type HeldItem, type Job } from './control';
import { type PlaceArrays, bytesOf, placeAt } from './arena';
import { type AnyProgram, newRunner } from './any-program';
import { KernelThreads } from './threads';
import type { WorkRunner } from './work-runner';

/** Options of a job. */
export interface JobOptions {
  /** Optimizer rates, for jobs that change weights. Default null. */
  rates?: Rates | null;
  budget: TimeBudget;
  signal?: AbortSignal | undefined;
  /** Runs before the job, and again before each restart after a thread died. */
  beforeStart?: () => Promise<void>;
  /** Whether the job may start again after a thread died. Otherwise `run` rejects with `JobAbandoned`. Default true. */
  mayRestart?: boolean;
}

/** A thread died in a job that changes what it reads: the whole step must start again. */
export class JobAbandoned extends Error {}

/** Runs jobs one after the other, on the main thread and on workers that it owns. */
export class JobRunner<P extends AnyProgram> {
  readonly program: P;
  readonly #kernels: KernelModule;
  readonly #memory: Address;
  readonly #control: Control;
  readonly #items: WorkRunner;
  readonly #threads: KernelThreads;
  /** Items of dead threads that must be recomputed. */
  #orphans: number[] = [];

  private constructor(
    kernels: KernelModule,
    memory: Address,
    program: P,
    control: Control,
    threads: KernelThreads,
  ) {
    this.program = program;
    this.#kernels = kernels;
    this.#memory = memory;
    this.#control = control;
    this.#items = newRunner(kernels.exports, program, control, 0);
    this.#threads = threads;
    threads.onOrphan = (thread, held) => this.#takeOver(thread, held);
  }

  /** @throws {PupilaError} 'internal' when the heap is full, 'worker-died' when a thread does not start. */
  static async create<P extends AnyProgram>(
    kernels: KernelModule,
    place: PlaceArrays<P>,
  ): Promise<JobRunner<P>> {
    const memory = kernels.allocate(bytesOf(place));
    try {
      const program = placeAt(place, memory);
      const control = new Control(kernels.memory, program.control, program.threads.length);
      control.clear();
      const threads = await KernelThreads.start(kernels, program, control);
      return new JobRunner(kernels, memory, program, control, threads);
    } catch (error) {
      kernels.free(memory);
      throw error;
    }
  }

  /**
   * Runs one job. This thread takes items too, and returns when all items are finished. An item whose thread died is
   * recomputed with the same result.
   *
   * @throws {PupilaError} 'worker-died' when a thread failed.
   * @throws {JobAbandoned} See `mayRestart`.
   */
  async run(job: Job, options: JobOptions): Promise<void> {
    const { rates = null, budget, signal, beforeStart, mayRestart = true } = options;
    do {
      await beforeStart?.();
      this.#control.begin(job, rates);
      try {
        await this.#finish(budget, signal);
      } catch (error) {
        await this.#cancel();
        throw error;
      }
      if (this.#control.isAbandoned && !mayRestart) throw new JobAbandoned();
    } while (this.#control.isAbandoned);
  }

  async #finish(budget: TimeBudget, signal?: AbortSignal): Promise<void> {
    for (;;) {
      this.#threads.check();
      if (this.#items.step()) await budget.spend(signal);
      else if (this.#orphans.length > 0) this.#items.recompute(this.#orphans.shift() as number);
      else if (this.#control.isIdle()) return;
      else await yieldToMain();
    }
  }

  /** Handles the unfinished item of a dead thread. */
  #takeOver(thread: number, held: HeldItem): void {
    if (held.progress > 0) this.#items.finishUpdate(thread, held);
    else if (this.#control.job.kind !== 'backward') return void this.#orphans.push(held.item);
    // Lanes accumulate in place, so the dead thread may have added part of the image. Restart the job.
    else this.#control.abandon();
    this.#control.finish(thread);
  }

  /** Cancels the job, and waits until the threads have finished their current items. */
  async #cancel(): Promise<void> {
    this.#items.drop();
    this.#control.abandon();
    for (;;) {
      for (const _ of this.#orphans.splice(0)) this.#control.finish(0);
      if (this.#control.isIdle()) return;
      this.#threads.check();
      await yieldToMain();
    }
  }

  /** Stops the threads, then frees the memory. No job may be active. */
  async dispose(): Promise<void> {
    await this.#threads.end();
    this.#kernels.free(this.#memory);
  }
}
