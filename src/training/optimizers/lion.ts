/** Lion: Keras 3's `keras/src/optimizers/lion.py`. */
import { type Variable, mul, sign, sub } from '@tensorflow/tfjs-core';
import { type UpdateRule, blend, constant } from './update-rule';

export const lion: UpdateRule<'lion'> = {
  slots: () => [[{ name: 'momentum' }]],
  update({ config: { beta1, beta2 }, weight, gradient, slots, learningRate }) {
    const [m] = slots as [Variable];
    const direction = sign(blend(m, gradient, Math.fround(beta1)));
    weight.assign(sub(weight, mul(direction, constant(learningRate))));
    m.assign(blend(m, gradient, Math.fround(beta2)));
  },
};
