/** Adafactor: Keras 3's `keras/src/optimizers/adafactor.py`. */
import {
  type Tensor,
  type Variable,
  add,
  div,
  expandDims,
  maximum,
  mean,
  mul,
  sqrt,
  square,
  sub,
} from '@tensorflow/tfjs-core';
import { type UpdateRule, constant } from './update-rule';

const f = Math.fround;

export const adafactor: UpdateRule<'adafactor'> = {
  // The squares of a matrix are kept as means of rows and columns. Keras keeps a 0 in their place for vectors.
  slots: () => [
    [
      { name: 'r', shape: (shape) => (shape.length < 2 ? [] : shape.slice(0, -1)) },
      {
        name: 'c',
        shape: (shape) => (shape.length < 2 ? [] : [...shape.slice(0, -2), shape.at(-1) as number]),
      },
      { name: 'velocity' },
    ],
  ],
  update({ config, weight, gradient, slots, learningRate, step }) {
    const [rows, columns, squares] = slots as [Variable, Variable, Variable];
    const slowest = f(1 / f(Math.sqrt(step)));
    // With `relativeStep` the learning rate is limited twice, which changes nothing.
    const rate = Math.min(f(learningRate), slowest);
    const beta = f(1 - f(step ** f(config.beta2Decay)));
    const regulated = add(square(gradient), constant(config.epsilon1));
    const decay = (old: Tensor, now: Tensor): Tensor =>
      add(mul(old, constant(beta)), mul(now, constant(f(1 - beta))));
    if (weight.rank >= 2) {
      rows.assign(decay(rows, mean(regulated, -1)));
      columns.assign(decay(columns, mean(regulated, -2)));
      const shares = div(rows, mean(rows, -1, true));
      squares.assign(mul(expandDims(shares, -1), expandDims(columns, -2)));
    } else {
      squares.assign(decay(squares, regulated));
    }
    const change = div(gradient, sqrt(squares));
    const limited = div(change, maximum(constant(1), div(rms(change), constant(config.clipThreshold))));
    const size = mul(maximum(constant(config.epsilon2), rms(weight)), constant(rate));
    weight.assign(sub(weight, mul(size, limited)));
  },
};

const rms = (values: Tensor): Tensor => sqrt(mean(square(values)));
