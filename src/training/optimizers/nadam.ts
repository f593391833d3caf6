/** Nadam: Keras 3's `keras/src/optimizers/nadam.py`. */
import { type Variable, add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { type UpdateRule, approach, constant, oneMinusPower } from './update-rule';

const f = Math.fround;

/** The momentum of update t: β₁ (1 − 0.96ᵗ / 2). */
const momentumAt = (beta1: number, t: number): number => f(f(beta1) * f(1 - f(0.5 * f(f(0.96) ** t))));

/** Product of the momentums of all updates up to t: Keras's `_u_product`. */
function momentumProduct(beta1: number, t: number): number {
  let product = 1;
  // Underflows to 0 after about a thousand updates.
  for (let i = 1; i <= t && product > 0; i++) product = f(product * momentumAt(beta1, i));
  return product;
}

export const nadam: UpdateRule<'nadam'> = {
  slots: () => [[{ name: 'momentum' }, { name: 'velocity' }]],
  scalars: ({ beta1 }, updates) => [momentumProduct(beta1, updates)],
  update({ config: { beta1, beta2, epsilon }, weight, gradient, slots, learningRate, step }) {
    const [m, v] = slots as [Variable, Variable];
    const [now, next] = [momentumAt(beta1, step), momentumAt(beta1, step + 1)];
    const product = momentumProduct(beta1, step);
    approach(m, gradient, f(1 - f(beta1)));
    approach(v, square(gradient), f(1 - f(beta2)));
    const mean = add(
      div(mul(m, constant(next)), constant(f(1 - f(product * next)))),
      div(mul(gradient, constant(f(1 - now))), constant(f(1 - product))),
    );
    const variance = div(v, constant(oneMinusPower(beta2, step)));
    const scaled = mul(mean, constant(learningRate));
    weight.assign(sub(weight, div(scaled, add(sqrt(variance), constant(epsilon)))));
  },
};
