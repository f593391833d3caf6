/**
 * Trains a plan with fused kernels on the memory of tfjs-backend-wasm. A step is a few jobs of many items. Threads share
 * the items; the main thread takes some too, and yields when its time budget is used up. Equal inputs give equal bits,
 * whatever the budget and the number of threads.
 *
 * The weights are private copies: tfjs's tensors share memory with their clones, which must not change.
 */
import { type Variable, engine } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Images } from '../../../core/batch';
import type { Loss, ResolvedLoss } from '../../../options/loss-config';
import { resolveLoss } from '../../../options/resolve-loss';
import { assertImageSize } from '../../../training/image-size';
import { PREDICT_BATCH_SIZE, slicesOf } from '../../../training/image-slices';
import { type Optimizer, type PlanUpdate, planUpdateOf, ratesOf } from '../../../training/optimizers';
import { applyHead } from '../../../training/head';
import { crossentropy } from '../../../plan/crossentropy';
import type { Plan } from '../../../plan/stages';
import { stepDisposed } from '../../../training/step-disposed';
import type { EvaluatedBatch, StepResult, TrainState, TrainStep } from '../../../training/train-step';
import { TimeBudget } from '../../../training/yield';
import { addressOf, makeOutput } from '../heap';
import type { Address, KernelModule } from '../module';
import type { Pass } from './control';
import { clearSums, packFilters, updateConvolutions } from './convolution-weights';
import { denseBackward, denseForward } from './dense-layer';
import { dropoutKey } from '../../../plan/mix';
import { JobRunner } from './job-runner';
import { type DenseProgram, FLOAT, type WeightProgram, isConvolution } from './program';

/** Number of values copied between two checks of the time budget. */
const CHUNK = 2 ** 18;

const DEFAULTS = { seed: 0, timeBudgetMs: 12, threads: 1, activationLimitBytes: 768 * 2 ** 20, slots: null };

/** Options of `FusedTrainStep`. */
export interface FusedTrainStepOptions {
  kernels: KernelModule;
  model: LayersModel;
  plan: Plan;
  optimizer: Optimizer;
  loss: Loss;
  /** Seed of the dropout masks. Default 0. */
  seed?: number;
  /** Number of threads including the main thread. More than 1 requires shared memory. Default 1. */
  threads?: number;
  /** Optimizer slots to resume from, each with the values of each of `trainableWeights`. Default zeros. */
  slots?: Float32Array[][] | null;
  /** Time in ms between two yields. Default 12. */
  timeBudgetMs?: number;
  /**
   * Maximum bytes of activations kept for the backward pass. Above it, activations are recomputed per image. Default
   * 768 MiB.
   */
  activationLimitBytes?: number;
}

/** The `TrainStep` of a plan on WebAssembly. */
export class FusedTrainStep implements TrainStep {
  readonly path: string;
  readonly threads: number;
  readonly #options: Required<FusedTrainStepOptions>;
  readonly #variables: Variable[];
  readonly #loss: ResolvedLoss;
  readonly #update: PlanUpdate;
  readonly #weights: WeightProgram[];
  /** Data ids of the variables at the last copy in either direction. */
  #copiedData: object[] = [];
  #hasUnsyncedWeights = false;
  #jobs: JobRunner | null = null;
  /** Largest batch so far, in images. */
  #maxImages = 0;
  /** Calls run one at a time, because they share the same memory. */
  #queue: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(options: FusedTrainStepOptions) {
    this.#options = { ...DEFAULTS, ...options };
    const { model, optimizer, threads, slots } = this.#options;
    this.threads = threads;
    this.path = `fused plan on WebAssembly, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
    this.#variables = model.trainableWeights.map((weight) => weight.read() as Variable);
    this.#loss = resolveLoss(this.#options.loss);
    this.#update = planUpdateOf(optimizer.config);
    this.#weights = this.#variables.map(({ size }, i) => ({
      at: this.#allocate(size),
      slots: Array.from({ length: this.#update.slots }, (_, slot) =>
        this.#allocate(size, slots?.[slot]?.[i]),
      ),
      count: size,
    }));
  }

  run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#enqueue(() => this.#train(batch, signal));
  }

  evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#enqueue(async () => this.#score(batch, await this.#infer(batch, signal)));
  }

  evaluateAndPredict(batch: Batch): Promise<EvaluatedBatch> {
    return this.#enqueue(async () => {
      const logits = await this.#infer(batch);
      const outputs = applyHead(this.#options.plan.head, logits, batch.size);
      return { ...this.#score(batch, logits), outputs };
    });
  }

  predict(images: Images): Promise<Float32Array> {
    const { head, input } = this.#options.plan;
    return this.#enqueue(async () => {
      assertImageSize(input, images);
      const slices: Float32Array[] = [];
      for (const slice of slicesOf(images, this.#maxImages || PREDICT_BATCH_SIZE))
        slices.push(await this.#infer(slice));
      return applyHead(head, concatenate(slices), images.size);
    });
  }

  /** Copies in chunks: a weight may have tens of megabytes. */
  sync(): Promise<void> {
    return this.#enqueue(async () => {
      if (!this.#hasUnsyncedWeights) return;
      const budget = new TimeBudget(this.#options.timeBudgetMs);
      for (const [i, { at, count }] of this.#weights.entries()) {
        const variable = this.#variables[i] as Variable;
        const values = makeOutput(variable.shape);
        await this.#copy(at, addressOf(values), count, budget);
        const tensor = engine().makeTensorFromTensorInfo(values);
        variable.assign(tensor);
        tensor.dispose();
      }
      this.#copiedData = this.#variables.map(({ dataId }) => dataId);
      this.#hasUnsyncedWeights = false;
    });
  }

  slots(): Promise<TrainState['slots']> {
    const copy = (slot: number) =>
      this.#weights.map((weight) => this.#floats(weight.slots[slot] as Address, weight.count).slice());
    return this.#enqueue(() =>
      Promise.resolve(Array.from({ length: this.#update.slots }, (_, slot) => copy(slot))),
    );
  }

  dispose(): void {
    if (this.#isDisposed) return;
    const { kernels, optimizer } = this.#options;
    void this.#enqueue(async () => {
      await this.#release();
      for (const { at, slots } of this.#weights.splice(0))
        [at, ...slots].forEach((each) => kernels.free(each));
      optimizer.dispose();
    });
    this.#isDisposed = true;
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDisposed) return Promise.reject(stepDisposed());
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #train(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    const { optimizer, kernels, seed } = this.#options;
    const budget = new TimeBudget(this.#options.timeBudgetMs);
    const images = batch.size;
    const key = dropoutKey(seed, optimizer.iterations + 1);
    const logits = await this.#forward(batch, { images, key }, budget, signal);
    const jobs = this.#jobs as JobRunner;
    const { program, block } = jobs;
    const last = program.dense.at(-1) as DenseProgram;
    const gradient = this.#floats(last.dy, logits.length);
    const result = this.#score(batch, logits, gradient);
    // From here on the signal is ignored: either all weights are updated or none.
    this.#hasUnsyncedWeights = true;
    optimizer.beginStep();
    const rates = ratesOf(optimizer);
    for (let layer = program.dense.length - 1; layer >= 0; layer--) {
      await denseBackward(kernels, jobs, layer, { images, key }, rates, budget);
    }
    if (program.images.some(isConvolution)) {
      const beforeStart = () => clearSums(kernels, program, budget);
      await jobs.run({ kind: 'backward', layer: 0, items: images, images, key }, { budget, beforeStart });
      await updateConvolutions(kernels, program, rates, block, budget);
    }
    return result;
  }

  /** Returns loss and accuracy, and writes the gradient of the logits unless it is null. */
  #score(batch: Batch, logits: Float32Array, gradient: Float32Array | null = null): StepResult {
    const labels = batch.y as Float32Array;
    return crossentropy({ loss: this.#loss, logits, labels, images: batch.size }, gradient);
  }

  async #infer(images: Images, signal?: AbortSignal): Promise<Float32Array> {
    const pass = { images: images.size, key: 0 };
    return this.#forward(images, pass, new TimeBudget(this.#options.timeBudgetMs), signal);
  }

  /** Returns a copy of the logits, images × units. */
  async #forward(
    pixels: Images,
    { images, key }: Pass,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    assertImageSize(this.#options.plan.input, pixels);
    const jobs = await this.#prepare(images);
    const { program } = jobs;
    await this.#loadAssignedWeights(budget);
    await this.#copyImages(pixels, program.x, budget, signal);
    if (program.images.length > 0) {
      await packFilters(this.#options.kernels, program, budget);
      await jobs.run({ kind: 'forward', layer: 0, items: images, images, key }, { budget, signal });
    }
    for (const layer of program.dense.keys())
      await denseForward(this.#options.kernels, jobs, layer, { images, key }, budget, signal);
    const { y, units } = program.dense.at(-1) as DenseProgram;
    return this.#floats(y, images * units).slice();
  }

  /** Copies one image at a time, because a batch has tens of megabytes. Converts bytes to floats. */
  async #copyImages({ x, scale = 1, size }: Images, to: Address, budget: TimeBudget, signal?: AbortSignal) {
    const { exports, memory } = this.#options.kernels;
    const values = x.length / size;
    for (let image = 0; image < size; image++) {
      const at = to + FLOAT * image * values;
      const pixels = x.subarray(image * values, (image + 1) * values);
      if (pixels instanceof Float32Array) this.#floats(at, values).set(pixels);
      else {
        const bytes = at + (FLOAT - 1) * values;
        new Uint8Array(memory.buffer, bytes, values).set(pixels);
        exports.bytesToFloats(bytes, values, scale, at);
      }
      await budget.spend(signal);
    }
  }

  /** Copies in chunks, and yields when the budget is used up. */
  async #copy(from: Address, to: Address, count: number, budget: TimeBudget): Promise<void> {
    for (let first = 0; first < count; first += CHUNK) {
      const size = Math.min(CHUNK, count - first);
      this.#floats(to + FLOAT * first, size).set(this.#floats(from + FLOAT * first, size));
      await budget.spend();
    }
  }

  /** Copies variables that were assigned since the last copy. */
  async #loadAssignedWeights(budget: TimeBudget): Promise<void> {
    for (const [i, variable] of this.#variables.entries()) {
      if (variable.dataId === this.#copiedData[i]) continue;
      const { at, count } = this.#weights[i] as WeightProgram;
      await this.#copy(addressOf(variable), at, count, budget);
      this.#copiedData[i] = variable.dataId;
    }
  }

  /** Returns the job runner for batches of up to this size. */
  async #prepare(images: number): Promise<JobRunner> {
    if (this.#jobs && this.#maxImages >= images) return this.#jobs;
    const { kernels, plan, threads, activationLimitBytes } = this.#options;
    await this.#release();
    this.#maxImages = Math.max(images, this.#maxImages);
    this.#jobs = await JobRunner.create(kernels, {
      plan,
      weights: this.#weights,
      images: this.#maxImages,
      activationLimitBytes,
      threads,
      optimizer: this.#update.name,
      nesterov: this.#update.nesterov,
    });
    return this.#jobs;
  }

  async #release(): Promise<void> {
    const jobs = this.#jobs;
    this.#jobs = null;
    await jobs?.dispose();
  }

  /** Allocates memory for values, and fills it with zeros or with the given values. */
  #allocate(count: number, values: ArrayLike<number> | null = null): Address {
    const { kernels } = this.#options;
    const at = kernels.allocate(FLOAT * count + 64);
    const floats = this.#floats(at, count);
    if (values) floats.set(values);
    else floats.fill(0);
    return at;
  }

  #floats(at: Address, count: number): Float32Array {
    return new Float32Array(this.#options.kernels.memory.buffer, at, count);
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
