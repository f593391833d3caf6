/**
 * Adam, SGD and RMSprop with Keras 3's formulas. tfjs's own differ: its Adam divides by (sqrt(v̂) + ε), Keras by
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

/** Slots that an optimizer keeps for each weight: Adam's moments, RMSprop's velocity, momentum. */
export function slotCount({ name, momentum }: ResolvedOptimizer): number {
  return name === 'adam' ? 2 : Number(name === 'rmsprop') + Number(momentum !== 0);
}

/** Updates variables from gradients. Owns its slots (moments); dispose it. */
export class Optimizer {
  readonly config: ResolvedOptimizer;
  /** Updates made so far: Keras's `iterations`. */
  iterations = 0;
  /** May be changed at any time. */
  learningRate: number;
  readonly #slots = new Map<Variable, Variable[]>();

  constructor(config: OptimizerConfig) {
    this.config = resolveOptimizer(config);
    this.learningRate = this.config.learningRate;
  }

  /** Call once before the variables of a step are updated. */
  beginStep(): void {
    this.iterations += 1;
  }

  /** Adam's step size with both corrections, for the step that `beginStep` began; else the learning rate. */
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

  /** Values of each slot, of each of `weights`; zeros where there was no update yet. */
  slotsOf(weights: readonly Variable[]): Promise<Float32Array[][]> {
    const count = slotCount(this.config);
    const one = async (weight: Variable, slot: number): Promise<Float32Array> =>
      ((await this.#slots.get(weight)?.[slot]?.data()) as Float32Array) ?? new Float32Array(weight.size);
    return Promise.all(
      Array.from({ length: count }, (_, slot) => Promise.all(weights.map((weight) => one(weight, slot)))),
    );
  }

  /** Goes on from what `slotsOf` gave. */
  takeSlots(weights: readonly Variable[], slots: readonly Float32Array[][]): void {
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

/** Numbers of an update for engines of their own; which are used depends on the optimizer's name. */
export interface Rates {
  /** Adam: step size with both corrections; else the learning rate. */
  rate: number;
  epsilon: number;
  /** Adam: 1 − β₁; RMSprop: rho. */
  first: number;
  /** Adam: 1 − β₂; RMSprop: 1 − rho. */
  second: number;
  momentum: number;
}

/** The numbers for the step that `beginStep` began. */
export function ratesOf({ config, stepSize }: Pick<Optimizer, 'config' | 'stepSize'>): Rates {
  const { name, beta1, beta2, rho, epsilon, momentum } = config;
  const [first, second] = name === 'adam' ? [1 - beta1, 1 - beta2] : [rho, 1 - rho];
  return { rate: stepSize, epsilon, first, second, momentum };
}

/** 1 − βᵗ as Keras has it, in float32: at the first steps that is another number than in double. */
function oneMinusPower(beta: number, t: number): number {
  return Math.fround(1 - Math.fround(Math.fround(beta) ** t));
}

function constant(value: number): Scalar {
  return scalar(value, 'float32');
}
