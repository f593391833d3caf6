/** Where the weights of a plan lie in one long array, and their gradients and the optimizer's slots in others like it. */
import type { ResolvedOptimizer } from '../../../options/optimizer-config';
import { slotCount } from '../../../training/optimizers';
import type { Plan } from '../../../plan/stages';

/** Weights of a stage begin at multiples of this many values: whole cache lines. */
const ALIGNMENT = 64;

/** Where each of `trainableWeights` begins in one long array, and its length. */
export interface WeightLayout {
  offsets: number[];
  size: number;
  /** Arrays of this layout that the optimizer keeps. */
  slots: number;
}

/** Each bias lies right behind its kernel: their gradients are one product. */
export function layOutWeights(plan: Plan, sizes: number[], optimizer: ResolvedOptimizer): WeightLayout {
  const offsets = sizes.map(() => 0);
  let size = 0;
  for (const stage of [...plan.images, ...plan.dense]) {
    if (!('kernel' in stage)) continue;
    const { kernel, bias } = stage;
    offsets[kernel] = size;
    size += sizes[kernel] as number;
    if (bias !== null) {
      offsets[bias] = size;
      size += sizes[bias] as number;
    }
    size = Math.ceil(size / ALIGNMENT) * ALIGNMENT;
  }
  return { offsets, size, slots: slotCount(optimizer) };
}
