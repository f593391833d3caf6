/** A program in memory, with the threads that compute it. */
import type { Rates } from '../../../trainer/optimizers';
import { type TimeBudget, yieldToMain } from '../../../trainer/yield';
import type { Address, KernelModule } from '../module';
import { Control, type Job } from './control';
import { ItemRunner } from './items';
import { type LayoutInputs, layOut, programBytes } from './layout';
import type { Program, ThreadProgram } from './program';
import { KernelThreads } from './threads';

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

  private constructor(kernels: KernelModule, memory: Address, program: Program, threads: KernelThreads) {
    this.program = program;
    this.block = (program.threads[0] as ThreadProgram).block;
    this.#kernels = kernels;
    this.#memory = memory;
    this.#control = new Control(kernels.memory, program.control);
    this.#items = new ItemRunner(kernels.exports, kernels.memory, program, this.#control, 0);
    this.#threads = threads;
  }

  /** @throws {PupilaError} 'internal' when the heap is full, 'worker-died' when a thread does not start. */
  static async create(kernels: KernelModule, inputs: LayoutInputs): Promise<JobRunner> {
    const memory = kernels.allocate(programBytes(kernels.exports, inputs));
    try {
      const program = layOut(kernels.exports, inputs, memory);
      new Control(kernels.memory, program.control).clear();
      return new JobRunner(kernels, memory, program, await KernelThreads.start(kernels, program));
    } catch (error) {
      kernels.free(memory);
      throw error;
    }
  }

  /** One job: this thread takes items too, until none is left and all are finished. */
  async do(job: Job, rates: Rates | null, budget: TimeBudget, signal?: AbortSignal): Promise<void> {
    this.#control.begin(job, rates);
    try {
      while (this.#items.step()) await budget.spend(signal);
    } finally {
      this.#items.drop();
      this.#control.cancel();
      while (!this.#control.isIdle()) {
        this.#threads.check();
        await yieldToMain();
      }
    }
  }

  /** Frees the memory. No job is being done. */
  dispose(): void {
    this.#threads.dispose();
    this.#kernels.free(this.#memory);
  }
}
