/** Selects the network for the next run, and its initial weights. */
import type { Engine } from '../engine';
import { type PictureShape, optionsOfShape, pictureShapeOf } from '../../core/picture-shape';
import type { Model } from '../model-input';
import type { SessionInputs, TrainingOptions } from '../../index';
import type { TrainerModel } from './model';
import type { TrainerRun } from './run';
import { type TrainerSettings, trainingOptions } from './settings';

/** Arguments of a session except the data. */
export type NetworkInputs = Omit<SessionInputs, 'data'>;

/** Owner: the element's state. */
export class NetworkChoice {
  /** The model that the reader loaded. It has precedence over the page's network. */
  loaded: TrainerModel | null = null;
  readonly #given: () => Model | null;
  /** The page's network with a new last layer. */
  #fitted: { given: Model; model: Model } | null = null;
  /** Last layers that were replaced. A run whose results are shown may still use them. */
  #replaced: Model['layers'] = [];
  /** Weights of a network before its first run. Weak: they are freed with the network. */
  readonly #initial = new WeakMap<Model, Float32Array[]>();

  /** @param given Returns the page's network, or null. */
  constructor(given: () => Model | null) {
    this.#given = given;
  }

  /** The current network. Null: the course's network, which is created for each run. */
  get current(): Model | null {
    if (this.loaded) return this.loaded.model;
    const given = this.#given();
    return given && this.#fitted?.given === given ? this.#fitted.model : given;
  }

  /**
   * Replaces the last layer with one for these classes. The page's network is not changed: a new network shares its
   * other layers.
   */
  fitOutput(library: Engine, classes: readonly string[], seed: number | null): void {
    const given = this.#given();
    if (this.loaded) {
      this.#replaced.push(...this.loaded.model.layers.slice(-1));
      this.loaded.fitOutput(classes, seed);
    } else if (given) {
      this.#dropFitted();
      this.#fitted = { given, model: library.fitOutput(given, classes.length, seed ?? undefined) };
    }
  }

  /** The network has other weights, from which runs from scratch start. */
  weightsChanged(model: Model): void {
    this.#initial.delete(model);
  }

  /** Frees last layers that were replaced, or that belong to another network than the page's. Call it when no run uses them. */
  disposeUnused(): void {
    if (this.#fitted?.given !== this.#given()) this.#dropFitted();
    for (const layer of this.#replaced.splice(0)) layer.dispose();
  }

  /** Also frees the new last layer of the page's network. */
  disposeFitted(): void {
    this.#dropFitted();
    this.disposeUnused();
  }

  #dropFitted(): void {
    this.#replaced.push(...(this.#fitted?.model.layers.slice(-1) ?? []));
    this.#fitted = null;
  }

  /** Shape of the network's pictures. Null: it has no fixed size. */
  get pictureShape(): PictureShape | null {
    const { current } = this;
    return current && pictureShapeOf(current);
  }

  /** Options that the network brings: the shape of its pictures and, if it was loaded, how they are prepared. */
  get brought(): TrainingOptions {
    return this.#broughtBy(this.current);
  }

  #broughtBy(model: Model | null): TrainingOptions {
    const shape = model && pictureShapeOf(model);
    if (this.loaded) {
      const { targetSize, ...others } = this.loaded.options;
      // A network for pictures of any size gets them in the size of the settings.
      return shape && targetSize ? { ...others, targetSize } : others;
    }
    return shape ? optionsOfShape(shape) : {};
  }

  /** Validates the settings. @throws {PupilaError} 'invalid-argument' for an invalid one. */
  check(
    { makeCallbacks, resolveOptions }: Engine,
    settings: TrainerSettings,
    onError: Required<TrainingOptions>['onError'],
  ): void {
    const options = this.#options(settings, this.current, this.loaded?.loaded.optimizer ?? null);
    const { callbacks } = resolveOptions({ ...options, onError }, this.loaded?.loaded.optimizer);
    makeCallbacks(callbacks);
  }

  /**
   * Returns the arguments for a run from scratch. A network starts each time with its weights from before its first
   * run, so call this before the run starts.
   */
  async fromScratch(library: Engine, settings: TrainerSettings): Promise<NetworkInputs> {
    const { current: model, loaded } = this;
    const optimizer = loaded?.loaded.optimizer ?? null;
    return {
      model,
      initialWeights: model && (await this.#initialWeights(library, model)),
      metadata: loaded?.loaded.metadata ?? null,
      optimizer,
      optimizerState: loaded?.loaded.optimizerState ?? null,
      loss: loaded?.loaded.loss ?? null,
      options: this.#options(settings, model, optimizer),
    };
  }

  /** Returns the arguments to continue an earlier run for `settings.epochs` more epochs. */
  async continued(earlier: TrainerRun, settings: TrainerSettings): Promise<NetworkInputs> {
    const trained = await earlier.trainedModel();
    const initialEpoch = earlier.epochsDone;
    const epochs = initialEpoch + settings.epochs;
    const options = this.#options(settings, trained.model ?? null, trained.optimizer ?? null);
    const metadata = this.loaded?.loaded.metadata ?? null;
    return { ...trained, metadata, options: { ...options, initialEpoch, epochs } };
  }

  #options(
    settings: TrainerSettings,
    model: Model | null,
    saved: SessionInputs['optimizer'],
  ): TrainingOptions {
    const options = trainingOptions(settings, this.#broughtBy(model), saved);
    // The session takes the generator from the model's file together with the statistics that it needs.
    if (this.loaded && settings.augment === 'course') delete options.augmentation;
    return options;
  }

  async #initialWeights({ weightValues }: Engine, model: Model): Promise<Float32Array[]> {
    const weights = this.#initial.get(model) ?? (await weightValues(model));
    this.#initial.set(model, weights);
    return weights;
  }
}
