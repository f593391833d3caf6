/**
 * Adam, SGD and RMSprop with Keras 3's formulas. tfjs's Adam differs: it divides by (sqrt(v̂) + ε), Keras by
 * (sqrt(v) + ε) with both corrections in the step size.
 */
import {
  type Scalar,
  type Tensor,
  type Variable,
  add,
  div,
  mul,
  scalar,
  sqrt,
  square,
  sub,
  tensor,
  tidy,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { type OptimizerConfig, type ResolvedOptimizer, resolveOptimizer } from '../options/optimizer-config';

/** Number of slots that an optimizer keeps per weight: Adam's moments, RMSprop's velocity, momentum. */
export function slotCount({ name, momentum }: ResolvedOptimizer): number {
  return name === 'adam' ? 2 : Number(name === 'rmsprop') + Number(momentum !== 0);
}

/** Updates variables from gradients. It owns its slots (moments), so dispose of it after use. */
export class Optimizer {
  readonly config: ResolvedOptimizer;
  /** Number of updates so far: Keras's `iterations`. */
  iterations = 0;
  /** May be changed at any time. */
  learningRate: number;
  readonly #slots = new Map<Variable, Variable[]>();

  constructor(config: OptimizerConfig) {
    this.config = resolveOptimizer(config);
    this.learningRate = this.config.learningRate;
  }

  /** Starts a step. Call it once before updating the step's variables. */
  beginStep(): void {
    this.iterations += 1;
  }

  /** For Adam, the current step's size with both bias corrections; otherwise the learning rate. */
  get stepSize(): number {
    const { name, beta1, beta2 } = this.config;
    if (name !== 'adam') return this.learningRate;
    const t = this.iterations;
    return (this.learningRate * Math.sqrt(oneMinusPower(beta2, t))) / oneMinusPower(beta1, t);
  }

  /** Updates one variable in place. Formulas: Keras 3 `optimizers/{adam,sgd,rmsprop}.py`. */
  update(weight: Variable, gradient: Tensor): void {
    tidy(() => {
      if (this.config.name === 'adam') this.#adam(weight, gradient);
      else if (this.config.name === 'sgd') this.#sgd(weight, gradient);
      else this.#rmsprop(weight, gradient);
    });
  }

  /** Reads the values of each slot for each of `weights`; zeros for weights that were never updated. */
  slotsOf(weights: readonly Variable[]): Promise<Float32Array[][]> {
    const count = slotCount(this.config);
    const one = async (weight: Variable, slot: number): Promise<Float32Array> =>
      ((await this.#slots.get(weight)?.[slot]?.data()) as Float32Array) ?? new Float32Array(weight.size);
    return Promise.all(
      Array.from({ length: count }, (_, slot) => Promise.all(weights.map((weight) => one(weight, slot)))),
    );
  }

  /** Restores slots that `slotsOf` returned. */
  restoreSlots(weights: readonly Variable[], slots: readonly Float32Array[][]): void {
    tidy(() =>
      weights.forEach((weight, i) =>
        this.#slotsFor(weight).forEach((slot, k) =>
          slot.assign(tensor(slots[k]?.[i] as Float32Array, weight.shape)),
        ),
      ),
    );
  }

  /** Frees the slots. */
  dispose(): void {
    for (const slots of this.#slots.values()) slots.forEach((slot) => slot.dispose());
    this.#slots.clear();
  }

  #adam(weight: Variable, gradient: Tensor): void {
    const { beta1, beta2, epsilon } = this.config;
    const [m, v] = this.#slotsFor(weight) as [Variable, Variable];
    const alpha = this.stepSize;
    m.assign(add(m, mul(sub(gradient, m), constant(1 - beta1))));
    v.assign(add(v, mul(sub(square(gradient), v), constant(1 - beta2))));
    weight.assign(sub(weight, div(mul(m, constant(alpha)), add(sqrt(v), constant(epsilon)))));
  }

  #sgd(weight: Variable, gradient: Tensor): void {
    const { momentum, nesterov } = this.config;
    const step = mul(gradient, constant(this.learningRate));
    if (momentum === 0) return weight.assign(sub(weight, step));
    const [velocity] = this.#slotsFor(weight) as [Variable];
    velocity.assign(sub(mul(velocity, constant(momentum)), step));
    weight.assign(add(weight, nesterov ? sub(mul(velocity, constant(momentum)), step) : velocity));
  }

  #rmsprop(weight: Variable, gradient: Tensor): void {
    const { rho, epsilon, momentum } = this.config;
    const [velocity, moment] = this.#slotsFor(weight) as [Variable, Variable | undefined];
    velocity.assign(add(mul(velocity, constant(rho)), mul(square(gradient), constant(1 - rho))));
    const step = div(mul(gradient, constant(this.learningRate)), sqrt(add(velocity, constant(epsilon))));
    if (!moment) return weight.assign(sub(weight, step));
    moment.assign(add(mul(moment, constant(momentum)), step));
    weight.assign(sub(weight, moment));
  }

  #slotsFor(weight: Variable): Variable[] {
    let slots = this.#slots.get(weight);
    if (!slots) {
      const length = slotCount(this.config);
      slots = Array.from({ length }, () => variable(zerosLike(weight), false));
      this.#slots.set(weight, slots);
    }
    return slots;
  }
}

/** Numbers of an update, for engines that update weights themselves. The optimizer's name determines which are used. */
export interface Rates {
  /** Adam: step size with both corrections. Others: the learning rate. */
  rate: number;
  epsilon: number;
  /** Adam: 1 − β₁; RMSprop: rho. */
  first: number;
  /** Adam: 1 − β₂; RMSprop: 1 − rho. */
  second: number;
  momentum: number;
}

/** Returns the numbers of the current step. */
export function ratesOf({ config, stepSize }: Pick<Optimizer, 'config' | 'stepSize'>): Rates {
  const { name, beta1, beta2, rho, epsilon, momentum } = config;
  const [first, second] = name === 'adam' ? [1 - beta1, 1 - beta2] : [rho, 1 - rho];
  return { rate: stepSize, epsilon, first, second, momentum };
}

/** 1 − βᵗ in float32, as Keras computes it. In the first steps it differs noticeably from double precision. */
function oneMinusPower(beta: number, t: number): number {
  return Math.fround(1 - Math.fround(Math.fround(beta) ** t));
}

function constant(value: number): Scalar {
  return scalar(value, 'float32');
}
