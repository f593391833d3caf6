/** What a session is made of. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { message } from '../core/message';
import type { ModelMetadata } from '../formats/model-metadata';
import type { SavedLoss } from '../options/loss-config';
import { type UserOptions, checkNames } from '../options/option-rules';
import type { SavedOptimizer } from '../options/optimizer-config';
import type { TrainingOptions } from '../options/training-options';
import type { DataSource } from '../protocol/data-protocol';
import type { Callback, CallbackFiles } from '../training/callbacks/callback';
import type { OptimizerState } from '../training/train-step';
import type { CheckpointStore } from './checkpoint/checkpoint-keeper';
import type { RunCheckpoint } from './checkpoint/run-checkpoint';

/** Data, model and options of a session. */
export interface SessionInputs {
  data: DataSource;
  /** Separate data set for validation. Default: the `validation/` folder or `validationSplit`. */
  validationData?: DataSource | null;
  /** Default: the course's network, built for the data's shape and classes. */
  model?: LayersModel | null;
  /** Weights to start from, as `weightValues` returned them for `model`. Default: the model's current weights. */
  initialWeights?: readonly Float32Array[] | null;
  /** Metadata of the model's file, as `loadModelFile` returns it: preprocessing and class order. */
  metadata?: ModelMetadata | null;
  /** Optimizer of the model's file, as `loadModelFile` returns it: defaults for the optimizer options. */
  optimizer?: SavedOptimizer | null;
  /** Loss of the model's file, as `loadModelFile` returns it: the default of the option `loss`. */
  loss?: SavedLoss | null;
  /** Optimizer state of the model's file, as `loadModelFile` returns it. Resumed if the optimizer is the same. */
  optimizerState?: OptimizerState | null;
  options?: UserOptions<TrainingOptions>;
  /** Objects with Keras's callback methods. Called after those that `options.callbacks` names. Default: none. */
  callbacks?: readonly Callback[] | null;
  /**
   * Continues the run that made it, to the same bits on the same backend. Data, model and options must be that run's;
   * options that are not given are. `epochs` may be another number.
   */
  checkpoint?: RunCheckpoint | null;
  /** Where to keep checkpoints of this run. Default: nowhere. */
  checkpoints?: CheckpointStore | null;
  /** Where callbacks such as `ModelCheckpoint` and `CSVLogger` write. Default: nowhere, and these fail. */
  files?: CallbackFiles | null;
}

const INPUT_NAMES = Object.keys({
  data: true,
  validationData: true,
  model: true,
  initialWeights: true,
  metadata: true,
  optimizer: true,
  loss: true,
  optimizerState: true,
  options: true,
  callbacks: true,
  checkpoint: true,
  checkpoints: true,
  files: true,
} satisfies Record<keyof SessionInputs, true>);

/** @throws {PupilaError} 'invalid-argument' for a name that is no input, such as that of an option. */
export function checkInputNames(inputs: SessionInputs): void {
  checkNames(message`Unknown input of a \`TrainingSession\`.`, INPUT_NAMES, inputs);
}
