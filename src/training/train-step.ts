/** What trains on one batch. A fused plan and the gradient tape both are one; `fit` knows only this. */
import type { Batch, Images } from '../core/batch';
import type { OptimizerConfig } from '../options/optimizer-config';

/** Means over the images of a batch. */
export interface StepResult {
  loss: number;
  accuracy: number;
  /** Milliseconds, where several results come together: an equal share of their time. */
  ms?: number;
}

/** Where training stands, to go on from it on another backend. */
export interface TrainState {
  /** Values of each of `trainableWeights`. */
  weights: Float32Array[];
  /** Of each of the optimizer's slots, the same. */
  slots: Float32Array[][];
  /** Updates made so far. */
  iterations: number;
}

/** What an optimizer keeps between two runs. */
export interface OptimizerState extends Pick<TrainState, 'iterations' | 'slots'> {
  name: OptimizerConfig['name'];
}

/** One model with one optimizer on one backend. */
export interface TrainStep {
  /** Which path computes, for the reader: 'tape' or the name of a plan. */
  readonly path: string;
  /** Steps that may be given while the result of one is still to come. Default 0. */
  readonly stepsAhead?: number;
  /** Forward, backward, update. Rejects with the signal's reason when it is aborted between two pieces of work. */
  run(batch: Batch, signal?: AbortSignal): Promise<StepResult>;
  /** Forward only. */
  evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult>;
  /** No step is given for now: results are wanted at once. */
  flush?(): void;
  /** The model's outputs, `size × units`. */
  predict(images: Images): Promise<Float32Array>;
  /** Puts what was learned into the `LayersModel`'s weights, where a path keeps its own copy. */
  sync(): void | Promise<void>;
  /** Values of each of the optimizer's slots, of each of `trainableWeights`. */
  slots(): Promise<TrainState['slots']>;
  /** Frees memory when what was given is done; what is asked for later rejects with 'aborted'. */
  dispose(): void;
}
