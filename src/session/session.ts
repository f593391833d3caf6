/**
 * The composition root: one data set, one model, one backend, one run. The page, the element and the headless runner
 * are views on it; they call its methods and listen to its events.
 */
import type { Images } from '../core/batch';
import { Emitter } from '../core/emitter';
import { PupilaError } from '../core/errors';
import { drawTransform } from '../data/augment/random-transform';
import { type ColorMode, colorModeOf } from '../core/types';
import { type FeaturewiseStatistics, standardize, withoutStandardizing } from '../data/augment/standardize';
import type { CompileArguments } from '../formats/keras-compile';
import { type ModelMetadata, preprocessingMetadata } from '../formats/model-metadata';
import { DataWorkerPool, defaultWorkerCount } from '../loader/data-worker-pool';
import { makerFor } from '../loader/preprocessing';
import type { DatasetInfo, Part } from '../protocol/data-protocol';
import { type FitEvents, type FitResult, fit } from '../training/fit';
import { RandomState } from '../random/random-state';
import { optionsWithModel } from './loaded-model';
import { type PreparationEvents, type Prepared, type SessionInputs, partOf, prepare } from './preparation';
import { type Predictions, toPredictions } from '../training/probabilities';
import { toCamelCaseOptions } from '../options/option-rules';
import { resolveOptions } from '../options/resolve-options';
import type { ResolvedOptions } from '../options/training-options';

/** Where a run stands. */
export type SessionState =
  'idle' | 'preparing' | 'ready' | 'running' | 'paused' | 'done' | 'stopped' | 'failed';

/** What a session tells. Training's own events (`step`, `epoch`, `validating`) are among them. */
export interface SessionEvents extends FitEvents, PreparationEvents {
  state: SessionState;
}

/** What a model makes of one part of the data. */
export interface Evaluation {
  loss: number;
  accuracy: number;
  /** Images by right class (rows) and predicted class (columns). */
  confusion: number[][];
  /** Probability of each class, one row an image, in the order of the part's `filenames`. */
  probabilities: Float32Array[];
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
  /** Of the model's file; null: none, or not used. */
  readonly #statistics: FeaturewiseStatistics | null;
  #pool: DataWorkerPool;
  #state: SessionState = 'idle';
  #prepared: Promise<Prepared> | null = null;
  #step: Prepared['step'] | null = null;
  /** Of the call of `train` under way, or else of the next. */
  #stop = new AbortController();
  #training: Promise<unknown> | null = null;
  #disposed = false;
  #resume: (() => void) | null = null;
  #paused: Promise<void> | null = null;

  /** @throws {PupilaError} 'invalid-argument' for a bad option. */
  constructor(inputs: SessionInputs) {
    this.#inputs = inputs;
    const { options, statistics } = optionsWithModel(toCamelCaseOptions(inputs.options ?? {}), inputs);
    this.options = resolveOptions(options, inputs.optimizer);
    this.#statistics = statistics;
    this.#pool = this.#newPool();
  }

  get state(): SessionState {
    return this.#state;
  }

  /**
   * Opens the data, starts the backend, builds the model. Called by `train`, or before it to look at the data.
   *
   * @param prefetch Whether the workers begin with training batches meanwhile; default false.
   * @throws {PupilaError} 'aborted' after `dispose`; what `train` throws.
   */
  prepare({ prefetch = false }: { prefetch?: boolean } = {}): Promise<Prepared> {
    if (this.#disposed) return Promise.reject(disposed());
    this.#prepared ??= this.#prepare(prefetch);
    return this.#prepared;
  }

  /**
   * Trains to the last epoch or until `stop`.
   *
   * @throws {PupilaError} 'bad-archive', 'no-images', 'one-class', 'bad-image', 'fetch-failed', 'backend-unavailable' …
   */
  train(): Promise<FitResult> {
    if (this.#training)
      return Promise.reject(new PupilaError('invalid-argument', 'A session trains once at a time.'));
    const training = this.#train().finally(() => {
      this.#training = null;
      this.#goOn();
      if (this.#stop.signal.aborted) this.#stop = new AbortController();
    });
    this.#training = training.catch(() => undefined);
    return training;
  }

  /** Training rests before its next step. */
  pause(): void {
    if (!this.#training || this.#paused || this.#state === 'preparing') return;
    this.#paused = new Promise((resolve) => (this.#resume = resolve));
    this.#setState('paused');
  }

  /** Training goes on. */
  resume(): void {
    if (this.#state !== 'paused') return;
    this.#goOn();
    this.#setState('running');
  }

  /**
   * Ends training after the piece of work under way; `train` resolves with what was done. While the session is being
   * prepared: before the first step. Does nothing when the session neither prepares nor trains.
   */
  stop(): void {
    if (this.#training || this.#state === 'preparing') this.#halt();
  }

  /**
   * Brings the model's variables up to date with the weights under training, for looking at them meanwhile: when it
   * resolves they are those of a step that was done.
   */
  async sync(): Promise<void> {
    await this.#step?.sync();
  }

  /** Probabilities for images of the data set, prepared as validation images are. */
  async predict(part: Part, indices: readonly number[]): Promise<Predictions> {
    const { dataset, validationGenerator, statistics } = await this.prepare();
    const shape = dataset.imageShape;
    const still = new RandomState(0);
    const parameters = indices.map(() => drawTransform(validationGenerator, still, shape));
    const { x } = await makerFor(this.#pool, validationGenerator, shape).makeBatch({
      part,
      indices: Int32Array.from(indices),
      parameters,
      options: validationGenerator,
      statistics,
      classMode: 'none',
      reuse: null,
    });
    return this.#classify({ x, size: indices.length });
  }

  /** Probabilities for one picture file of the user's. */
  async predictFile(file: Blob, name = 'picture'): Promise<Predictions> {
    const { validationGenerator, statistics, dataset } = await this.prepare();
    const { interpolation, keepAspectRatio } = this.options;
    const [height, width] = dataset.imageShape;
    const colorMode = this.#colorMode(dataset);
    const read = { targetSize: [height, width] as const, colorMode, interpolation, keepAspectRatio };
    const { preprocessingFunction } = validationGenerator;
    const there = preprocessingFunction ? withoutStandardizing(validationGenerator) : validationGenerator;
    const x = await this.#pool.use((api) => api.prepare(file, name, there, statistics, read));
    if (!preprocessingFunction) return this.#classify({ x, size: 1 });
    const image = { height, width, channels: dataset.imageShape[2], data: x };
    return this.#classify({ x: standardize(image, validationGenerator, statistics).data, size: 1 });
  }

  /** The plain pixels of one image, RGBA, for showing. */
  async picture(part: Part, index: number): Promise<ImageData> {
    await this.prepare();
    const { data, width, height } = await this.#pool.use((api) => api.picture(part, index));
    return new ImageData(data, width, height);
  }

  /** One round of a part, prepared as validation images are. */
  async evaluate(part: Part): Promise<Evaluation> {
    const { dataset, step, plainLoader } = await this.prepare();
    const info = partOf(dataset, part);
    const loader = plainLoader(part);
    const confusion = dataset.classes.map(() => dataset.classes.map(() => 0));
    const all: Float32Array[] = [];
    let loss = 0;
    for (let seen = 0; seen < info.samples;) {
      const batch = await loader.next();
      const result = await step.evaluate(batch);
      loss += result.loss * (batch.size / info.samples);
      const outputs = result.outputs ?? (await step.predict(batch));
      const { probabilities, classes } = toPredictions(outputs, batch.size);
      probabilities.forEach((row, i) => (all[batch.indices[i] as number] = row));
      classes.forEach((predicted, i) => {
        const row = confusion[info.labels[batch.indices[i] as number] as number] as number[];
        row[predicted] = (row[predicted] as number) + 1;
      });
      seen += batch.size;
      loader.recycle(batch);
    }
    const right = confusion.reduce((sum, row, i) => sum + (row[i] as number), 0);
    return { loss, accuracy: right / info.samples, confusion, probabilities: all };
  }

  /** What a saved model needs to be used again. */
  async metadata(): Promise<ModelMetadata> {
    const { dataset, validationGenerator, statistics } = await this.prepare();
    const { interpolation, keepAspectRatio } = this.options;
    return {
      classes: dataset.classes,
      colorMode: this.#colorMode(dataset),
      interpolation,
      keepAspectRatio,
      ...preprocessingMetadata({ generator: validationGenerator, statistics }),
    };
  }

  /** Arrays have channels of their own. */
  #colorMode({ imageShape }: DatasetInfo): ColorMode {
    return colorModeOf(imageShape[2]) ?? this.options.colorMode;
  }

  /** How the model is trained and where its optimizer stands, for `saveKerasModel`. */
  async compileArguments(): Promise<CompileArguments> {
    const { compile, optimizer, step } = await this.prepare();
    const { iterations } = optimizer;
    return { ...compile, state: iterations > 0 ? { iterations, slots: await step.slots() } : null };
  }

  /**
   * Ends training as `stop` does, then frees workers and the optimizer's memory. The model stays the caller's. While the
   * session is being prepared: frees the course's network too, and `prepare` rejects.
   */
  dispose(): void {
    this.#disposed = true;
    this.#halt();
    this.#pool.dispose();
    void this.#disposeStep().catch(() => undefined);
  }

  /** A page may keep the session: what it prepared is large. */
  async #disposeStep(): Promise<void> {
    await this.#training;
    const prepared = this.#prepared;
    this.#prepared = null;
    this.#step = null;
    (await prepared)?.step.dispose();
  }

  async #train(): Promise<FitResult> {
    const { step, training, validation } = await this.prepare({ prefetch: true });
    const { signal } = this.#stop;
    if (!signal.aborted && !this.#paused) this.#setState('running');
    try {
      const result = await fit(step, {
        source: training,
        validation,
        epochs: this.options.epochs,
        initialEpoch: this.options.initialEpoch,
        stepsPerEpoch: this.options.stepsPerEpoch,
        validationSteps: this.options.validationSteps,
        emitter: this.events,
        signal,
        gate: () => this.#paused ?? Promise.resolve(),
      });
      this.#setState(result.stopped ? 'stopped' : 'done');
      return result;
    } catch (error) {
      this.#setState('failed');
      throw error;
    }
  }

  #halt(): void {
    this.#stop.abort(new PupilaError('aborted', 'Training was stopped.'));
    this.#goOn();
  }

  /** Nothing waits for `resume` any more. */
  #goOn(): void {
    this.#paused = null;
    this.#resume?.();
    this.#resume = null;
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
      if (this.#disposed) {
        prepared.step.dispose();
        if (!this.#inputs.model) prepared.model.dispose();
        throw disposed();
      }
      this.#step = prepared.step;
      this.#setState('ready');
      return prepared;
    } catch (error) {
      this.#forget();
      this.#setState('failed');
      throw error;
    }
  }

  /** Lets a session that could not be prepared be prepared again: a server may answer the second time. */
  #forget(): void {
    if (this.#disposed) return;
    this.#prepared = null;
    this.#pool.dispose();
    this.#pool = this.#newPool();
  }

  #newPool(): DataWorkerPool {
    return new DataWorkerPool(this.options.workers ?? defaultWorkerCount());
  }

  async #classify(images: Images): Promise<Predictions> {
    const { step } = await this.prepare();
    return toPredictions(await step.predict(images), images.size);
  }

  #setState(state: SessionState): void {
    this.#state = state;
    this.events.emit('state', state);
  }
}

const disposed = (): PupilaError =>
  new PupilaError('aborted', 'The session was disposed of: it does nothing more.');
