/** Updates the variables of a model from gradients as Keras does: penalties, optimizer, constraints. */
import { type Tensor, type Variable, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Optimizer } from '../training/optimizers';
import type { VariableUpdates } from '../training/plan-delegates';
import type { TrainState } from '../training/train-step';
import { TimeBudget } from '../training/yield';
import { GradientSums } from './gradient-sums';
import type { Pace } from './paced-gradients';
import { penaltyGradients } from './penalties';

/** tfjs-layers does not export this type. */
type Constraint = LayersModel['trainableWeights'][number]['constraint'];

/** Options of `OptimizerUpdates`. */
export interface OptimizerUpdatesOptions {
  model: LayersModel;
  optimizer: Optimizer;
  /** Optimizer slots to resume from; null for zeros. */
  slots: TrainState['slots'] | null;
  timeBudgetMs: number;
}

export class OptimizerUpdates implements VariableUpdates {
  /** The model's trainable weights. */
  readonly weights: readonly Variable[];
  readonly #options: OptimizerUpdatesOptions;
  /** Constraint of each weight, or null. */
  readonly #constraints: readonly (Constraint | null)[];

  constructor(options: OptimizerUpdatesOptions) {
    const { model, optimizer, slots } = options;
    this.#options = options;
    this.weights = model.trainableWeights.map((weight) => weight.read() as Variable);
    this.#constraints = model.trainableWeights.map(({ constraint }) => constraint ?? null);
    if (slots) optimizer.restoreSlots(this.weights, slots);
  }

  async apply(gradients: readonly (Float32Array | null)[], budget: TimeBudget): Promise<number> {
    const sums = new GradientSums();
    try {
      const pace = { budget };
      const tensors = gradients.map((values, i) => values && tensor(values, this.weights[i]?.shape));
      await sums.add(this.weights, tensors, pace);
      const penalty = await this.addPenalties(sums, pace);
      await this.update(sums);
      return penalty;
    } finally {
      sums.dispose();
    }
  }

  /** Adds the gradients of the regularizers' penalties, and returns the sum of the penalties. */
  async addPenalties(sums: GradientSums, pace: Pace): Promise<number> {
    const { value, gradients } = await penaltyGradients(this.#options.model, this.weights, pace);
    await sums.add(this.weights, gradients, pace);
    return value;
  }

  /** Makes one step of the optimizer, and applies the constraints. */
  async update(sums: GradientSums): Promise<void> {
    const { optimizer, timeBudgetMs } = this.#options;
    const budget = new TimeBudget(timeBudgetMs);
    // As in Keras, a weight that the loss does not depend on is left alone.
    const weights = this.weights.filter((weight) => sums.of(weight) !== null);
    const inOrder = weights.map((weight) => sums.of(weight) as Tensor);
    // No signal ends this: either all weights are updated or none.
    for (const weight of optimizer.step(weights, inOrder)) {
      const constraint = this.#constraints[this.weights.indexOf(weight)];
      if (constraint) tidy(() => weight.assign(constraint.apply(weight)));
      await budget.spend();
    }
  }

  slots(): Promise<TrainState['slots']> {
    return this.#options.optimizer.slotsOf(this.weights);
  }

  finalize(): void {
    this.#options.optimizer.finalize(this.weights);
  }
}
