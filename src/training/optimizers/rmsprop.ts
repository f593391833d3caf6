/** RMSprop: Keras 3's `keras/src/optimizers/rmsprop.py`. */
import { type Variable, add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { type UpdateRule, blend, constant } from './update-rule';

export const rmsprop: UpdateRule<'rmsprop'> = {
  slots: ({ momentum, centered }) => [
    [{ name: 'velocity' }],
    ...(momentum > 0 ? [[{ name: 'momentum' }]] : []),
    ...(centered ? [[{ name: 'average_gradient' }]] : []),
  ],
  update({ config, weight, gradient, slots, learningRate }) {
    const { rho, epsilon, momentum, centered } = config;
    const velocity = slots[0] as Variable;
    velocity.assign(blend(velocity, square(gradient), rho));
    let variance = velocity.clone();
    if (centered) {
      const average = slots.at(-1) as Variable;
      average.assign(blend(average, gradient, rho));
      variance = sub(velocity, square(average));
    }
    const step = div(mul(gradient, constant(learningRate)), sqrt(add(variance, constant(epsilon))));
    if (momentum <= 0) return weight.assign(sub(weight, step));
    const moment = slots[1] as Variable;
    moment.assign(add(mul(moment, constant(momentum)), step));
    weight.assign(sub(weight, moment));
  },
};
