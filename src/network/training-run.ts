/** A run as the Keras code needs it, and a run that continues it. */
import type { Loss } from '../options/loss-config';
import type { OptimizerConfig } from '../options/optimizer-config';
import type { TrainingOptions } from '../options/training-options';
import type { ArrayData } from './arrays-code';
import type { FolderData } from './data-code';
import type { GeneratorOptions } from './generator-code';
import type { NetworkSpec } from './layer-spec';
import type { SavedNetwork } from './saved-network-code';
import type { CodeWeights } from './weights-code';

/** A data set. */
export type CodeData = FolderData | ArrayData;

/** A run, as arguments for Keras. */
export interface Run {
  network: NetworkSpec | SavedNetwork;
  /** Files of weights that were loaded into it, in order. Default: none. */
  weights?: readonly CodeWeights[];
  /** Null: not known yet. It then counts as the course's. */
  data: CodeData | null;
  augmentation: GeneratorOptions;
  /** Number of classes in the data; null if not known yet, which counts as two. */
  classes: number | null;
  /** With `learningRate`; other arguments that are missing have Keras's defaults. */
  optimizer: OptimizerConfig;
  /** Null: the crossentropy that fits the last activation and the labels. */
  loss: Loss | null;
  /** Options with a `keras` member in the table. Null and missing ones are not written. */
  options: { readonly [Name in keyof TrainingOptions]?: TrainingOptions[Name] | null };
  /** Lines about the data, in the language of the reader. */
  notes?: readonly string[];
}

/** A run that trains the network of the run before it further, to the epoch `options.epochs`. */
export interface LaterRun extends Run {
  /** Epochs that the earlier runs trained. */
  initialEpoch: number;
  /** Optimizer of the run before if this one goes on with its state, else null. */
  resumes: OptimizerConfig | null;
}

/** The layout of the course's data, which counts as long as the data set is not known. */
export const COURSE_DATA: FolderData = { name: 'data.zip', training: 'train/', validation: 'validation/' };
