/** The contract of what trains on one batch. Fused plans and the gradient tape implement it; `fit` knows only this. */
import type { Batch, Images } from '../core/batch';
import type { OptimizerConfig } from '../options/optimizer-config';

/** Means over the images of a batch. */
export interface StepResult {
  loss: number;
  accuracy: number;
  /** The model's outputs, `size × units`, if the step was made to return them. */
  outputs?: Float32Array;
  /** Compute time in ms, if several results arrived together: an equal share of their total time. */
  ms?: number;
}

/** Means over the images of a batch, and the model's outputs for it, `size × units`. */
export interface EvaluatedBatch extends StepResult {
  outputs: Float32Array;
}

/** Snapshot of a training run, to resume it on another backend. */
export interface TrainState {
  /** Values of the first of `model.weights`: of `trainableWeights`, and of others if a step changes them. */
  weights: Float32Array[];
  /** For each optimizer slot, its values for each of `trainableWeights`. */
  slots: Float32Array[][];
  /** Number of updates so far. */
  iterations: number;
}

/** Optimizer state that a resumed run needs. */
export interface OptimizerState extends Pick<TrainState, 'iterations' | 'slots'> {
  name: OptimizerConfig['name'];
}

/** One model with one optimizer on one backend. */
export interface TrainStep {
  /** What computes, for people: 'gradient tape' or the name of a plan, with reasons. */
  readonly path: string;
  /** Threads that compute, with the main one. Absent: as many as tfjs uses. */
  readonly threads?: number;
  /** How many further steps may be submitted while one is pending. Default 0. */
  readonly stepsAhead?: number;
  /** Forward pass, backward pass and update. Rejects with the signal's reason if it aborts between two work items. */
  run(batch: Batch, signal?: AbortSignal): Promise<StepResult>;
  /** Forward pass only. */
  evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult>;
  /** What `evaluate` and `predict` return, from one forward pass. */
  evaluateAndPredict(batch: Batch): Promise<EvaluatedBatch>;
  /** Requests all pending results at once. Call it when no further step follows for now. */
  flush?(): void;
  /** Returns the model's outputs, `size × units`. */
  predict(images: Images): Promise<Float32Array>;
  /** Copies the trained weights into the `LayersModel`, if the path keeps its own copy. */
  sync(): void | Promise<void>;
  /**
   * Changes the model's variables between two steps, and continues with their values.
   *
   * @param assign Changes the variables. Called again if a GPU fails meanwhile.
   */
  load(assign: () => void): Promise<void>;
  /** Ends a training as Keras's `fit` does: an optimizer with a moving average of the weights replaces them by it. */
  finalize?(): void;
  /**
   * For each optimizer slot, its values for each of `trainableWeights`.
   *
   * @param reuse The result of an earlier call, which may be overwritten. Saves the time for new memory.
   */
  slots(reuse?: TrainState['slots'] | null): Promise<TrainState['slots']>;
  /** Frees memory once pending calls are done. Later calls reject with 'aborted'. */
  dispose(): void;
}
