/**
 * What the train steps of plans and graphs on WebAssembly have in common: weights on the heap, one call at a time, loss
 * and outputs from the logits.
 */
import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Images } from '../../../core/batch';
import type { Loss, ResolvedLoss } from '../../../options/loss-config';
import { resolveLoss } from '../../../options/resolve-loss';
import { crossentropy } from '../../../plan/crossentropy';
import type { ImageShape } from '../../../plan/stages';
import { type Head, applyHead } from '../../../training/head';
import { assertImageSize } from '../../../training/image-size';
import { PREDICT_BATCH_SIZE, slicesOf } from '../../../training/image-slices';
import type { Optimizer, PlanUpdate } from '../../../training/optimizers';
import type { ScoreLogits } from '../../../training/plan-delegates';
import { stepDisposed } from '../../../training/step-disposed';
import type { EvaluatedBatch, StepResult, TrainState, TrainStep } from '../../../training/train-step';
import { TimeBudget } from '../../../training/yield';
import type { Address } from '../kernel-exports';
import type { KernelModule } from '../module';
import type { Pass } from './control';
import { HeapWeights } from './heap-weights';
import type { AnyProgram } from './any-program';
import type { JobRunner } from './job-runner';
import { FLOAT } from './program';

/** Options of all steps of plans. */
export interface PlanTrainStepOptions {
  kernels: KernelModule;
  model: LayersModel;
  optimizer: Optimizer;
  loss: Loss;
  /** Seed of the dropout masks. Default 0. */
  seed?: number;
  /** Number of threads including the main thread. More than 1 requires shared memory. Default 1. */
  threads?: number;
  /** Optimizer slots to resume from, each with the values of each of `trainableWeights`. Default zeros. */
  slots?: TrainState['slots'] | null;
  /** Time in ms between two yields. Default 12. */
  timeBudgetMs?: number;
  /** Whether results have the outputs. Default false. */
  withOutputs?: boolean;
  /** Computes a loss other than crossentropy. Default null. */
  score?: ScoreLogits | null;
}

const DEFAULTS = { seed: 0, timeBudgetMs: 12, threads: 1, slots: null, withOutputs: false, score: null };

/** What a plan says of its ends. */
interface Ends {
  /** Shape of a picture. */
  input: ImageShape;
  head: Head;
  /** The weights that it reads, the trained ones first. */
  variables: readonly Variable[];
  trained: number;
  /** The update in our kernels, or null if something else updates the variables. */
  update: PlanUpdate | null;
}

export abstract class PlanTrainStep<P extends AnyProgram> implements TrainStep {
  readonly path: string;
  readonly threads: number;
  protected readonly options: Required<PlanTrainStepOptions>;
  protected readonly weights: HeapWeights;
  /** Largest batch so far, in images. */
  protected maxImages = 0;
  #jobs: JobRunner<P> | null = null;
  readonly #ends: Ends;
  readonly #loss: ResolvedLoss;
  /** Calls run one at a time, because they share the same memory. */
  #queue: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  protected constructor(options: PlanTrainStepOptions, ends: Ends) {
    this.options = { ...DEFAULTS, ...options };
    this.#ends = ends;
    const { kernels, threads, slots } = this.options;
    this.threads = threads;
    this.path = `fused plan on WebAssembly, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
    this.#loss = resolveLoss(this.options.loss);
    const { variables, trained, update } = ends;
    this.weights = new HeapWeights({ kernels, variables, trained, slots, slotCount: update?.slots ?? 0 });
  }

  /** Prepares for batches of up to `maxImages`. */
  protected abstract createJobs(): Promise<JobRunner<P>>;

  /** Whether a program can do what comes next. Otherwise it is created again. */
  protected isReady(_program: P): boolean {
    return true;
  }

  /** Called after weights were copied from the model's variables. */
  protected weightsLoaded(): void {
    return;
  }

  /** Returns pictures as they go into the first node or stage. */
  protected prepared(images: Images, _key: number, _budget: TimeBudget): Promise<Images> {
    return Promise.resolve(images);
  }

  /** Where the pictures of a batch go. @param key 0 for predictions. */
  protected abstract pixelsAt(program: P, key: number): Address;

  /** Computes the logits, images × units, of pictures that are in place. Returns a copy. */
  protected abstract forward(
    jobs: JobRunner<P>,
    pass: Pass,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<Float32Array>;

  protected abstract train(batch: Batch, budget: TimeBudget, signal?: AbortSignal): Promise<StepResult>;

  run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.enqueue(() => this.train(batch, this.#budget(), signal));
  }

  evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.enqueue(async () => this.score(batch, await this.#infer(batch, signal)));
  }

  evaluateAndPredict(batch: Batch): Promise<EvaluatedBatch> {
    return this.enqueue(async () => {
      const logits = await this.#infer(batch);
      return { ...this.score(batch, logits), outputs: applyHead(this.#ends.head, logits, batch.size) };
    });
  }

  predict(images: Images): Promise<Float32Array> {
    const { head, input } = this.#ends;
    return this.enqueue(async () => {
      assertImageSize(input, images);
      const slices: Float32Array[] = [];
      for (const slice of slicesOf(images, this.maxImages || PREDICT_BATCH_SIZE))
        slices.push(await this.#infer(slice));
      return applyHead(head, concatenate(slices), images.size);
    });
  }

  sync(): Promise<void> {
    return this.enqueue(() => this.weights.sync(this.#budget()));
  }

  load(assign: () => void): Promise<void> {
    return this.enqueue(async () => {
      const budget = this.#budget();
      // `assign` may change some variables only, or read them.
      await this.weights.sync(budget);
      assign();
      if (await this.weights.load(budget)) this.weightsLoaded();
    });
  }

  slots(reuse: TrainState['slots'] | null = null): Promise<TrainState['slots']> {
    return this.enqueue(() => this.weights.slots(reuse, this.#budget()));
  }

  dispose(): void {
    if (this.#isDisposed) return;
    void this.enqueue(async () => {
      await this.#release();
      this.weights.free();
      this.options.optimizer.dispose();
    });
    this.#isDisposed = true;
  }

  /** Returns loss and accuracy, and writes the gradient of the logits unless it is null. */
  protected score(batch: Batch, logits: Float32Array, gradient: Float32Array | null = null): StepResult {
    const { y, sampleWeight = null, size } = batch;
    const scored = { logits, labels: y as Float32Array, sampleWeight, images: size };
    const { score, withOutputs } = this.options;
    const result = score ? score(scored, gradient) : crossentropy({ loss: this.#loss, ...scored }, gradient);
    return withOutputs ? { ...result, outputs: applyHead(this.#ends.head, logits, size) } : result;
  }

  /** Copies the pictures and computes their logits. */
  protected async logitsOf(
    images: Images,
    key: number,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<{ logits: Float32Array; jobs: JobRunner<P> }> {
    assertImageSize(this.#ends.input, images);
    const prepared = await this.prepared(images, key, budget);
    const jobs = await this.#prepare(images.size);
    if (await this.weights.load(budget)) this.weightsLoaded();
    await this.#copyImages(prepared, this.pixelsAt(jobs.program, key), budget, signal);
    return { jobs, logits: await this.forward(jobs, { images: images.size, key }, budget, signal) };
  }

  async #infer(images: Images, signal?: AbortSignal): Promise<Float32Array> {
    return (await this.logitsOf(images, 0, this.#budget(), signal)).logits;
  }

  #budget(): TimeBudget {
    return new TimeBudget(this.options.timeBudgetMs);
  }

  protected enqueue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDisposed) return Promise.reject(stepDisposed());
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Copies one image at a time, because a batch has tens of megabytes. Converts bytes to floats. */
  async #copyImages({ x, scale = 1, size }: Images, to: Address, budget: TimeBudget, signal?: AbortSignal) {
    const { exports, memory } = this.options.kernels;
    const values = x.length / size;
    for (let image = 0; image < size; image++) {
      const at = to + FLOAT * image * values;
      const pixels = x.subarray(image * values, (image + 1) * values);
      if (pixels instanceof Float32Array) this.weights.values(at, values).set(pixels);
      else {
        const bytes = at + (FLOAT - 1) * values;
        new Uint8Array(memory.buffer, bytes, values).set(pixels);
        exports.bytesToFloats(bytes, values, scale, at);
      }
      await budget.spend(signal);
    }
  }

  /** Returns the job runner for batches of up to this size. */
  async #prepare(images: number): Promise<JobRunner<P>> {
    if (this.#jobs && this.maxImages >= images && this.isReady(this.#jobs.program)) return this.#jobs;
    await this.#release();
    this.maxImages = Math.max(images, this.maxImages);
    this.#jobs = await this.createJobs();
    return this.#jobs;
  }

  async #release(): Promise<void> {
    const jobs = this.#jobs;
    this.#jobs = null;
    await jobs?.dispose();
  }
}

function concatenate(slices: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(slices.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const slice of slices) {
    all.set(slice, at);
    at += slice.length;
  }
  return all;
}
