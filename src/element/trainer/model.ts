/** A model loaded from a file or an address, for predictions and further training. */
import type {
  BackendChoice,
  LoadWeightsOptions,
  LoadedModel,
  ModelMetadata,
  ModelSaveOptions,
  Predictions,
  Predictor,
  SavedCompile,
  TrainingOptions,
  WritableFormat,
} from '../../index';
import { withFileName } from '../../core/errors';
import { fileNameOf } from '../../core/file-name';
import { takesAnySize } from '../../core/picture-shape';
import { fullAddress } from '../address';
import { type Engine, engine } from '../engine';
import type { ModelFact, WeightsReport } from '../../internal';

/** Owner: the element. */
export class TrainerModel {
  readonly name: string;
  /** Whether it comes from a file; else it is the course's network, with the weights of a file. */
  readonly hasFile: boolean;
  /** Whether its file says how its pictures were prepared; if not, `metadata` has the course's preprocessing. */
  readonly isPreparationKnown: boolean;
  /** Whether it rescales pixel values itself. */
  readonly rescalesPixels: boolean;
  readonly #library: Engine;
  /** Whether the last layer is not the file's. */
  isFitted = false;
  readonly #backend: BackendChoice;
  #loaded: LoadedModel;
  #predictor: Predictor;
  #facts: readonly ModelFact[];
  #summary: string;

  /** @throws {PupilaError} 'bad-model' if the model's input is not a picture. */
  constructor(library: Engine, loaded: LoadedModel, name: string, backend: BackendChoice, hasFile = true) {
    this.name = name;
    this.hasFile = hasFile;
    this.isPreparationKnown = loaded.metadata !== null;
    this.rescalesPixels = library.rescalesPixels(loaded.model);
    this.#library = library;
    this.#loaded = loaded;
    this.#backend = backend;
    this.#predictor = new library.Predictor(loaded, backend);
    this.#facts = library.modelFacts(loaded);
    this.#summary = library.summary(loaded.model);
  }

  get loaded(): LoadedModel {
    return this.#loaded;
  }

  get model(): LoadedModel['model'] {
    return this.#loaded.model;
  }

  /** Metadata from the file, or defaults. */
  get metadata(): ModelMetadata {
    return this.#predictor.metadata;
  }

  /** What its file has. */
  get facts(): readonly ModelFact[] {
    return this.#facts;
  }

  /** The table of its layers. */
  get summary(): string {
    return this.#summary;
  }

  get classes(): readonly string[] {
    return this.metadata.classes;
  }

  /** Options for a run with this model. */
  get options(): TrainingOptions {
    return this.#predictor.options;
  }

  /** How it reads and prepares a picture. */
  get preparation(): Predictor['preparation'] {
    return this.#predictor.preparation;
  }

  /** Side of its pictures, which the reader may choose. Null: it has a size of its own. */
  get chosenSide(): number | null {
    return takesAnySize(this.model) ? (this.options.targetSize?.[0] ?? null) : null;
  }

  /** Predicts pictures of another size, if it takes any. */
  resize(side: number): void {
    if (this.chosenSide === null || this.chosenSide === side) return;
    this.#renewPredictor(side);
  }

  /** Loads weights, and the state of the optimizer that fits. */
  async loadWeights(file: Blob, matching: LoadWeightsOptions): Promise<WeightsReport> {
    const report = await this.#library.loadWeightsReport(this.#loaded, file, matching);
    // After the last layer was replaced, they still say what the file has.
    if (!this.isFitted) this.#facts = this.#library.modelFacts(this.#loaded);
    this.#summary = this.#library.summary(this.model);
    return report;
  }

  predict(file: Blob, name: string): Promise<Predictions> {
    return this.#predictor.predict(file, name);
  }

  save(format: WritableFormat): Promise<Blob> {
    return modelFile(format, this.model, { metadata: this.#predictor.metadata, compile: this.#compile });
  }

  /** The optimizer with its state and the loss, as read. Null if the file has no loss that Pupila can write. */
  get #compile(): SavedCompile | null {
    const { optimizer, loss, optimizerState = null } = this.#loaded;
    if (!loss?.name) return null;
    return { optimizer: optimizer?.name ? optimizer : null, loss, state: optimizerState };
  }

  /**
   * Replaces the last layer with one for these classes. The other layers keep their weights. The caller frees the old
   * last layer.
   */
  fitOutput(classes: readonly string[], seed: number | null): void {
    const { model, metadata } = this;
    const { loss = null } = this.#loaded;
    const library = this.#library;
    const fitted = library.fitOutput(model, classes.length, seed ?? undefined, loss?.name);
    // The optimizer's state belongs to the old weights.
    this.#loaded = {
      ...this.#loaded,
      model: fitted,
      metadata: { ...metadata, classes },
      optimizerState: null,
      loss: loss?.name ? library.lossAfterFit(loss, classes.length) : loss,
    };
    this.isFitted = true;
    this.#renewPredictor(this.chosenSide);
    this.#summary = library.summary(fitted);
  }

  /** @param side Of the pictures. Null: the model's. */
  #renewPredictor(side: number | null): void {
    const size = side === null ? {} : { targetSize: [side, side] as const };
    this.#predictor.dispose();
    this.#predictor = new this.#library.Predictor(this.#loaded, this.#backend, size);
  }

  dispose(): void {
    this.#predictor.dispose();
    this.model.dispose();
  }
}

/** Saves a model as a file. */
export async function modelFile(
  format: WritableFormat,
  model: LoadedModel['model'],
  options: ModelSaveOptions,
): Promise<Blob> {
  const { saveModelFile } = await engine();
  return saveModelFile(model, format, options);
}

/**
 * Loads a model's file, and from an address also one that names others, such as a `model.json`.
 *
 * @throws {PupilaError} 'bad-model', also if the model's input is not a picture; 'bad-archive', 'fetch-failed';
 * 'invalid-argument' for an invalid address.
 */
export async function loadTrainerModel(from: Blob | string, backend: BackendChoice): Promise<TrainerModel> {
  const source = typeof from === 'string' ? fullAddress(from) : from;
  const library = await engine();
  // Weights are tensors, which need a backend.
  await library.startBackend(backend);
  const isAddress = typeof source === 'string';
  const isNamed = isAddress || source instanceof File;
  const name = isAddress ? fileNameOf(source, 'model') : source instanceof File ? source.name : 'model';
  try {
    const loaded = await (isAddress ? library.loadAnyModel(source) : library.loadModelFile(source));
    return wrap(library, loaded, { name, backend });
  } catch (error) {
    throw isNamed ? withFileName(error, name) : error;
  }
}

/** Frees the model if it cannot be used. */
function wrap(
  library: Engine,
  loaded: LoadedModel,
  { name, backend }: { name: string; backend: BackendChoice },
): TrainerModel {
  try {
    return new TrainerModel(library, loaded, name, backend);
  } catch (error) {
    loaded.model.dispose();
    throw error;
  }
}
