/** Adamax: Keras 3's `keras/src/optimizers/adamax.py`. */
import { type Variable, abs, add, div, maximum, mul, sub } from '@tensorflow/tfjs-core';
import { type UpdateRule, approach, constant, oneMinusPower } from './update-rule';

export const adamax: UpdateRule<'adamax'> = {
  slots: () => [[{ name: 'momentum' }, { name: 'norm' }]],
  update({ config: { beta1, beta2, epsilon }, weight, gradient, slots, learningRate, step }) {
    const [m, norm] = slots as [Variable, Variable];
    approach(m, gradient, 1 - beta1);
    norm.assign(maximum(mul(norm, constant(beta2)), abs(gradient)));
    const divisor = mul(constant(oneMinusPower(beta1, step)), add(norm, constant(epsilon)));
    weight.assign(sub(weight, div(mul(m, constant(learningRate)), divisor)));
  },
};
