/** A program in memory, with the threads that compute it. */
import type { Rates } from '../../../training/optimizers';
import { type TimeBudget, yieldToMain } from '../../../training/yield';
import type { Address, KernelModule } from '../module';
import { Control, type HeldItem, type Job } from './control';
import { ItemRunner } from './items';
import { type LayoutInputs, layOut, programBytes } from './layout';
import type { Program, ThreadProgram } from './program';
import { KernelThreads } from './threads';

/** How a job is done. */
export interface JobOptions {
  /** The optimizer's, for jobs that change weights. Default null. */
  rates?: Rates | null;
  budget: TimeBudget;
  signal?: AbortSignal | undefined;
  /** Done first, and again each time that the job is begun again because a thread died. */
  before?: () => Promise<void>;
}

/** Runs jobs one after the other, on the main thread and on the workers that it owns. */
export class JobRunner {
  readonly program: Program;
  /** The main thread's room for a gradient. */
  readonly block: Address;
  readonly #kernels: KernelModule;
  readonly #memory: Address;
  readonly #control: Control;
  readonly #items: ItemRunner;
  readonly #threads: KernelThreads;
  /** Items of dead threads, to be computed again. */
  #orphans: number[] = [];

  private constructor(
    kernels: KernelModule,
    memory: Address,
    program: Program,
    control: Control,
    threads: KernelThreads,
  ) {
    this.program = program;
    this.block = (program.threads[0] as ThreadProgram).block;
    this.#kernels = kernels;
    this.#memory = memory;
    this.#control = control;
    this.#items = new ItemRunner(kernels.exports, kernels.memory, program, control, 0);
    this.#threads = threads;
    threads.onOrphan = (thread, held) => this.#takeOver(thread, held);
  }

  /** @throws {PupilaError} 'internal' when the heap is full, 'worker-died' when a thread does not start. */
  static async create(kernels: KernelModule, inputs: LayoutInputs): Promise<JobRunner> {
    const memory = kernels.allocate(programBytes(kernels.exports, inputs));
    try {
      const program = layOut(kernels.exports, inputs, memory);
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
   * One job: this thread takes items too, until none is left and all are finished. What a thread held when it died is
   * computed again, with the same result.
   *
   * @throws {PupilaError} 'worker-died' when a thread failed.
   */
  async do(job: Job, { rates = null, budget, signal, before }: JobOptions): Promise<void> {
    do {
      await before?.();
      this.#control.begin(job, rates);
      try {
        await this.#finish(budget, signal);
      } catch (error) {
        await this.#leave();
        throw error;
      }
    } while (this.#control.isAbandoned);
  }

  async #finish(budget: TimeBudget, signal?: AbortSignal): Promise<void> {
    for (;;) {
      this.#threads.check();
      if (this.#items.step()) await budget.spend(signal);
      else if (this.#orphans.length > 0) this.#items.computeAgain(this.#orphans.shift() as number);
      else if (this.#control.isIdle()) return;
      else await yieldToMain();
    }
  }

  /** What a thread held when it died. */
  #takeOver(thread: number, held: HeldItem): void {
    if (held.progress > 0) this.#items.finishUpdate(thread, held);
    else if (this.#control.job.kind !== 'backward') return void this.#orphans.push(held.item);
    // An image's gradients are added to its lane's as they come: part of them may be there.
    else this.#control.abandon();
    this.#control.finish(thread);
  }

  /** Waits for the threads' items under way; nobody takes more. */
  async #leave(): Promise<void> {
    this.#items.drop();
    this.#control.abandon();
    for (;;) {
      for (const _ of this.#orphans.splice(0)) this.#control.finish(0);
      if (this.#control.isIdle()) return;
      this.#threads.check();
      await yieldToMain();
    }
  }

  /** Ends the threads, then frees the memory. No job is being done. */
  async dispose(): Promise<void> {
    await this.#threads.end();
    this.#kernels.free(this.#memory);
  }
}
