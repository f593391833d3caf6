/** Lamb: Keras 3's `keras/src/optimizers/lamb.py`. */
import {
  type Tensor,
  type Variable,
  add,
  div,
  greater,
  logicalAnd,
  mul,
  sqrt,
  square,
  sub,
  sum,
  where,
} from '@tensorflow/tfjs-core';
import { type UpdateRule, approach, constant, oneMinusPower } from './update-rule';

export const lamb: UpdateRule<'lamb'> = {
  slots: () => [[{ name: 'momentum' }, { name: 'velocity' }]],
  update({ config: { beta1, beta2, epsilon }, weight, gradient, slots, learningRate, step }) {
    const [m, v] = slots as [Variable, Variable];
    approach(m, gradient, 1 - beta1);
    approach(v, square(gradient), 1 - beta2);
    const mean = div(m, constant(oneMinusPower(beta1, step)));
    const variance = div(v, constant(oneMinusPower(beta2, step)));
    const change = div(mean, add(sqrt(variance), constant(epsilon)));
    const [size, norm] = [normOf(weight), normOf(change)];
    const areAboveZero = logicalAnd(greater(size, 0), greater(norm, 0));
    const ratio = where(areAboveZero, div(size, norm), constant(1));
    weight.assign(sub(weight, mul(mul(ratio, constant(learningRate)), change)));
  },
};

const normOf = (values: Tensor): Tensor => sqrt(sum(square(values)));
