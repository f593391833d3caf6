/** Weights that the forward pass of a training step changes: the moving averages of batch normalisation. */
import { type Tensor, type Variable, dispose } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Remembers the values that a step starts from. */
export class MovingStatistics {
  readonly #before: readonly { weight: Variable; value: Tensor }[];

  constructor(model: LayersModel) {
    this.#before = model.nonTrainableWeights.map((each) => {
      const weight = each.read() as Variable;
      // A clone shares the values of its tensor, and keeps them when a variable gets others.
      return { weight, value: weight.clone() };
    });
  }

  /** Undoes the changes of a step that did not finish. */
  restore(): void {
    for (const { weight, value } of this.#before) weight.assign(value);
  }

  dispose(): void {
    dispose(this.#before.map(({ value }) => value));
  }
}
