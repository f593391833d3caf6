/** The weights of a model at one moment, without a copy. */
import { type Tensor, keep, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { weightsOf } from '../../models/weights';
import { TimeBudget } from '../../training/yield';
import { WORK_MS } from './checkpoint-file';

/** Holds the values of all weights as they are now. Assigning a weight later does not change them. */
export class WeightSnapshot {
  readonly #tensors: Tensor[];

  constructor(model: LayersModel) {
    // Weights are variables; a clone of one shares its values, and keeps them when the variable gets others.
    this.#tensors = tidy(() => weightsOf(model).map((weight) => keep(weight.read().clone())));
  }

  /** Reads the values like `weightValues`, one weight at a time, and frees them. Call it once. */
  async take(): Promise<Float32Array[]> {
    const values: Float32Array[] = [];
    const budget = new TimeBudget(WORK_MS);
    for (const each of this.#tensors) {
      values.push((await each.data()) as Float32Array);
      each.dispose();
      await budget.spend();
    }
    return values;
  }
}
