/**
 * The composition root: connects a data set, a model and a backend into a training run. The page, the element and the
 * headless runner are views: they call its methods and listen to its events.
 */
import type { Images } from '../core/batch';
import { Emitter } from '../core/emitter';
import { PupilaError } from '../core/errors';
import { takesAnySize } from '../core/picture-shape';
import { type Message, message } from '../core/message';
import { colorModeOf } from '../core/types';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import type { CompileArguments } from '../formats/keras-compile';
import type { ModelSaveOptions } from '../formats/model-format';
import { type ModelMetadata, preprocessingMetadata } from '../formats/model-metadata';
import { DataWorkerPool, defaultWorkerCount } from '../loader/data-worker-pool';
import { type PicturePreparation, preparePicture } from '../loader/preprocessing';
import { layerWithBadWeights } from '../models/finite-layers';
import type { Part } from '../protocol/data-protocol';
import { type BackupAndRestoreOptions, backupOf } from '../training/callbacks/backup-and-restore';
import type { CallbackList } from '../training/callbacks/callback-list';
import { callbackList } from '../training/callbacks/registry';
import { type FitResult, fit } from '../training/fit';
import type { FitEvents, LossNotFiniteEvent } from '../training/fit-events';
import type { FitProgress } from '../training/fit-progress';
import { CheckpointKeeper, everyStepsOf } from './checkpoint/checkpoint-keeper';
import { type Evaluation, evaluateRound } from './evaluation';
import { lossCause } from './loss-cause';
import { optimizerProblem, optionsWithModel } from './loaded-model';
import type { ModelPicture } from './model-picture';
import { trainingModel } from './training-model';
import { validationImages, validationPicture } from './validation-images';
import { type PreparationEvents, type Prepared, type PreparedRun, partOf, prepare } from './preparation';
import { type SessionInputs, checkInputNames } from './session-inputs';
import { makeMetrics } from '../training/metrics/make-metrics';
import { type OutputMeaning, type Predictions, toPredictions } from '../training/probabilities';
import { camelCaseOptions, resolveOptions } from '../options/resolve-options';
import type { ResolvedOptions, TrainingOptions } from '../options/training-options';

/** State of a run. */
export type SessionState =
  'idle' | 'preparing' | 'ready' | 'running' | 'paused' | 'done' | 'stopped' | 'failed';

/** Events of a session, including those of `fit` (`step`, `epoch`, `validating`). */
export interface SessionEvents extends FitEvents, PreparationEvents {
  state: SessionState;
  /** A checkpoint was not written, or comes from another backend. Training continues. */
  checkpointWarning: { warning: Message };
}

/**
 * A training run.
 *
 * @example
 * const session = new TrainingSession({ data: { kind: 'url', url: 'cats_and_dogs.zip' }, options: { epochs: 3 } });
 * session.events.on('epoch', ({ logs }) => console.log(logs));
 * const { history } = await session.train();
 */
export class TrainingSession {
  readonly events = new Emitter<SessionEvents>();
  readonly options: ResolvedOptions;
  readonly #inputs: SessionInputs;
  /** As the user gave them, with the seed. */
  readonly #givenOptions: TrainingOptions;
  readonly #callbacks: CallbackList;
  /** How checkpoints are a backup. Null: they are not. */
  readonly #backup: BackupAndRestoreOptions | null;
  /** Statistics from the model's file. Null if it has none or they are not used. */
  readonly #statistics: FeaturewiseStatistics | null;
  /** Why training needs the option `optimizer`, or null. */
  readonly #optimizerProblem: Message | null;
  #pool: DataWorkerPool;
  #state: SessionState = 'idle';
  #prepared: Promise<Prepared> | null = null;
  #step: Prepared['step'] | null = null;
  /** Stops the current call of `train`, or the next one if none is running. */
  #stop = new AbortController();
  #training: Promise<unknown> | null = null;
  #isDisposed = false;
  #lossNotFinite: LossNotFiniteEvent | null = null;
  /** Where the next call of `train` begins; null: at the start. */
  #from: FitProgress | null;
  #resume: (() => void) | null = null;
  #paused: Promise<void> | null = null;

  /** @throws {PupilaError} 'invalid-argument' for an unknown input, or an invalid option or callback. */
  constructor(inputs: SessionInputs) {
    checkInputNames(inputs);
    this.#inputs = inputs;
    const given = { ...inputs.checkpoint?.facts.options, ...camelCaseOptions(inputs.options ?? {}) };
    const { options, statistics } = optionsWithModel(given, inputs);
    this.#optimizerProblem = options.optimizer ? null : optimizerProblem(inputs);
    this.options = resolveOptions(options, inputs.optimizer);
    this.#givenOptions = { ...given, seed: this.options.seed };
    this.#callbacks = callbackList(this.options.callbacks, inputs.callbacks, !!inputs.files);
    this.#backup = backupOf(this.#callbacks.given, !!inputs.checkpoints);
    this.#statistics = statistics;
    this.#from = inputs.checkpoint?.facts.progress ?? null;
    this.#pool = this.#newPool();
    this.events.on('lossNotFinite', (event) => (this.#lossNotFinite = event));
    this.events.on('print', ({ line }) => console.log(line));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** @internal Where the loss of the last call of `train` became NaN or infinite. Null: nowhere. */
  get lossNotFinite(): LossNotFiniteEvent | null {
    return this.#lossNotFinite;
  }

  /**
   * Opens the data, starts the backend and builds the model. `train` calls it; call it earlier to inspect the data.
   *
   * @param prefetch Whether the workers start making training batches. Default false.
   * @throws {PupilaError} 'aborted' after `dispose`, or the errors of `train`.
   */
  prepare({ prefetch = false }: { prefetch?: boolean } = {}): Promise<PreparedRun> {
    return this.#whenPrepared(prefetch);
  }

  /**
   * Trains until the last epoch, or until a callback or `stop` ends training.
   *
   * @throws {PupilaError} 'bad-archive', 'no-images', 'one-class', 'bad-image', 'fetch-failed', 'backend-unavailable' …
   */
  train(): Promise<FitResult> {
    if (this.#training)
      return Promise.reject(new PupilaError('invalid-argument', message`This session is already training.`));
    const problem = this.#optimizerProblem;
    if (problem) return Promise.reject(new PupilaError('invalid-argument', problem));
    const training = this.#train().finally(() => {
      this.#training = null;
      this.#releasePause();
      if (this.#stop.signal.aborted) this.#stop = new AbortController();
    });
    this.#training = training.catch(() => undefined);
    return training;
  }

  /** Pauses training before the next step. */
  pause(): void {
    if (!this.#training || this.#paused || this.#state === 'preparing') return;
    this.#paused = new Promise((resolve) => (this.#resume = resolve));
    this.#setState('paused');
  }

  /** Resumes training. */
  resume(): void {
    if (this.#state !== 'paused') return;
    this.#releasePause();
    this.#setState('running');
  }

  /**
   * Stops training after the current work item; `train` resolves with the result so far. During preparation, it stops
   * before the first step. Does nothing if the session is neither preparing nor training.
   */
  stop(): void {
    if (this.#training || this.#state === 'preparing') this.#abort();
  }

  /**
   * Copies the current weights into the model's variables, to inspect them during training. When it resolves, they are
   * the weights after a finished step.
   */
  async sync(): Promise<void> {
    await this.#step?.sync();
  }

  /** Returns the class probabilities of images of the data set, with validation preprocessing. */
  async predict(part: Part, indices: readonly number[]): Promise<Predictions> {
    return this.#classify(await validationImages(this.#pool, await this.#whenPrepared(), part, indices));
  }

  /** Returns the class probabilities of a picture file. */
  async predictFile(file: Blob, name = 'picture'): Promise<Predictions> {
    const x = await preparePicture(this.#pool, { file, name, ...(await this.picturePreparation()) });
    return this.#classify({ x, size: 1 });
  }

  /** @internal How `predictFile` reads and prepares a picture. */
  async picturePreparation(): Promise<PicturePreparation> {
    const { validationGenerator: generator, statistics, dataset } = await this.#whenPrepared();
    const { interpolation, keepAspectRatio } = this.options;
    const [height, width] = dataset.imageShape;
    // Arrays ignore `options.colorMode`.
    const colorMode = colorModeOf(dataset.imageShape[2]) ?? this.options.colorMode;
    const read = { targetSize: [height, width] as const, colorMode, interpolation, keepAspectRatio };
    return { read, generator, statistics };
  }

  /** @internal Returns one image of the data set as `predict` prepares it. */
  async modelPicture(part: Part, index: number): Promise<ModelPicture> {
    return validationPicture(this.#pool, await this.#whenPrepared(), part, index);
  }

  /** Returns the RGBA pixels of one image, without preprocessing, for display. */
  async picture(part: Part, index: number): Promise<ImageData> {
    await this.#whenPrepared();
    const { data, width, height } = await this.#pool.use((api) => api.picture(part, index));
    return new ImageData(data, width, height);
  }

  /** Evaluates the model on one round of a part, with validation preprocessing. */
  async evaluate(part: Part): Promise<Evaluation> {
    const { dataset, step, plainLoader, meaning } = await this.#whenPrepared();
    return evaluateRound(step, plainLoader(part), partOf(dataset, part), dataset.classes.length, meaning);
  }

  /** Returns the metadata to save with the model. */
  async metadata(): Promise<ModelMetadata> {
    const { dataset, model } = await this.#whenPrepared();
    const { read, ...preprocessing } = await this.picturePreparation();
    const { colorMode, interpolation, keepAspectRatio, targetSize } = read;
    return {
      classes: dataset.classes,
      colorMode,
      interpolation,
      keepAspectRatio,
      ...(takesAnySize(model) && { targetSize }),
      ...preprocessingMetadata(preprocessing),
    };
  }

  /** Returns the training configuration and the optimizer's state, for `saveModelFile`. */
  async compileArguments(): Promise<CompileArguments> {
    const { compile, optimizer, step } = await this.#whenPrepared();
    const { iterations, config } = optimizer;
    // A callback may have changed it. A schedule stays one.
    const { learningRate } = typeof config.learningRate === 'number' ? optimizer : config;
    return {
      ...compile,
      optimizer: { ...config, learningRate },
      state: iterations > 0 ? { iterations, slots: await step.slots() } : null,
    };
  }

  /** @internal Size of the weights with the optimizer's slots, in bytes. */
  async stateBytes(): Promise<number> {
    const { model, step } = await this.#whenPrepared();
    const slots = (await step.slots()).flat();
    return 4 * model.countParams() + slots.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /**
   * Stops training like `stop`, then frees the workers and the optimizer's memory. The model belongs to the caller.
   * During preparation it also frees the course's network, and `prepare` rejects.
   */
  dispose(): void {
    this.#isDisposed = true;
    this.#abort();
    this.#pool.dispose();
    void this.#disposeStep().catch(() => undefined);
  }

  /** Also drops the references: prepared data is large, and a page may keep the session object. */
  async #disposeStep(): Promise<void> {
    await this.#training;
    const prepared = this.#prepared;
    this.#prepared = null;
    this.#step = null;
    (await prepared)?.step.dispose();
  }

  async #train(): Promise<FitResult> {
    const prepared = await this.#whenPrepared(true);
    const { step, training, validation, optimizer } = prepared;
    const { files = null } = this.#inputs;
    const { signal } = this.#stop;
    const keeper = this.#keeperOf(prepared);
    await keeper?.reserve();
    const from = this.#from;
    this.#from = null;
    if (from) this.#warnOfBackend(prepared);
    this.#lossNotFinite = null;
    if (!signal.aborted && !this.#paused) this.#setState('running');
    const lossInputs = {
      imageShape: prepared.dataset.imageShape,
      filenames: prepared.dataset.training.filenames,
    };
    try {
      // The course's own network begins with finite weights.
      const layerBefore = this.#inputs.model ? await layerWithBadWeights(prepared.model) : null;
      const result = await fit(step, {
        source: training,
        validation,
        epochs: this.options.epochs,
        initialEpoch: this.options.initialEpoch,
        stepsPerEpoch: this.options.stepsPerEpoch,
        validationFreq: this.options.validationFreq,
        metrics: () => makeMetrics(this.options.metrics ?? [], thresholdOf(prepared.meaning)),
        emitter: this.events,
        callbacks: this.#callbacks,
        optimizer,
        explainLoss: (bad) => lossCause(bad, { ...prepared, ...lossInputs, layerBefore }),
        model: trainingModel({
          ...prepared,
          files,
          onWarning: (warning) => this.events.emit('callbackWarning', { warning }),
          saveOptions: () => this.#saveOptions(),
        }),
        files,
        signal,
        gate: () => this.#paused ?? Promise.resolve(),
        from,
        keeper,
      });
      await keeper?.whenWritten();
      // After a loss that is no number, the last checkpoint has the last good weights.
      const isComplete = !result.stopped && result.lossNotFinite?.part !== 'training';
      if (isComplete && this.#backup?.deleteCheckpoint) await keeper?.remove();
      this.#setState(result.stopped ? 'stopped' : 'done');
      return result;
    } catch (error) {
      await keeper?.whenWritten();
      this.#setState('failed');
      throw error;
    }
  }

  #warnOfBackend({ backend: { backend } }: Prepared): void {
    const before = this.#inputs.checkpoint?.facts.backend;
    if (before === backend) return;
    const warning = message`The checkpoint was made on ${String(before)}, and the run continues on ${backend}: its numbers are those of an uninterrupted run but for rounding.`;
    this.events.emit('checkpointWarning', { warning });
  }

  #keeperOf({ step, model, optimizer, identity, backend: { backend } }: Prepared): CheckpointKeeper | null {
    const { checkpoints: store } = this.#inputs;
    const onWarning = (warning: Message): void => this.events.emit('checkpointWarning', { warning });
    const facts = { options: this.#givenOptions, identity, backend };
    const everySteps = everyStepsOf(this.#backup);
    return store
      ? new CheckpointKeeper({ store, everySteps, step, model, optimizer, facts, onWarning })
      : null;
  }

  async #saveOptions(): Promise<ModelSaveOptions> {
    return { metadata: await this.metadata(), compile: await this.compileArguments() };
  }

  #abort(): void {
    this.#stop.abort(new PupilaError('aborted', message`Training was stopped.`));
    this.#releasePause();
  }

  /** Lets a paused `train` continue. */
  #releasePause(): void {
    this.#paused = null;
    this.#resume?.();
    this.#resume = null;
  }

  #whenPrepared(prefetch = false): Promise<Prepared> {
    if (this.#isDisposed) return Promise.reject(disposedError());
    this.#prepared ??= this.#prepare(prefetch);
    return this.#prepared;
  }

  async #prepare(prefetch: boolean): Promise<Prepared> {
    this.#setState('preparing');
    try {
      const prepared = await prepare(
        this.#pool,
        { ...this.#inputs, statistics: this.#statistics },
        this.options,
        this.events,
        prefetch,
      );
      if (this.#isDisposed) {
        prepared.step.dispose();
        if (!this.#inputs.model) prepared.model.dispose();
        throw disposedError();
      }
      this.#step = prepared.step;
      this.#setState('ready');
      return prepared;
    } catch (error) {
      this.#reset();
      this.#setState('failed');
      throw error;
    }
  }

  /** Allows another call of `prepare` after a failure, for example when the server did not answer the first time. */
  #reset(): void {
    if (this.#isDisposed) return;
    this.#prepared = null;
    this.#pool.dispose();
    this.#pool = this.#newPool();
  }

  #newPool(): DataWorkerPool {
    return new DataWorkerPool(this.options.workers ?? defaultWorkerCount());
  }

  async #classify(images: Images): Promise<Predictions> {
    const { step, meaning } = await this.#whenPrepared();
    return toPredictions(await step.predict(images), images.size, meaning);
  }

  #setState(state: SessionState): void {
    this.#state = state;
    this.events.emit('state', state);
  }
}

/** Above it, one output means class 1. */
const thresholdOf = (meaning: OutputMeaning): number => (meaning === 'probabilities' ? 0.5 : 0);

const disposedError = (): PupilaError => new PupilaError('aborted', message`The session was disposed of.`);
