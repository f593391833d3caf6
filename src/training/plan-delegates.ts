/** What an engine may leave to tfjs: losses and updates that it has no kernels for. `steps` has what does it. */
import type { StepResult, TrainState } from './train-step';
import type { TimeBudget } from './yield';

/** Outputs of a batch before the last activation, and its labels. */
export interface BatchLogits {
  /** (images, units). */
  logits: Float32Array;
  /** (images, units) for categorical labels; (images) for binary and sparse ones. */
  labels: Float32Array;
  images: number;
}

/**
 * Computes loss and accuracy as means over the images.
 *
 * @param gradient (images, units). Receives the gradient of the mean loss; null to skip it.
 */
export type ScoreLogits = (batch: BatchLogits, gradient: Float32Array | null) => StepResult;

/** Updates the variables of a model. */
export interface VariableUpdates {
  /**
   * Makes one step of the optimizer.
   *
   * @param gradients For each of `trainableWeights`; null if the loss does not depend on it.
   * @returns The penalties of the regularizers, which are part of the loss.
   */
  apply(gradients: readonly (Float32Array | null)[], budget: TimeBudget): Promise<number>;
  /** For each optimizer slot, its values for each of `trainableWeights`. */
  slots(): Promise<TrainState['slots']>;
  /** What `TrainStep.finalize` does. */
  finalize(): void;
}
