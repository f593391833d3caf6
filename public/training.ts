/** The sixth section: the network of the fourth is built, trained by `<pupila-trainer>` and looked into meanwhile. */
import type { PupilaTrainer } from '../src/element/index';
import { engine } from '../src/element/engine';
import type { PupilaFeatureMaps } from '../src/lesson/pupila-feature-maps';
import type { ImageDataGeneratorOptions } from '../src/index';
import { type NetworkSpec, courseNetwork } from '../src/network/layer-spec';

/** The drawn cats and dogs, and a run over them that suits a first try: as many steps an epoch as in the course. */
const DATA = 'drawn_cats_and_dogs.zip';
const RUN = { epochs: 10, batchSize: 32, stepsPerEpoch: 16, seed: 0 };
const SEED = 0;

/** Ties a trainer and a look inside together. */
export class Training {
  readonly #trainer: PupilaTrainer;
  readonly #maps: PupilaFeatureMaps;
  #built: NetworkSpec | null = null;

  constructor(trainer: PupilaTrainer, maps: PupilaFeatureMaps) {
    this.#trainer = trainer;
    this.#maps = maps;
    Object.assign(trainer, { src: DATA, ...RUN });
    trainer.addEventListener('pupila-dataset', () => (maps.session = trainer.session));
    trainer.addEventListener('pupila-model', () => this.#lookInside());
    for (const type of ['pupila-step', 'pupila-epoch', 'pupila-evaluation'] as const) {
      trainer.addEventListener(type, () => maps.follow());
    }
  }

  /** The augmentation of the next run. */
  async augment(options: Partial<ImageDataGeneratorOptions>): Promise<void> {
    const { parseImageDataGeneratorOptions } = await engine();
    this.#trainer.augment = parseImageDataGeneratorOptions(options);
  }

  /** Builds a network for the next run; the one before goes. */
  async take(network: NetworkSpec = courseNetwork()): Promise<void> {
    if (network === this.#built) return;
    this.#built = network;
    const { backendReady, buildNetwork } = await engine();
    await backendReady();
    if (this.#built !== network) return;
    const before = this.#trainer.model;
    const model = buildNetwork(network, SEED);
    Object.assign(this.#trainer, { model, targetSize: network.inputShape[0] });
    if (!this.#trainer.loaded) this.#lookInside();
    // A run that still trains the old one keeps it.
    if (!['running', 'paused', 'preparing', 'ready'].includes(this.#trainer.state)) before?.dispose();
  }

  /** Into the model that the reader loaded, which is trained as well; else into the network that was built. */
  #lookInside(): void {
    const { model, metadata = null } = this.#trainer.loaded ?? { model: this.#trainer.model };
    Object.assign(this.#maps, { model, metadata, session: null });
  }
}
