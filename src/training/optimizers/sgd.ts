/** SGD: Keras 3's `keras/src/optimizers/sgd.py`. */
import { add, mul, sub } from '@tensorflow/tfjs-core';
import { type UpdateRule, constant } from './update-rule';

export const sgd: UpdateRule<'sgd'> = {
  slots: ({ momentum }) => (momentum === 0 ? [] : [[{ name: 'momentum' }]]),
  update({ config: { momentum, nesterov }, weight, gradient, slots: [velocity], learningRate }) {
    const step = mul(gradient, constant(learningRate));
    if (!velocity) return weight.assign(sub(weight, step));
    velocity.assign(sub(mul(velocity, constant(momentum)), step));
    weight.assign(add(weight, nesterov ? sub(mul(velocity, constant(momentum)), step) : velocity));
  },
};
