/** The gradients of each weight, summed over slices of a batch. */
import { type Tensor, type Variable, add, dispose } from '@tensorflow/tfjs-core';
import type { Pace } from './paced-gradients';

/** Owns the gradients that are added to it. */
export class GradientSums {
  readonly #sums = new Map<Variable, Tensor>();

  /** Adds gradients, which are disposed of with the sums. Null adds nothing. */
  async add(
    weights: readonly Variable[],
    gradients: readonly (Tensor | null)[],
    { budget }: Pace,
  ): Promise<void> {
    for (const [i, gradient] of gradients.entries()) {
      if (!gradient) continue;
      const weight = weights[i] as Variable;
      const sum = this.#sums.get(weight);
      this.#sums.set(weight, sum ? add(sum, gradient) : gradient);
      if (sum) dispose([sum, gradient]);
      // The signal is ignored here: a gradient that was not added yet would stay in memory.
      await budget.spend();
    }
  }

  /** Returns the sum of a weight, or null if there is none. */
  of(weight: Variable): Tensor | null {
    return this.#sums.get(weight) ?? null;
  }

  dispose(): void {
    dispose([...this.#sums.values()]);
  }
}
