/** FTRL: Keras 3's `keras/src/optimizers/ftrl.py`. */
import { type Variable, add, clipByValue, div, mul, pow, square, sub } from '@tensorflow/tfjs-core';
import { type UpdateRule, constant } from './update-rule';

export const ftrl: UpdateRule<'ftrl'> = {
  slots: ({ initialAccumulatorValue: initial }) => [[{ name: 'accumulator', initial }, { name: 'linear' }]],
  update({ config, weight, gradient, slots, learningRate }) {
    const [accumulator, linear] = slots as [Variable, Variable];
    const l1 = config.l1RegularizationStrength;
    const l2 = config.l2RegularizationStrength + config.beta / (2 * learningRate);
    const shrunk = mul(weight, constant(2 * config.l2ShrinkageRegularizationStrength));
    const squares = add(accumulator, square(gradient));
    const power = constant(-config.learningRatePower);
    const [before, after] = [pow(accumulator, power), pow(squares, power)];
    const rate = constant(learningRate);
    const sigma = div(sub(after, before), rate);
    linear.assign(add(linear, sub(add(gradient, shrunk), mul(sigma, weight))));
    const quadratic = add(div(after, rate), constant(2 * l2));
    weight.assign(div(sub(clipByValue(linear, -l1, l1), linear), quadratic));
    accumulator.assign(squares);
  },
};
