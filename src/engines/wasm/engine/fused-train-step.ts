/**
 * Trains a plan with fused kernels on the memory of tfjs-backend-wasm. A step is a few jobs of many items; threads share
 * the items, the main thread takes some too and yields when its time is up. Equal inputs give equal bits, whatever the
 * budget and the number of threads.
 *
 * The weights are copies of its own: tfjs's tensors share memory with their clones, which must not change.
 */
import { type Variable, engine } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Images } from '../../../core/batch';
import type { LossName } from '../../../training/losses';
import { refuseOtherSizes } from '../../../training/image-size';
import { PREDICTED_AT_ONCE, slicesOf } from '../../../training/image-slices';
import { type Optimizer, ratesOf, slotCount } from '../../../training/optimizers';
import { applyHead, crossentropy } from '../../../plan/crossentropy';
import type { Plan } from '../../../plan/stages';
import { stepDisposed } from '../../../training/step-disposed';
import type { StepResult, TrainState, TrainStep } from '../../../training/train-step';
import { TimeBudget } from '../../../training/yield';
import { addressOf, makeOutput } from '../heap';
import type { Address, KernelModule } from '../module';
import type { Pass } from './control';
import { clearSums, packFilters, updateConvolutions } from './convolution-weights';
import { denseBackward, denseForward } from './dense-layer';
import { chanceKey } from '../../../plan/mix';
import { JobRunner } from './job-runner';
import { type DenseProgram, FLOAT, type WeightProgram, isConvolution } from './program';

/** Values that are copied in one go. */
const PIECE = 2 ** 18;

const DEFAULTS = { seed: 0, timeBudgetMs: 12, threads: 1, keptBytes: 768 * 2 ** 20, slots: null };

/** What is trained, and with what. */
export interface FusedTrainStepOptions {
  kernels: KernelModule;
  model: LayersModel;
  plan: Plan;
  optimizer: Optimizer;
  loss: LossName;
  /** Of what dropout leaves out. Default 0. */
  seed?: number;
  /** Threads, the main one included. More than 1 needs shared memory. Default 1. */
  threads?: number;
  /** Each of the optimizer's slots, to go on from: values of each of `trainableWeights`. Default zeros. */
  slots?: Float32Array[][] | null;
  /** Milliseconds of work between two yields. Default 12. */
  timeBudgetMs?: number;
  /**
   * Most bytes of values between stages that are kept for the way back; if there were more, each image's are computed
   * again there. Default 768 MiB.
   */
  keptBytes?: number;
}

/** The `TrainStep` of a plan on WebAssembly. */
export class FusedTrainStep implements TrainStep {
  readonly path: string;
  readonly #options: Required<FusedTrainStepOptions>;
  readonly #variables: Variable[];
  readonly #weights: WeightProgram[];
  /** The variables' data as of the last copy, either way. */
  #known: object[] = [];
  #trained = false;
  #jobs: JobRunner | null = null;
  /** Most images in a batch so far. */
  #most = 0;
  /** Work goes on one piece after the other: all of it uses the same memory. */
  #turn: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(options: FusedTrainStepOptions) {
    this.#options = { ...DEFAULTS, ...options };
    const { model, optimizer, threads, slots } = this.#options;
    this.path = `fused plan on WebAssembly, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
    this.#variables = model.trainableWeights.map((weight) => weight.read() as Variable);
    const count = slotCount(optimizer.config);
    this.#weights = this.#variables.map(({ size }, i) => ({
      at: this.#room(size),
      slots: Array.from({ length: count }, (_, slot) => this.#room(size, slots?.[slot]?.[i])),
      count: size,
    }));
  }

  run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#inTurn(() => this.#train(batch, signal));
  }

  evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#inTurn(async () => {
      const logits = await this.#infer(batch, signal);
      const labels = batch.y as Float32Array;
      return crossentropy({ loss: this.#options.loss, logits, labels, images: batch.size }, null);
    });
  }

  predict(images: Images): Promise<Float32Array> {
    const { head, input } = this.#options.plan;
    return this.#inTurn(async () => {
      refuseOtherSizes(input, images);
      const slices: Float32Array[] = [];
      for (const slice of slicesOf(images, this.#most || PREDICTED_AT_ONCE))
        slices.push(await this.#infer(slice));
      return applyHead(head, joined(slices), images.size);
    });
  }

  /** In pieces: a weight may have tens of megabytes. */
  sync(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#trained) return;
      const budget = new TimeBudget(this.#options.timeBudgetMs);
      for (const [i, { at, count }] of this.#weights.entries()) {
        const variable = this.#variables[i] as Variable;
        const values = makeOutput(variable.shape);
        await this.#copy(at, addressOf(values), count, budget);
        const tensor = engine().makeTensorFromTensorInfo(values);
        variable.assign(tensor);
        tensor.dispose();
      }
      this.#known = this.#variables.map(({ dataId }) => dataId);
      this.#trained = false;
    });
  }

  slots(): Promise<TrainState['slots']> {
    const count = slotCount(this.#options.optimizer.config);
    const copy = (slot: number) =>
      this.#weights.map((weight) => this.#floats(weight.slots[slot] as Address, weight.count).slice());
    return this.#inTurn(() => Promise.resolve(Array.from({ length: count }, (_, slot) => copy(slot))));
  }

  dispose(): void {
    if (this.#isDisposed) return;
    const { kernels, optimizer } = this.#options;
    void this.#inTurn(async () => {
      await this.#release();
      for (const { at, slots } of this.#weights.splice(0))
        [at, ...slots].forEach((each) => kernels.free(each));
      optimizer.dispose();
    });
    this.#isDisposed = true;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDisposed) return Promise.reject(stepDisposed());
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #train(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    const { loss, optimizer, kernels, seed } = this.#options;
    const budget = new TimeBudget(this.#options.timeBudgetMs);
    const images = batch.size;
    const key = chanceKey(seed, optimizer.iterations + 1);
    const logits = await this.#forward(batch, { images, key }, budget, signal);
    const jobs = this.#jobs as JobRunner;
    const { program, block } = jobs;
    const last = program.dense.at(-1) as DenseProgram;
    const gradient = this.#floats(last.dy, logits.length);
    const labels = batch.y as Float32Array;
    const result = crossentropy({ loss, logits, labels, images }, gradient);
    // From here on not to be aborted: either all weights are updated or none.
    this.#trained = true;
    optimizer.beginStep();
    const rates = ratesOf(optimizer);
    for (let layer = program.dense.length - 1; layer >= 0; layer--) {
      await denseBackward(kernels, jobs, layer, { images, key }, rates, budget);
    }
    if (program.images.some(isConvolution)) {
      const before = () => clearSums(kernels, program, budget);
      await jobs.do({ kind: 'backward', layer: 0, items: images, images, key }, { budget, before });
      await updateConvolutions(kernels, program, rates, block, budget);
    }
    return result;
  }

  async #infer(images: Images, signal?: AbortSignal): Promise<Float32Array> {
    const pass = { images: images.size, key: 0 };
    return this.#forward(images, pass, new TimeBudget(this.#options.timeBudgetMs), signal);
  }

  /** A copy of the logits, images × units. */
  async #forward(
    pixels: Images,
    { images, key }: Pass,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    refuseOtherSizes(this.#options.plan.input, pixels);
    const jobs = await this.#prepare(images);
    const { program } = jobs;
    await this.#takeWeights(budget);
    await this.#copyImages(pixels, program.x, budget, signal);
    if (program.images.length > 0) {
      await packFilters(this.#options.kernels, program, budget);
      await jobs.do({ kind: 'forward', layer: 0, items: images, images, key }, { budget, signal });
    }
    for (const layer of program.dense.keys())
      await denseForward(this.#options.kernels, jobs, layer, { images, key }, budget, signal);
    const { y, units } = program.dense.at(-1) as DenseProgram;
    return this.#floats(y, images * units).slice();
  }

  /** An image at a time: a batch is tens of megabytes. Bytes become floats here. */
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

  /** A piece at a time. */
  async #copy(from: Address, to: Address, count: number, budget: TimeBudget): Promise<void> {
    for (let first = 0; first < count; first += PIECE) {
      const size = Math.min(PIECE, count - first);
      this.#floats(to + FLOAT * first, size).set(this.#floats(from + FLOAT * first, size));
      await budget.spend();
    }
  }

  /** Copies the variables that somebody assigned to. */
  async #takeWeights(budget: TimeBudget): Promise<void> {
    for (const [i, variable] of this.#variables.entries()) {
      if (variable.dataId === this.#known[i]) continue;
      const { at, count } = this.#weights[i] as WeightProgram;
      await this.#copy(addressOf(variable), at, count, budget);
      this.#known[i] = variable.dataId;
    }
  }

  /** The program for batches of this size. */
  async #prepare(images: number): Promise<JobRunner> {
    if (this.#jobs && this.#most >= images) return this.#jobs;
    const { kernels, plan, optimizer, threads, keptBytes } = this.#options;
    await this.#release();
    this.#most = Math.max(images, this.#most);
    this.#jobs = await JobRunner.create(kernels, {
      ...{ plan, weights: this.#weights, images: this.#most, keptBytes, threads },
      ...{ optimizer: optimizer.config.name, nesterov: optimizer.config.nesterov },
    });
    return this.#jobs;
  }

  async #release(): Promise<void> {
    const jobs = this.#jobs;
    this.#jobs = null;
    await jobs?.dispose();
  }

  /** Room for values: zeros, or copies of those given. */
  #room(count: number, values: ArrayLike<number> | null = null): Address {
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

function joined(slices: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(slices.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const slice of slices) {
    all.set(slice, at);
    at += slice.length;
  }
  return all;
}
