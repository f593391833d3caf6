/** Adadelta: Keras 3's `keras/src/optimizers/adadelta.py`. */
import { type Tensor, type Variable, add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { type UpdateRule, blend, constant } from './update-rule';

export const adadelta: UpdateRule<'adadelta'> = {
  slots: () => [[{ name: 'accumulated_grad' }, { name: 'accumulated_delta_var' }]],
  update({ config: { rho, epsilon }, weight, gradient, slots, learningRate }) {
    const [gradients, deltas] = slots as [Variable, Variable];
    const rms = (squares: Tensor): Tensor => sqrt(add(squares, constant(epsilon)));
    gradients.assign(blend(gradients, square(gradient), rho));
    const delta = div(mul(rms(deltas), gradient), rms(gradients));
    deltas.assign(blend(deltas, square(delta), rho));
    weight.assign(sub(weight, mul(delta, constant(learningRate))));
  },
};
