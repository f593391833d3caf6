/**
 * An optimizer with everything that is the same for all of Keras 3's: `keras/src/optimizers/base_optimizer.py`. It
 * accumulates and clips gradients, decays and averages weights, and follows a schedule. The formulas are in the other files
 * of this folder.
 */
import {
  type Tensor,
  type Variable,
  add,
  clipByValue,
  dispose,
  div,
  fill,
  keep,
  maximum,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  tensor,
  tidy,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { OptimizerConfig, ResolvedOptimizer } from '../../options/optimizer-config';
import { resolveOptimizer } from '../../options/resolve-optimizer';
import { learningRateAt } from '../schedules';
import { ruleOf, slotGroups, slotShape, updatesAfter } from './registry';
import { constant } from './update-rule';

/** Updates variables from gradients. It owns its slots (moments), so dispose of it after use. */
export class Optimizer {
  readonly config: ResolvedOptimizer;
  /** Number of steps so far: Keras's `iterations`, or `_iterations` if it accumulates gradients. */
  iterations = 0;
  #rate: number;
  #stepRate: number;
  readonly #slots = new Map<Variable, Variable[]>();

  /** @throws {PupilaError} 'invalid-argument' for an unknown optimizer, argument or value. */
  constructor(config: OptimizerConfig) {
    this.config = resolveOptimizer(config);
    const { learningRate } = this.config;
    this.#rate = typeof learningRate === 'number' ? learningRate : NaN;
    this.#stepRate = this.learningRate;
  }

  /** Learning rate of the next step. */
  get learningRate(): number {
    const { learningRate } = this.config;
    return typeof learningRate === 'number' ? this.#rate : learningRateAt(learningRate, this.iterations);
  }

  /**
   * Sets the learning rate from the next step on.
   *
   * @throws {PupilaError} 'invalid-argument' if it follows a schedule, as in Keras.
   */
  set learningRate(value: number) {
    const { learningRate: schedule } = this.config;
    if (typeof schedule !== 'number')
      throw invalidArgument(message`A learning rate that follows a schedule cannot be set.`, {
        learningRate: value,
        schedule: schedule.name,
      });
    this.#rate = value;
  }

  /** Learning rate of the current step. */
  get stepRate(): number {
    return this.#stepRate;
  }

  /** Starts a step, for engines that update weights themselves. */
  beginStep(): void {
    this.#stepRate = this.learningRate;
    this.iterations += 1;
  }

  /**
   * Makes one step: updates the weights in place, one at a time, and yields each. The caller may pause there, and finishes
   * the loop.
   *
   * @param gradients Gradient of each weight. They belong to the caller.
   */
  *step(weights: readonly Variable[], gradients: readonly Tensor[]): Generator<Variable> {
    this.beginStep();
    const { globalClipnorm } = this.config;
    const scale =
      this.#isUpdate && globalClipnorm !== null && globalClipnorm > 0
        ? this.#globalScale(weights, gradients, globalClipnorm)
        : null;
    try {
      for (const [i, weight] of weights.entries()) {
        tidy(() => this.#change(weight, gradients[i] as Tensor, scale));
        yield weight;
      }
    } finally {
      scale?.dispose();
    }
  }

  /** Replaces the weights by their moving average, if there is one: the end of Keras's `fit`. */
  finalize(weights: readonly Variable[]): void {
    if (!this.config.useEma || this.iterations === 0) return;
    for (const weight of weights) weight.assign(this.#commonSlots(weight).average as Variable);
  }

  /** Reads the values of each slot for each of `weights`; first values for weights that were never updated. */
  slotsOf(weights: readonly Variable[]): Promise<Float32Array[][]> {
    const slots = slotGroups(this.config).flat();
    const one = async (weight: Variable, i: number): Promise<Float32Array> => {
      const kept = this.#slots.get(weight)?.[i];
      if (kept) return (await kept.data()) as Float32Array;
      const slot = slots[i] as (typeof slots)[number];
      const length = slotShape(slot, weight.shape).reduce((size, side) => size * side, 1);
      return new Float32Array(length).fill(slot.initial ?? 0);
    };
    return Promise.all(slots.map((_, i) => Promise.all(weights.map((weight) => one(weight, i)))));
  }

  /** Restores slots that `slotsOf` returned. */
  restoreSlots(weights: readonly Variable[], slots: readonly Float32Array[][]): void {
    tidy(() =>
      weights.forEach((weight, i) =>
        this.#slotsFor(weight).forEach((slot, k) =>
          slot.assign(tensor(slots[k]?.[i] as Float32Array, slot.shape)),
        ),
      ),
    );
  }

  /** Frees the slots. */
  dispose(): void {
    for (const slots of this.#slots.values()) dispose(slots);
    this.#slots.clear();
  }

  /** Number of updates before the current step. */
  get #updates(): number {
    return updatesAfter(this.config, this.iterations - 1);
  }

  /** Whether the current step updates weights. Otherwise it only accumulates gradients. */
  get #isUpdate(): boolean {
    return this.iterations % (this.config.gradientAccumulationSteps ?? 1) === 0;
  }

  /** Changes one weight and its slots, in Keras's order. */
  #change(weight: Variable, gradient: Tensor, scale: Tensor | null): void {
    const { config, stepRate: learningRate } = this;
    const { average, accumulator, own } = this.#commonSlots(weight);
    const step = this.#updates + 1;
    if (this.#isUpdate) {
      const clipped = this.#clip(this.#meanGradient(weight, gradient), scale);
      if (config.weightDecay !== null) {
        const decay = mul(mul(weight, constant(config.weightDecay)), constant(learningRate));
        weight.assign(sub(weight, decay));
      }
      ruleOf(config).update({ config, weight, gradient: clipped, slots: own, learningRate, step });
      accumulator?.assign(zerosLike(accumulator));
    } else {
      accumulator?.assign(add(accumulator, gradient));
    }
    if (!average) return;
    const momentum = step === 1 ? 0 : Math.fround(config.emaMomentum);
    average.assign(add(mul(average, constant(momentum)), mul(weight, constant(1 - momentum))));
    const { emaOverwriteFrequency } = config;
    if (emaOverwriteFrequency !== null && step % emaOverwriteFrequency === 0) weight.assign(average);
  }

  /** Mean of the gradients since the last update. */
  #meanGradient(weight: Variable, gradient: Tensor): Tensor {
    const { accumulator } = this.#commonSlots(weight);
    const { gradientAccumulationSteps: steps } = this.config;
    return accumulator && steps ? div(add(gradient, accumulator), constant(steps)) : gradient;
  }

  #clip(gradient: Tensor, scale: Tensor | null): Tensor {
    const { clipnorm, clipvalue } = this.config;
    if (scale) return mul(gradient, scale);
    if (clipvalue !== null && clipvalue > 0) return clipByValue(gradient, -clipvalue, clipvalue);
    if (clipnorm === null || clipnorm <= 0) return gradient;
    const norm = sqrt(sum(square(gradient)));
    return div(mul(gradient, constant(clipnorm)), maximum(norm, constant(clipnorm)));
  }

  /** Factor that limits the norm of all gradients together: Keras's `clip_by_global_norm`. */
  #globalScale(weights: readonly Variable[], gradients: readonly Tensor[], limit: number): Tensor {
    return tidy(() => {
      const squares = weights.map((weight, i) =>
        sum(square(this.#meanGradient(weight, gradients[i] as Tensor))),
      );
      const norm = sqrt(squares.reduce((total, each) => add(total, each)));
      const one = constant(1);
      const scale = mul(constant(limit), minimum(div(one, norm), constant(1 / limit)));
      // NaN if the norm is not finite.
      return keep(add(scale, sub(norm, norm)));
    });
  }

  /** The slots of a weight by their use. */
  #commonSlots(weight: Variable): { average?: Variable; accumulator?: Variable; own: Variable[] } {
    const own = [...this.#slotsFor(weight)];
    const average = this.config.useEma ? own.shift() : undefined;
    const accumulator = this.config.gradientAccumulationSteps === null ? undefined : own.shift();
    return { ...(average && { average }), ...(accumulator && { accumulator }), own };
  }

  #slotsFor(weight: Variable): Variable[] {
    let slots = this.#slots.get(weight);
    if (!slots) {
      slots = slotGroups(this.config)
        .flat()
        .map((slot) => {
          const first = fill([...slotShape(slot, weight.shape)], slot.initial ?? 0, 'float32');
          return variable(first, false);
        });
      this.#slots.set(weight, slots);
    }
    return slots;
  }
}
