/**
 * The sixth section: `<pupila-trainer>` trains the network of the fourth section, and feature maps show it meanwhile.
 */
import type { TemplateResult } from 'lit';
import type { PupilaTrainer } from '../src/element/index';
import { engine } from '../src/element/engine';
import { ReaderError, withCode } from '../src/element/reader-error';
import type { PupilaFeatureMaps } from '../src/lesson/pupila-feature-maps';
import { lesson as en } from '../src/i18n/en/lesson';
import { lesson as es } from '../src/i18n/es/lesson';
import type { Locale } from '../src/i18n/locale';
import type { ImageDataGeneratorOptions, TrainingSession } from '../src/index';
import { describeNetwork } from '../src/network/describe';
import { type NetworkSpec, courseNetwork } from '../src/network/layer-spec';
import { withOutputFor } from '../src/network/output';
import { presetOf } from '../src/network/augmentation-presets';
import { type PresetState, SEED, applyPreset, presetState, renderPresets } from './training-presets';

/** One array, because the maps start anew when theirs changes. */
const NO_WEIGHTS: PupilaTrainer['loadedWeights'] = [];
const BUSY: readonly string[] = ['preparing', 'ready', 'running', 'paused'];

type Model = NonNullable<PupilaTrainer['model']>;

/** The page, as seen by the training section. */
export interface TrainingPage {
  /** A message of this section has changed. */
  update(): void;
  /** Shares these values with every lab. */
  carry(values: { network: NetworkSpec } | { classes: number }): void;
}

/** Connects a trainer and a feature-map view. */
export class Training {
  /** Why the last network could not be built. */
  buildError: Error | null = null;
  readonly #trainer: PupilaTrainer;
  readonly #maps: PupilaFeatureMaps;
  readonly #page: TrainingPage;
  /** The network for the next run, as JSON for comparison. */
  #requested = '';
  #built: NetworkSpec | null = null;
  /** What each network was built from, as JSON. */
  readonly #sources = new WeakMap<Model, string>();
  #preset: PresetState = { chosen: null, ownDataSteps: null };
  /** The fifth section's augmentation. */
  #augment: PupilaTrainer['augment'] = 'course';
  /** Number of networks being built. */
  #building = 0;
  /** The weights that were loaded into the trainer's network. */
  #weights = NO_WEIGHTS;
  /** The trainer's session when its state last changed, or at the last step. */
  #session: TrainingSession | null = null;
  /** The network of a run that is being prepared. */
  #preparing: Model | null = null;
  /** The last run that was shown. It trains, or offers its model until the first step of the next one. */
  #run: { model: Model; session: TrainingSession; learned: boolean } | null = null;

  constructor(trainer: PupilaTrainer, maps: PupilaFeatureMaps, page: TrainingPage) {
    this.#trainer = trainer;
    this.#maps = maps;
    this.#page = page;
    applyPreset(trainer, 'lesson', trainer.augment);
    trainer.hasCourseFolders = true;
    trainer.keptNetwork = {
      save: () => this.#built ?? courseNetwork(),
      restore: async (saved) => {
        const network = saved as NetworkSpec;
        await this.useNetwork(network);
        page.carry({ network });
      },
    };
    trainer.fitOutput = (classes, imageShape) => this.#fitNetwork(classes, imageShape);
    // The reader also changes settings in the trainer's own form.
    trainer.addController({
      hostUpdated: () => {
        this.#updatePreset();
        this.#followWeights();
      },
    });
    // The words of a build problem load with its first rendering.
    maps.addController({ hostUpdated: () => this.buildError && page.update() });
    trainer.addEventListener('pupila-state', ({ detail }) => {
      this.#onState(detail);
      page.update();
    });
    trainer.addEventListener('pupila-dataset', ({ detail }) => {
      maps.classNames = detail.classes;
      page.carry({ classes: detail.classes.length });
    });
    trainer.addEventListener('pupila-model', ({ detail }) => {
      page.update();
      // Its last layer was replaced. The maps show the results of the earlier run until the next one's first step.
      if (detail && trainer.session) return;
      const isTrained = this.#run?.learned && this.#run.model === trainer.model;
      this.#releaseRun();
      this.#updateMaps();
      if (!isTrained) return;
      // The weights go away with their run. Without a loaded model, build the network anew.
      this.#requested = '';
      void this.useNetwork(this.#built ?? undefined);
    });
    trainer.addEventListener('pupila-step', () => {
      if (this.#followSession()) page.update();
      if (this.#run) this.#run.learned = true;
    });
    for (const type of ['pupila-step', 'pupila-epoch', 'pupila-evaluation'] as const) {
      trainer.addEventListener(type, () => maps.follow());
    }
  }

  /** Whether the built network is waiting for the next run. */
  get isWaiting(): boolean {
    return !!this.#run && this.#run.model !== this.#trainer.model;
  }

  /** Whether it trains a model that the reader loaded. */
  get isModelLoaded(): boolean {
    return this.#trainer.loaded !== null;
  }

  /** Renders why the last network could not be built. @param sentence Its first line. */
  buildProblem(sentence: string): unknown {
    return this.#maps.errorView(this.buildError, sentence);
  }

  /** Renders the choice of settings. */
  presets(locale: Locale): TemplateResult {
    return renderPresets({
      state: this.#preset,
      disabled: this.#busy,
      locale,
      choose: (name) => applyPreset(this.#trainer, name, this.#augment),
    });
  }

  /** Sets the augmentation of the next run. */
  async augment(options: Partial<ImageDataGeneratorOptions>): Promise<void> {
    const { parseImageDataGeneratorOptions } = await engine();
    this.#augment = presetOf(options) ?? parseImageDataGeneratorOptions(options);
    this.#trainer.augment = this.#augment;
  }

  /** Builds a network for the next run. If that fails, the previous one stays in use. */
  async useNetwork(network: NetworkSpec = courseNetwork()): Promise<void> {
    const requested = JSON.stringify(network);
    if (requested === this.#requested) return;
    this.#requested = requested;
    this.#building++;
    // Block the trainer while the page shows another network than it would train.
    const hadFocus = this.#trainer.matches(':focus-within');
    this.#trainer.inert = !this.#busy;
    try {
      const { backendReady, buildNetwork } = await engine();
      await backendReady();
      if (this.#requested !== requested) return;
      const model = this.#trainedOf(requested) ?? buildNetwork(network, SEED);
      this.#sources.set(model, requested);
      this.#replace(model, network);
      this.buildError = null;
    } catch (error) {
      if (this.#requested === requested) this.#restorePrevious(error as Error);
    } finally {
      if (--this.#building === 0) this.#trainer.inert = false;
      // `inert` removes the focus. Restore it, unless the reader has moved it meanwhile.
      if (hadFocus && document.activeElement === document.body) this.#trainer.focus();
      this.#page.update();
    }
  }

  /**
   * Gives the network an input for pictures of this shape and an output layer for this number of classes, in every lab.
   *
   * @throws {ReaderError} 'invalid-argument' if the pictures are too small for its layers.
   */
  #fitNetwork(classes: number, inputShape: NetworkSpec['inputShape']): void {
    const network = withOutputFor({ ...(this.#built ?? courseNetwork()), inputShape }, classes);
    try {
      describeNetwork(network);
    } catch (error) {
      throw new ReaderError(withCode(error), (_, { locale }) => ({ en, es })[locale].tooDeep);
    }
    this.#page.carry({ network });
  }

  /** The trained network, if the reader has come back to what it was built from: it can be trained further then. */
  #trainedOf(source: string): Model | null {
    const run = this.#run?.learned ? this.#run : null;
    return run && this.#sources.get(run.model) === source ? run.model : null;
  }

  get #busy(): boolean {
    return BUSY.includes(this.#trainer.state);
  }

  #replace(model: Model, network: NetworkSpec): void {
    const isUsed = this.#run?.learned && ['done', 'stopped'].includes(this.#trainer.state);
    if (!this.#busy && !isUsed) this.#releaseRun();
    const before = this.#trainer.model;
    this.#built = network;
    Object.assign(this.#trainer, { model, targetSize: network.inputShape[0] });
    if (before !== this.#run?.model && before !== this.#preparing) before?.dispose();
    if (!this.#trainer.loaded && !this.#run) this.#updateMaps();
  }

  #restorePrevious(error: Error): void {
    this.buildError = error;
    const before = this.#built ?? courseNetwork();
    const text = JSON.stringify(before);
    // There is no other network to go back to.
    if (text === this.#requested) return;
    this.#requested = this.#built ? text : '';
    this.#page.carry({ network: before });
  }

  #updatePreset(): void {
    const before = this.#preset;
    this.#preset = presetState(this.#trainer);
    const { chosen, ownDataSteps } = this.#preset;
    if (chosen === before.chosen && ownDataSteps === before.ownDataSteps) return;
    this.#page.update();
  }

  /** Shows new weights in the network. The run that they ended is gone. */
  #followWeights(): void {
    const { loadedWeights } = this.#trainer;
    if (loadedWeights === this.#weights) return;
    this.#weights = loadedWeights;
    // None, or those of before its last layer was replaced: the results of the run stay.
    if (loadedWeights.every(({ isBeforeFit }) => isBeforeFit)) return;
    this.#releaseRun();
    this.#updateMaps();
  }

  #onState(changed: PupilaTrainer['state']): void {
    const { model, loaded, state } = this.#trainer;
    if (changed === 'preparing') this.#setPreparing(loaded ? null : model);
    if (!this.#followSession() && !BUSY.includes(state)) this.#setPreparing(null);
  }

  /** If the trainer shows another run, drops the model of the previous one. Returns whether it does. */
  #followSession(): boolean {
    const { session } = this.#trainer;
    const isNew = session !== null && session !== this.#session;
    this.#session = session;
    if (isNew) this.#showRun(session);
    return isNew;
  }

  #showRun(session: TrainingSession): void {
    const model = this.#preparing;
    this.#preparing = null;
    this.#releaseRun();
    if (model) this.#run = { model, session, learned: false };
    const shown = this.#trainer.loaded?.model ?? model;
    if (shown && this.#maps.model !== shown) this.#updateMaps();
    this.#maps.session = session;
  }

  /** Drops the network of a run that could not be prepared, unless it is still in use. */
  #setPreparing(model: Model | null): void {
    const before = this.#preparing;
    this.#preparing = model;
    if (![null, model, this.#trainer.model, this.#run?.model].includes(before)) before?.dispose();
  }

  /** Returns the last run's model to the trainer, or drops it. */
  #releaseRun(): void {
    const run = this.#run;
    this.#run = null;
    if (!run || run.model === this.#trainer.model) return;
    void untilIdle(run.session).then(() => run.model.dispose());
  }

  /**
   * Shows the model that the reader loaded, which is also the one being trained; otherwise the run's; otherwise the
   * built one.
   */
  #updateMaps(): void {
    const own = {
      model: this.#run?.model ?? this.#trainer.model,
      metadata: null,
      isPreparationKnown: true,
      isFitted: false,
    };
    const { loaded, loadedWeights } = this.#trainer;
    const { model, metadata, isPreparationKnown, isFitted } = loaded ?? own;
    const isCurrent = model === (loaded?.model ?? this.#trainer.model);
    const weights = isCurrent ? loadedWeights : NO_WEIGHTS;
    Object.assign(this.#maps, { model, metadata, isPreparationKnown, isFitted, weights, session: null });
    this.#page.update();
  }
}

/** Resolves when a session has stopped training. */
function untilIdle(session: TrainingSession): Promise<void> {
  return new Promise((resolve) => {
    if (!BUSY.includes(session.state)) resolve();
    session.events.on('state', (state) => {
      if (!BUSY.includes(state)) resolve();
    });
  });
}
