/** Counts the arithmetic of a plan as if nothing were sparse; shares of the peak are based on it. */
import type { Plan } from '../../src/plan/stages';
import { convolutionsOf } from './network';

/** Multiply-adds of one layer per image, forward. */
export interface LayerWork {
  layer: string;
  products: number;
}

/** Returns the work of all layers in the plan's order. */
export function layerWork(plan: Plan): LayerWork[] {
  return [
    ...convolutionsOf(plan).map(({ layer, input, output, filter, strides, padding }) => {
      const rows = Math.floor((padding.height - filter[0]) / strides[0]) + 1;
      const columns = Math.floor((padding.width - filter[1]) / strides[1]) + 1;
      return { layer, products: rows * columns * output[2] * filter[0] * filter[1] * input[2] };
    }),
    ...plan.dense.map(({ layer, inputs, units }) => ({ layer, products: inputs * units })),
  ];
}

/** FLOP of a step per image: forward pass, kernel gradients, and all input gradients except the first layer's. */
export function stepFlop(plan: Plan): number {
  const work = layerWork(plan);
  const all = work.reduce((sum, { products }) => sum + products, 0);
  return 2 * (3 * all - (work[0]?.products ?? 0));
}
