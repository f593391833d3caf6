/** Adagrad: Keras 3's `keras/src/optimizers/adagrad.py`. */
import { type Variable, add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { type UpdateRule, constant } from './update-rule';

export const adagrad: UpdateRule<'adagrad'> = {
  slots: ({ initialAccumulatorValue: initial }) => [[{ name: 'accumulator', initial }]],
  update({ config: { epsilon }, weight, gradient, slots, learningRate }) {
    const [accumulator] = slots as [Variable];
    accumulator.assign(add(accumulator, square(gradient)));
    const step = div(mul(gradient, constant(learningRate)), sqrt(add(accumulator, constant(epsilon))));
    weight.assign(sub(weight, step));
  },
};
