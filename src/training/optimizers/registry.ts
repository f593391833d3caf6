/** The formulas of each optimizer, and the arrays that an optimizer keeps, in Keras's order of variables. */
import type { OptimizerName, ResolvedOptimizer } from '../../options/optimizer-config';
import { adadelta } from './adadelta';
import { adafactor } from './adafactor';
import { adagrad } from './adagrad';
import { adam, adamw } from './adam';
import { adamax } from './adamax';
import { ftrl } from './ftrl';
import { lamb } from './lamb';
import { lion } from './lion';
import { nadam } from './nadam';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';
import type { Slot, UpdateRule } from './update-rule';

const RULES: { readonly [Name in OptimizerName]: UpdateRule<Name> } = {
  sgd,
  rmsprop,
  adam,
  adamw,
  nadam,
  adamax,
  lamb,
  adagrad,
  adadelta,
  lion,
  ftrl,
  adafactor,
};

/** Returns the formulas of an optimizer. */
export function ruleOf(config: ResolvedOptimizer): UpdateRule<OptimizerName> {
  // The compiler cannot see that the rule is the config's.
  return RULES[config.name] as UpdateRule<OptimizerName>;
}

/**
 * Returns the slots of an optimizer in the order of Keras's variables: the moving average of the weights and the
 * accumulated gradients if it has them, then its own. Those of one list alternate, weight by weight.
 */
export function slotGroups(config: ResolvedOptimizer): readonly (readonly Slot[])[] {
  return [
    ...(config.useEma ? [[{ name: 'average' }]] : []),
    ...(config.gradientAccumulationSteps === null ? [] : [[{ name: 'gradient_accumulator' }]]),
    ...ruleOf(config).slots(config),
  ];
}

/** Number of arrays that an optimizer keeps per weight. */
export function slotCount(config: ResolvedOptimizer): number {
  return slotGroups(config).flat().length;
}

/** Shape of a slot for a weight of this shape. */
export function slotShape({ shape }: Slot, weight: readonly number[]): readonly number[] {
  return shape?.(weight) ?? weight;
}

/** Number of updates after so many steps. It is lower if gradients are accumulated. */
export function updatesAfter(
  { gradientAccumulationSteps }: Pick<ResolvedOptimizer, 'gradientAccumulationSteps'>,
  steps: number,
): number {
  return Math.floor(steps / (gradientAccumulationSteps ?? 1));
}
