/** Classifies pictures with a trained model, without a data set or training. */
import type { BackendChoice, TrainingOptions } from '../options/training-options';
import { type Images, floatsOf } from '../core/batch';
import { type BackendReport, startBackend } from '../engines/select';
import { PupilaError, withReceived } from '../core/errors';
import {
  INPUT_RULE,
  type InputLayout,
  type PictureShape,
  inputLayoutOf,
  inputsInWords,
  optionsOfShape,
} from '../core/picture-shape';
import type { ModelMetadata } from '../formats/model-metadata';
import type { LoadedModel } from '../formats/model-format';
import { DataWorkerPool } from '../loader/data-worker-pool';
import { type PicturePreparation, preparePicture } from '../loader/preprocessing';
import { layerWithBadOutput } from '../models/finite-layers';
import { separateInputs } from '../models/separate-inputs';
import { outputsError } from './finite-model';
import { optionsWithModel, shapeOfPictures, withPictureOptions } from './loaded-model';
import { usableLoss } from '../options/loss-config';
import { preparationOf } from './model-picture';
import { type PredictPath, makePredictPath } from '../steps/predict-path';
import { outputHead } from '../training/output-head';
import { type Predictions, outputMeaning, toPredictions } from '../training/probabilities';

/**
 * Predicts class probabilities for pictures.
 *
 * @example
 * const predictor = new Predictor(await loadAnyModel('runs/first/model/model.json'));
 * const { probabilities } = await predictor.predict(file, file.name);
 */
export class Predictor {
  readonly metadata: ModelMetadata;
  readonly #loaded: LoadedModel;
  readonly #shape: PictureShape;
  readonly #pool = new DataWorkerPool(1);
  readonly #backend: Promise<BackendReport>;
  #path: Promise<PredictPath> | null = null;
  /** @internal How `predict` reads and prepares a picture. */
  readonly preparation: PicturePreparation;

  /**
   * @param options.targetSize Height and width of pictures, for a model that takes any. Default: what it was trained with
   * according to its file, else 224 × 224.
   * @throws {PupilaError} 'bad-model' if the model's input is not a picture; 'invalid-argument' if it is of another size.
   */
  constructor(
    loaded: LoadedModel,
    backend: BackendChoice = 'auto',
    { targetSize }: Pick<TrainingOptions, 'targetSize'> = {},
  ) {
    this.#loaded = loaded;
    this.#shape = inputShape(loaded, targetSize);
    if (targetSize) withPictureOptions({ targetSize }, optionsOfShape(this.#shape));
    separateInputs(loaded.model);
    const { metadata, preparation } = preparationOf(loaded, this.#shape);
    this.metadata = metadata;
    this.preparation = preparation;
    this.#pool.startWithoutData();
    this.#backend = startBackend(backend);
  }

  /** Options of a run with the model: the shape of its pictures, and how they are read and prepared. */
  get options(): TrainingOptions {
    const [height, width] = this.#shape;
    return optionsWithModel({ targetSize: [height, width] }, this.#loaded).options;
  }

  /** Returns the class probabilities of one picture file. Rejects with 'bad-image' if it cannot be read. */
  async predict(file: Blob, name = 'picture'): Promise<Predictions> {
    const x = await preparePicture(this.#pool, { file, name, ...this.preparation });
    const images = { x, size: 1 };
    return this.#toPredictions(await this.#outputs(images), images);
  }

  /**
   * @internal Returns the class probabilities of pictures that are prepared for the model, from one forward pass.
   *
   * @param nameOf Name of a picture by its position, for the error.
   * @throws {PupilaError} 'bad-model' if an output is NaN or infinite, with the first layer where it is.
   */
  async predictFinite(images: Images, nameOf: (position: number) => string): Promise<Predictions> {
    const outputs = await this.#outputs(images);
    const bad = outputs.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return this.#toPredictions(outputs, images);
    const position = Math.floor(bad / (outputs.length / images.size));
    const x = floatsOf(images);
    const pixels = x.length / images.size;
    const image = x.subarray(position * pixels, (position + 1) * pixels);
    throw outputsError(nameOf(position), await layerWithBadOutput(this.#loaded.model, image, this.#layout));
  }

  get #layout(): InputLayout {
    return inputLayoutOf(this.#loaded.model, this.#shape) as InputLayout;
  }

  async #outputs(images: Images): Promise<Float32Array> {
    return (await (this.#path ??= this.#makePath())).predict(images);
  }

  async #makePath(): Promise<PredictPath> {
    const backend = await this.#backend;
    return makePredictPath({ backend, model: this.#loaded.model, layout: this.#layout });
  }

  #toPredictions(outputs: Float32Array, { size }: Images): Predictions {
    const { model, loss } = this.#loaded;
    return toPredictions(outputs, size, outputMeaning(outputHead(model), usableLoss(loss)));
  }

  /** Stops the workers. The model still belongs to the caller. */
  dispose(): void {
    this.#pool.dispose();
    void this.#path?.then(
      (path) => path.dispose(),
      () => undefined,
    );
  }
}

/**
 * Returns height, width and channels of the model's input.
 *
 * @param targetSize Size for a model that takes any. Default: that of its file, else the usual one.
 * @throws {PupilaError} 'bad-model' if the input is not a picture.
 */
export function inputShape(loaded: LoadedModel, targetSize?: TrainingOptions['targetSize']): PictureShape {
  const shape = shapeOfPictures(loaded, targetSize);
  if (shape) return shape;
  throw new PupilaError('bad-model', withReceived(INPUT_RULE, { inputs: inputsInWords(loaded.model) }));
}
