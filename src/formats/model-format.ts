/** What a row of the registry of model formats contains, and what reads and writes a format: types only. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Archive } from '../core/types';
import type { SavedLoss } from '../options/loss-config';
import type { SavedOptimizer } from '../options/optimizer-config';
import type { Sentence } from '../options/option-row';
import type { OptimizerState } from '../training/train-step';
import type { SavedCompile } from './keras-compile';
import type { ModelMetadata } from './model-metadata';

/** A format of model files, as plain data: Node and the page's first view use it without tfjs. */
export interface ModelFormat<Id extends string = string> {
  readonly id: Id;
  /** File name extensions. A saved file gets the first. */
  readonly extensions: readonly [string, ...string[]];
  /** The software that opens these files. */
  readonly opensIn: Sentence;
  /** Whether a file is of this format. Absent if Pupila cannot read the format. */
  readonly detect?: (file: FileContent) => boolean;
  /** A file that refers to others in its folder, such as `model.json`. It is loaded by its address. */
  readonly index?: {
    readonly name: string;
    /** Returns the names of the other files in the index. */
    readonly fileNames: (json: unknown) => string[];
  };
  /** A file beside the model's that may name its classes. */
  readonly labels?: string;
  /** Paths in a run's folder. Several files are also saved as one zip. Absent if Pupila cannot write the format. */
  readonly files?: readonly [string, ...string[]];
}

/** What `detect` gets of a file. */
export interface FileContent {
  bytes: Uint8Array<ArrayBuffer>;
  /** Paths of the files in it if it is a zip, else none. */
  paths: readonly string[];
}

/** A file to read. `read` returns a file of the zip, or a file beside an index. */
export type OpenedFile = FileContent & Archive;

/** Reads a format. */
export interface ModelReader {
  /** @throws {PupilaError} 'bad-model'. */
  readonly read: (file: OpenedFile) => Promise<LoadedModel>;
}

/** Writes a format. */
export interface ModelWriter {
  /** @throws {PupilaError} 'bad-model' naming a layer that the format does not support. */
  readonly check: (model: LayersModel) => void;
  /**
   * Returns the format's only file, or the contents of its `files` in their order.
   *
   * @throws {PupilaError} The same as `check`.
   */
  readonly write: (
    model: LayersModel,
    options: ModelSaveOptions,
  ) => Promise<Blob | readonly (string | ArrayBuffer)[]>;
}

/** What is saved with a model, as far as the format has a place for it. */
export interface ModelSaveOptions {
  /** How to prepare pictures, as `TrainingSession.metadata` or `loadModelFile` returns it. */
  metadata?: ModelMetadata | null;
  /** The training configuration, and the optimizer's state. Keras's format has no place for a loss without an optimizer. */
  compile?: SavedCompile | null;
}

/** A model with the information from its file. Null or absent if the file does not contain it. */
export interface LoadedModel {
  model: LayersModel;
  metadata: ModelMetadata | null;
  /**
   * The optimizer it was compiled with, with all its arguments, or why training cannot use it. Only in Keras's files.
   */
  optimizer?: SavedOptimizer | null;
  /** The loss it was compiled with, with all its arguments, or why training cannot use it. */
  loss?: SavedLoss | null;
  /** State of the optimizer when the model was saved. Only in `.keras` files and in `.h5` files of Keras 2.11 and later. */
  optimizerState?: OptimizerState | null;
}
