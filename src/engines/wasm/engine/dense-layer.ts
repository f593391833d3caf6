/** A dense layer's jobs, and the main thread's work before and after them. */
import type { Rates } from '../../../training/optimizers';
import type { TimeBudget } from '../../../training/yield';
import type { Address } from '../kernel-exports';
import type { KernelModule } from '../module';
import type { Pass } from './control';
import { mix } from '../../../plan/mix';
import { update } from './items';
import type { JobRunner } from './job-runner';
import { ACTIVATION_KINDS, type DenseProgram, type Program, type ThreadProgram } from './program';

/** y = dropout(act(x · kernel + bias)). */
export async function denseForward(
  { exports }: KernelModule,
  jobs: JobRunner<Program>,
  layer: number,
  pass: Pass,
  budget: TimeBudget,
  signal?: AbortSignal,
): Promise<void> {
  const { units, columns, activation, y } = jobs.program.dense[layer] as DenseProgram;
  const items = Math.ceil(units / columns);
  await jobs.run({ kind: 'denseForward', layer, items, ...pass }, { budget, signal });
  const kind = ACTIVATION_KINDS[activation];
  if (kind !== null) exports.activate(y, pass.images * units, kind);
  drop({ exports }, jobs, layer, y, pass);
}

/** Computes the gradient of x from that of y, which it overwrites, and updates kernel and bias. */
export async function denseBackward(
  { exports, memory }: KernelModule,
  jobs: JobRunner<Program>,
  layer: number,
  pass: Pass,
  rates: Rates,
  budget: TimeBudget,
): Promise<void> {
  const { program } = jobs;
  const { block } = program.threads[0] as ThreadProgram;
  const { units, inputs, rows, activation, y, dy, bias } = program.dense[layer] as DenseProgram;
  drop({ exports }, jobs, layer, dy, pass);
  const kind = ACTIVATION_KINDS[activation];
  if (activation === 'relu') exports.stopAtZero(dy, y, pass.images * units);
  else if (kind !== null) exports.activationGradient(dy, y, pass.images * units, kind);
  const items = Math.ceil(inputs / rows);
  await jobs.run({ kind: 'denseBackward', layer, items, ...pass }, { rates, budget });
  if (!bias) return;
  new Float32Array(memory.buffer, block, units).fill(0);
  exports.addColumns(dy, pass.images, units, block);
  update(exports, program, rates, bias, block);
}

/** Applies dropout. Activations and gradients get the same mask, because it depends only on the key. */
function drop(
  { exports }: Pick<KernelModule, 'exports'>,
  { program }: JobRunner<Program>,
  layer: number,
  values: Address,
  { images, key }: Pass,
): void {
  const { units, dropout } = program.dense[layer] as DenseProgram;
  if (key && dropout) exports.dropOut(values, images * units, dropout, mix(key, layer));
}
