/** Which network the next run trains, and from which weights. */
import type { Engine } from '../engine';
import { type InputSize, type Model, inputSize } from '../model-input';
import type { SessionInputs, TrainingOptions } from '../../index';
import type { TrainerModel } from './model';
import type { TrainerRun } from './run';
import { type TrainerSettings, trainingOptions } from './settings';

/** What a session is told, but for its data. */
export type NetworkInputs = Omit<SessionInputs, 'data'>;

/** Owner: the element's state. */
export class NetworkChoice {
  /** What the reader loaded; it comes before the page's network. */
  loaded: TrainerModel | null = null;
  readonly #given: () => Model | null;
  /** The page's network with a last layer for other classes. */
  #fitted: { given: Model; model: Model } | null = null;
  /** Weights that a network had before its first run. They go with the network. */
  readonly #initial = new WeakMap<Model, Float32Array[]>();

  /** @param given The page's network; null: none. */
  constructor(given: () => Model | null) {
    this.#given = given;
  }

  /** Null: the course's, made for each run. */
  get current(): Model | null {
    if (this.loaded) return this.loaded.model;
    const given = this.#given();
    return given && this.#fitted?.given === given ? this.#fitted.model : given;
  }

  /** Gives the network a new last layer for these classes. The page's keeps its own: another shares the rest with it. */
  fitOutput(library: Engine, classes: readonly string[], seed: number | null): void {
    const given = this.#given();
    if (this.loaded) this.loaded.fitOutput(library, classes, seed);
    else if (given) {
      this.forgetFitted();
      this.#fitted = { given, model: library.fitOutput(given, classes.length, seed ?? undefined) };
    }
  }

  /** As `forgetFitted`, where the page has another network by now. */
  forgetUnused(): void {
    if (this.#fitted?.given !== this.#given()) this.forgetFitted();
  }

  /** Frees the last layer that the page's network was given. Call it when no run uses it. */
  forgetFitted(): void {
    this.#fitted?.model.layers.at(-1)?.dispose();
    this.#fitted = null;
  }

  /** What the network takes, whatever the settings say; null: nothing of its own. */
  get inputSize(): InputSize | null {
    const { current } = this;
    return current && inputSize(current);
  }

  /** @throws {PupilaError} 'invalid-argument' for a setting that no run can have. */
  check(
    { resolveOptions }: Engine,
    settings: TrainerSettings,
    onError: Required<TrainingOptions>['onError'],
  ): void {
    const options = this.#options(settings, this.current);
    resolveOptions({ ...options, onError }, this.loaded?.loaded.optimizer);
  }

  /**
   * A run from scratch: the same network begins each time with the weights that it had before its first run. Call it
   * before the run begins.
   */
  async fresh(library: Engine, settings: TrainerSettings): Promise<NetworkInputs> {
    const { current: model, loaded } = this;
    return {
      model,
      initialWeights: model && (await this.#initialWeights(library, model)),
      metadata: loaded?.loaded.metadata ?? null,
      optimizer: loaded?.loaded.optimizer ?? null,
      optimizerState: loaded?.loaded.optimizerState ?? null,
      options: this.#options(settings, model),
    };
  }

  /** A run that goes on from another, for as many epochs again. */
  async further(earlier: TrainerRun, settings: TrainerSettings): Promise<NetworkInputs> {
    const learned = await earlier.learned();
    const initialEpoch = earlier.epochsDone;
    const epochs = initialEpoch + settings.epochs;
    const options = this.#options(settings, learned.model ?? null);
    const metadata = this.loaded?.loaded.metadata ?? null;
    return { ...learned, metadata, options: { ...options, initialEpoch, epochs } };
  }

  #options(settings: TrainerSettings, model: Model | null): TrainingOptions {
    const options = { ...trainingOptions(settings, model && inputSize(model)), ...this.loaded?.options };
    // Left to the file: a model may have been trained on pictures prepared in another way.
    if (this.loaded && options.augmentation === 'course') delete options.augmentation;
    return options;
  }

  async #initialWeights({ weightValues }: Engine, model: Model): Promise<Float32Array[]> {
    const weights = this.#initial.get(model) ?? (await weightValues(model));
    this.#initial.set(model, weights);
    return weights;
  }
}
