/** Programs that threads run: a plan, or a graph. */
import { GraphItems } from '../graph/graph-items';
import type { GraphProgram } from '../graph/program';
import type { KernelExports } from '../kernel-exports';
import type { Control } from './control';
import { ItemRunner } from './items';
import type { Program } from './program';
import type { WorkRunner } from './work-runner';

export type AnyProgram = Program | GraphProgram;

/** Returns what runs a program's items on one thread; 0 is the main thread. */
export function newRunner(
  exports: KernelExports,
  program: AnyProgram,
  control: Control,
  thread: number,
): WorkRunner {
  return 'inference' in program
    ? new GraphItems(exports, program, control, thread)
    : new ItemRunner(exports, program, control, thread);
}
