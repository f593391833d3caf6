/** What the main thread and a kernel thread say to each other: types only. */
import type { AnyProgram } from './any-program';

/** The start message of a thread. */
export interface ThreadStart {
  compiled: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** See `instantiateKernels`. */
  wideTiles: boolean;
  program: AnyProgram;
  /** From 1; 0 is the main thread. */
  thread: number;
}

/** Messages of a thread: it is ready for work, it failed, or it no longer uses the memory. */
export type ThreadMessage = { ready: true } | { error: string } | { ended: true };
