/** Everything that a run needs to continue as if it had not been interrupted, to the last bit. */
import type { TrainingOptions } from '../../options/training-options';
import type { FitProgress } from '../../training/fit-progress';
import type { RunIdentity } from './run-identity';

/** What a checkpoint says, without its arrays. */
export interface CheckpointFacts {
  /** When it was made: milliseconds since 1970. */
  savedAt: number;
  /** Options of the run as the user gave them, with the seed. */
  options: TrainingOptions;
  identity: RunIdentity;
  backend: 'wasm' | 'webgpu';
  progress: FitProgress;
  optimizer: {
    /** Number of updates. */
    iterations: number;
    learningRate: number;
  };
}

/** A run between two steps. `readCheckpoint` reads it from bytes. */
export interface RunCheckpoint {
  facts: CheckpointFacts;
  /** All weights, as `weightValues` returns them: also moving statistics. */
  weights: Float32Array[];
  /** For each optimizer slot, its values for each trained weight. */
  slots: Float32Array[][];
}
