/** What an engine may leave to tfjs: losses, updates and random draws that it has no kernels for. `steps` has what does it. */
import type { Images } from '../core/batch';
import type { StepResult, TrainState } from './train-step';
import type { TimeBudget } from './yield';

/** Outputs of a batch before the last activation, and its labels. */
export interface BatchLogits {
  /** (images, units). */
  logits: Float32Array;
  /** (images, units) for categorical labels; (images) for binary and sparse ones. */
  labels: Float32Array;
  /** Weight of each image in the loss. Default: 1 for all. */
  sampleWeight?: Float32Array | null;
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

/** Layers that draw numbers in training, by their index in `layersOf(model)`. */
export interface RandomLayers {
  /** Shape of a picture before the layers at the beginning. */
  inputShape: readonly [height: number, width: number, channels: number];
  /**
   * Computes the layers at the beginning of the model that change pictures.
   *
   * @param key Key of the step's draws; 0 in inference.
   */
  prepare(images: Images, key: number, budget: TimeBudget): Promise<Images>;
  /** Writes what a layer draws for each picture of a batch. */
  draw(layer: DrawnPart, batch: DrawnBatch, budget: TimeBudget): Promise<void>;
}

/** What a layer draws: it computes x · factor + term. */
export interface DrawnPart {
  drawnBy: number;
  part: 'factor' | 'term';
  /** For one picture. */
  shape: readonly number[];
}

/** A batch to draw for. */
export interface DrawnBatch {
  images: number;
  /** Key of the step's draws. */
  key: number;
  /** Receives the numbers of all pictures. */
  values: Float32Array;
}
