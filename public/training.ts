/** The sixth section: the network of the fourth is built, trained by `<pupila-trainer>` and looked into meanwhile. */
import type { PupilaTrainer } from '../src/element/index';
import { engine } from '../src/element/engine';
import type { PupilaFeatureMaps } from '../src/lesson/pupila-feature-maps';
import type { ImageDataGeneratorOptions, TrainingSession } from '../src/index';
import { type NetworkSpec, courseNetwork } from '../src/network/layer-spec';
import { withOutputFor } from '../src/network/output';
import { COURSE_AUGMENTATION as COURSE } from '../src/network/training-code';

/**
 * The drawn cats and dogs, and a run over them that suits a first try: as many steps an epoch as in the course, of fewer
 * pictures. With Keras's own rate, 0.001, ten of these epochs learn nothing; so they reach a val_accuracy of 0.9.
 */
const DATA = 'drawn_cats_and_dogs.zip';
const RUN = { epochs: 10, batchSize: 32, stepsPerEpoch: 16, learningRate: 3e-4, seed: 3 };
const BUSY: readonly string[] = ['preparing', 'ready', 'running', 'paused'];

type Model = NonNullable<PupilaTrainer['model']>;

/** The page, as the training sees it. */
export interface TrainingPage {
  /** Something that it says has changed. */
  changed(): void;
  /** These are every lab's. */
  carry(values: { network: NetworkSpec } | { classes: number }): void;
}

/** Ties a trainer and a look inside together. */
export class Training {
  /** Why the last network could not be built. */
  trouble: Error | null = null;
  readonly #trainer: PupilaTrainer;
  readonly #maps: PupilaFeatureMaps;
  readonly #page: TrainingPage;
  /** The network that the next run is to train, as text: equal networks are the same. */
  #wanted = '';
  #built: NetworkSpec | null = null;
  /** How many networks are being built. */
  #building = 0;
  /** The last run: it trains or offers its model until the next begins. */
  #run: { model: Model; session: TrainingSession; learned: boolean } | null = null;

  constructor(trainer: PupilaTrainer, maps: PupilaFeatureMaps, page: TrainingPage) {
    this.#trainer = trainer;
    this.#maps = maps;
    this.#page = page;
    Object.assign(trainer, { src: DATA, ...RUN, fitOutput: (classes: number) => this.#fitOutput(classes) });
    trainer.addEventListener('pupila-state', () => this.#begin());
    trainer.addEventListener('pupila-dataset', ({ detail }) => {
      maps.session = trainer.session;
      page.carry({ classes: detail.classes.length });
    });
    trainer.addEventListener('pupila-model', () => {
      const isTrained = this.#run?.learned && this.#run.model === trainer.model;
      this.#letGo();
      this.#lookInside();
      if (!isTrained) return;
      // What was trained goes with its run: without the loaded model the network is new again.
      this.#wanted = '';
      void this.take(this.#built ?? undefined);
    });
    trainer.addEventListener('pupila-step', () => this.#run && (this.#run.learned = true));
    for (const type of ['pupila-step', 'pupila-epoch', 'pupila-evaluation'] as const) {
      trainer.addEventListener(type, () => maps.follow());
    }
  }

  /** The network that was built waits for the next run. */
  get waits(): boolean {
    return !!this.#run && this.#run.model !== this.#trainer.model;
  }

  /** The augmentation of the next run. */
  async augment(options: Partial<ImageDataGeneratorOptions>): Promise<void> {
    const { parseImageDataGeneratorOptions } = await engine();
    this.#trainer.augment = isCourse(options) ? 'course' : parseImageDataGeneratorOptions(options);
  }

  /** Builds a network for the next run. Where that fails, the one before stays everybody's. */
  async take(network: NetworkSpec = courseNetwork()): Promise<void> {
    const wanted = JSON.stringify(network);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#building++;
    // Nobody trains another network than the page shows.
    const hadFocus = this.#trainer.matches(':focus-within');
    this.#trainer.inert = !this.#busy;
    try {
      const { backendReady, buildNetwork } = await engine();
      await backendReady();
      if (this.#wanted !== wanted) return;
      this.#replace(buildNetwork(network, RUN.seed), network);
      this.trouble = null;
    } catch (error) {
      if (this.#wanted === wanted) this.#goBack(error as Error);
    } finally {
      if (--this.#building === 0) this.#trainer.inert = false;
      // It is lost with `inert`. Where the reader went on meanwhile it stays.
      if (hadFocus && document.activeElement === document.body) this.#trainer.focus();
      this.#page.changed();
    }
  }

  /** The network gets a last layer for so many classes, in every lab. */
  #fitOutput(classes: number): void {
    this.#page.carry({ network: withOutputFor(this.#built ?? courseNetwork(), classes) });
  }

  get #busy(): boolean {
    return BUSY.includes(this.#trainer.state);
  }

  #replace(model: Model, network: NetworkSpec): void {
    const isUsed = this.#run?.learned && ['done', 'stopped'].includes(this.#trainer.state);
    if (!this.#busy && !isUsed) this.#letGo();
    const before = this.#trainer.model;
    this.#built = network;
    Object.assign(this.#trainer, { model, targetSize: network.inputShape[0] });
    if (before !== this.#run?.model) before?.dispose();
    if (!this.#trainer.loaded && !this.#run) this.#lookInside();
  }

  #goBack(error: Error): void {
    this.trouble = error;
    const before = this.#built ?? courseNetwork();
    const text = JSON.stringify(before);
    // There is none that can be built.
    if (text === this.#wanted) return;
    this.#wanted = this.#built ? text : '';
    this.#page.carry({ network: before });
  }

  /** A run has begun: the model of the one before goes. */
  #begin(): void {
    const { session, model, loaded } = this.#trainer;
    if (!session || session === this.#run?.session) return;
    this.#letGo();
    if (loaded || !model) return;
    this.#run = { model, session, learned: false };
    if (this.#maps.model !== model) this.#lookInside();
    this.#page.changed();
  }

  /** The last run's model is the trainer's again, or nobody's. */
  #letGo(): void {
    const run = this.#run;
    this.#run = null;
    if (!run || run.model === this.#trainer.model) return;
    void ended(run.session).then(() => run.model.dispose());
  }

  /** Into the model that the reader loaded, which is trained as well; else the run's, else the network that was built. */
  #lookInside(): void {
    const own = { model: this.#run?.model ?? this.#trainer.model, metadata: null };
    const { model, metadata } = this.#trainer.loaded ?? own;
    Object.assign(this.#maps, { model, metadata, session: null });
    this.#page.changed();
  }
}

/** Whether options are the course's, in whatever order they were set. */
function isCourse(options: Partial<ImageDataGeneratorOptions>): boolean {
  const names = new Set([...Object.keys(options), ...Object.keys(COURSE)]) as Set<keyof typeof COURSE>;
  return [...names].every((name) => options[name] === COURSE[name]);
}

/** Resolves when a session does not train any more. */
function ended(session: TrainingSession): Promise<void> {
  return new Promise((resolve) => {
    if (!BUSY.includes(session.state)) resolve();
    session.events.on('state', (state) => {
      if (!BUSY.includes(state)) resolve();
    });
  });
}
