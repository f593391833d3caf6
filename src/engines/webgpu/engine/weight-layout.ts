/** Layout of a plan's weights in one array. Gradients and optimizer slots use arrays of the same layout. */
import type { PlanUpdate } from '../../../training/optimizers';
import type { Plan } from '../../../plan/stages';

/** Stages' weights are aligned to this many values: whole cache lines. */
const ALIGNMENT = 64;

/** Offset of each of `trainableWeights`, and the array's length, in values. */
export interface WeightLayout {
  offsets: number[];
  size: number;
  /** Number of arrays of this layout that the optimizer keeps. */
  slots: number;
}

/** Lays out the weights. A bias directly follows its kernel, so that one product computes both gradients. */
export function layOutWeights(plan: Plan, sizes: number[], { slots }: PlanUpdate): WeightLayout {
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
  return { offsets, size, slots };
}
