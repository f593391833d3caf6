/**
 * Adam and AdamW: Keras 3's `keras/src/optimizers/adam.py` and `adamw.py`. They differ only in the default of
 * `weightDecay`. tfjs's Adam differs from both: it divides by (sqrt(v̂) + ε), Keras by (sqrt(v) + ε) with both
 * corrections in the step size.
 */
import { type Variable, add, div, maximum, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import type { AdamArguments } from '../../options/optimizer-config';
import { type Update, type UpdateRule, approach, constant, oneMinusPower } from './update-rule';

/** Step size of Adam with both bias corrections. */
export function adamStepSize(
  { beta1, beta2 }: Pick<Required<AdamArguments>, 'beta1' | 'beta2'>,
  learningRate: number,
  step: number,
): number {
  return (learningRate * Math.sqrt(oneMinusPower(beta2, step))) / oneMinusPower(beta1, step);
}

type Adam = 'adam' | 'adamw';

const rule: UpdateRule<Adam> = {
  slots: ({ amsgrad }) => [
    [{ name: 'momentum' }, { name: 'velocity' }],
    ...(amsgrad ? [[{ name: 'velocity_hat' }]] : []),
  ],
  update({ config, weight, gradient, slots, learningRate, step }: Update<Adam>) {
    const { beta1, beta2, epsilon } = config;
    const [m, v, largest] = slots as [Variable, Variable, Variable?];
    approach(m, gradient, 1 - beta1);
    approach(v, square(gradient), 1 - beta2);
    largest?.assign(maximum(largest, v));
    const scaled = mul(m, constant(adamStepSize(config, learningRate, step)));
    weight.assign(sub(weight, div(scaled, add(sqrt(largest ?? v), constant(epsilon)))));
  },
};

export const adam: UpdateRule<'adam'> = rule;
export const adamw: UpdateRule<'adamw'> = rule;
