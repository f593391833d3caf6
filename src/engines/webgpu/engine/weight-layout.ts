/**
 * Layout of the weights of a plan or graph in one array. Gradients and optimizer slots use arrays of the same layout, without
 * the weights that are not trained.
 */
import { type Graph, weightsOf } from '../../../plan/graph/graph';
import type { PlanUpdate } from '../../../training/optimizers';
import type { Plan } from '../../../plan/stages';
import { BINDING_ALIGNMENT } from '../kernel';

/** Offset of each weight, and the array's length, in values. */
export interface WeightLayout {
  offsets: number[];
  size: number;
  /** The weights that are trained: the first ones. How many, and how many values they take up. */
  trained: { count: number; size: number };
  /** Number of arrays of this layout that the optimizer keeps. */
  slots: number;
}

/**
 * Lays out the weights. A bias directly follows its kernel, so that one product computes both gradients.
 *
 * @param sizes Of all weights that are read, the trained ones first.
 */
export function layOutWeights(plan: Plan | Graph, sizes: number[], { slots }: PlanUpdate): WeightLayout {
  const offsets = sizes.map(() => 0);
  const count = 'nodes' in plan ? plan.trained : sizes.length;
  const groups = 'nodes' in plan ? plan.nodes.map(weightsOf) : weightsOfStages(plan);
  let size = 0;
  const place = (isTrained: boolean): void => {
    for (const group of groups) {
      for (const weight of group) {
        if (weight < count !== isTrained) continue;
        offsets[weight] = size;
        size += sizes[weight] as number;
      }
      size = Math.ceil(size / BINDING_ALIGNMENT) * BINDING_ALIGNMENT;
    }
  };
  place(true);
  const trained = { count, size };
  place(false);
  return { offsets, size, trained, slots };
}

/** The weights of each stage. */
function weightsOfStages({ images, dense }: Plan): number[][] {
  return [...images, ...dense].map((stage) =>
    'kernel' in stage ? [stage.kernel, stage.bias].filter((weight) => weight !== null) : [],
  );
}
