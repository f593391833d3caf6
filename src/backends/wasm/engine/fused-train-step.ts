/**
 * Trains a plan with fused kernels on the memory of tfjs-backend-wasm. A step is a few jobs of many items; threads share
 * the items, the main thread takes some too and yields when its time is up. Equal inputs give equal bits, whatever the
 * budget and the number of threads.
 *
 * The weights are copies of its own: tfjs's tensors share memory with their clones, which must not change.
 */
import { type Variable, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch } from '../../../core/batch';
import type { LossName } from '../../../trainer/losses';
import { type Optimizer, type Rates, ratesOf } from '../../../trainer/optimizers';
import { applyHead, crossentropy } from '../../../trainer/plan/crossentropy';
import type { Plan } from '../../../trainer/plan/plan';
import type { StepResult, TrainStep } from '../../../trainer/train-step';
import { TimeBudget, yieldToMain } from '../../../trainer/yield';
import { addressOf } from '../heap';
import type { Address, KernelModule } from '../module';
import { Control, type Job } from './control';
import { ItemRunner, update } from './items';
import { layOut, programBytes } from './layout';
import { type DenseProgram, LANES, type Program, type WeightProgram } from './program';
import { KernelThreads } from './threads';

const FLOAT = 4;

/** What is trained, and with what. */
export interface FusedTrainStepOptions {
  kernels: KernelModule;
  model: LayersModel;
  plan: Plan;
  optimizer: Optimizer;
  loss: LossName;
  /** Threads, the main one included. More than 1 needs shared memory. Default 1. */
  threads?: number;
  /** Each of the optimizer's slots, to go on from: values of each of `trainableWeights`. Default zeros. */
  slots?: Float32Array[][] | null;
  /** Milliseconds of work between two yields. Default 12. */
  timeBudgetMs?: number;
}

/** A program in memory, with who computes it. */
interface Built {
  program: Program;
  images: number;
  block: Address;
  control: Control;
  runner: ItemRunner;
  threads: KernelThreads;
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
  #memory: Address | null = null;
  #built: Built | null = null;
  /** Work goes on one piece after the other: all of it uses the same memory. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: FusedTrainStepOptions) {
    this.#options = { timeBudgetMs: 12, threads: 1, slots: null, ...options };
    const { model, optimizer, threads, slots } = this.#options;
    this.path = `fused plan on WebAssembly, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
    this.#variables = model.trainableWeights.map((weight) => weight.read() as Variable);
    const { name, momentum } = optimizer.config;
    const count = name === 'adam' ? 2 : Number(name === 'rmsprop') + Number(momentum !== 0);
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
      const logits = await this.#infer(batch.x, batch.size, signal);
      const labels = batch.y as Float32Array;
      return crossentropy({ loss: this.#options.loss, logits, labels, images: batch.size }, null);
    });
  }

  predict(x: Float32Array<ArrayBuffer>, size: number): Promise<Float32Array> {
    return this.#inTurn(async () => applyHead(this.#options.plan.head, await this.#infer(x, size), size));
  }

  sync(): void {
    if (!this.#trained) return;
    this.#weights.forEach(({ at, count }, i) => {
      const variable = this.#variables[i] as Variable;
      const values = tensor(this.#floats(at, count).slice(), variable.shape);
      variable.assign(values);
      values.dispose();
    });
    this.#known = this.#variables.map(({ dataId }) => dataId);
    this.#trained = false;
  }

  /** Frees memory and threads when the work under way is done. */
  dispose(): void {
    const { kernels, optimizer } = this.#options;
    void this.#inTurn(async () => {
      this.#release();
      for (const { at, slots } of this.#weights.splice(0))
        [at, ...slots].forEach((each) => kernels.free(each));
      optimizer.dispose();
      return Promise.resolve();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #train(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    const { loss, optimizer } = this.#options;
    const budget = new TimeBudget(this.#options.timeBudgetMs);
    const images = batch.size;
    const logits = await this.#forward(batch.x, images, budget, signal);
    const { program } = this.#built as Built;
    const last = program.dense.at(-1) as DenseProgram;
    const gradient = this.#floats(last.dy, logits.length);
    const labels = batch.y as Float32Array;
    const result = crossentropy({ loss, logits, labels, images }, gradient);
    // From here on not to be aborted: either all weights are updated or none.
    this.#trained = true;
    optimizer.beginStep();
    const rates = ratesOf(optimizer);
    for (let layer = program.dense.length - 1; layer >= 0; layer--) {
      await this.#denseBackward(layer, images, rates, budget);
    }
    if (program.convolutions.length > 0) {
      this.#clearSums();
      await this.#do({ kind: 'backward', layer: 0, items: images, images }, null, budget);
      this.#updateConvolutions(rates);
    }
    return result;
  }

  async #infer(x: Float32Array, images: number, signal?: AbortSignal): Promise<Float32Array> {
    return this.#forward(x, images, new TimeBudget(this.#options.timeBudgetMs), signal);
  }

  /** A copy of the logits, images × units. */
  async #forward(
    x: Float32Array,
    images: number,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const { program } = await this.#build(images);
    this.#takeWeights();
    const first = program.convolutions[0] ?? (program.dense[0] as DenseProgram);
    await this.#copyImages(x, first.x, images, budget, signal);
    if (program.convolutions.length > 0) {
      this.#pack(program);
      await this.#do({ kind: 'forward', layer: 0, items: images, images }, null, budget, signal);
    }
    for (const [layer, { units, columns }] of program.dense.entries()) {
      const items = Math.ceil(units / columns);
      await this.#do({ kind: 'denseForward', layer, items, images }, null, budget, signal);
    }
    const { y, units } = program.dense.at(-1) as DenseProgram;
    return this.#floats(y, images * units).slice();
  }

  /** An image at a time: a batch is tens of megabytes. */
  async #copyImages(x: Float32Array, to: Address, images: number, budget: TimeBudget, signal?: AbortSignal) {
    const size = x.length / images;
    for (let image = 0; image < images; image++) {
      const from = image * size;
      this.#floats(to + FLOAT * from, size).set(x.subarray(from, from + size));
      await budget.spend(signal);
    }
  }

  async #denseBackward(layer: number, images: number, rates: Rates, budget: TimeBudget): Promise<void> {
    const { program, block } = this.#built as Built;
    const { exports } = this.#options.kernels;
    const { units, inputs, rows, relu, y, dy, bias } = program.dense[layer] as DenseProgram;
    if (relu) exports.stopAtZero(dy, y, images * units);
    await this.#do({ kind: 'denseBackward', layer, items: Math.ceil(inputs / rows), images }, rates, budget);
    if (!bias) return;
    this.#floats(block, units).fill(0);
    exports.addColumns(dy, images, units, block);
    update(exports, program, rates, bias, block);
  }

  /** The filters in the orders that the kernels read. */
  #pack({ convolutions }: Program): void {
    const { exports } = this.#options.kernels;
    convolutions.forEach(({ filter: [height, width], input, output, kernel, panels, rows }, i) => {
      exports.packFilter(kernel.at, height * width, input[2], output[2], false, panels);
      if (i > 0) exports.packWeightRows(kernel.at, width * input[2], height, output[2], rows);
    });
  }

  #clearSums(): void {
    const { program } = this.#built as Built;
    for (const stage of program.convolutions) {
      this.#floats(stage.kernelSums, (LANES * stage.kernelSumBytes) / FLOAT).fill(0);
      this.#floats(stage.biasSums, (LANES * stage.biasSumBytes) / FLOAT).fill(0);
    }
  }

  /** Adds up the lanes, in their order, and updates. */
  #updateConvolutions(rates: Rates): void {
    const { program, block } = this.#built as Built;
    const { exports } = this.#options.kernels;
    const addLanes = (sums: Address, bytes: number): void =>
      exports.addColumns(sums + bytes, LANES - 1, bytes / FLOAT, sums);
    for (const stage of program.convolutions) {
      const { kernelSums, kernelSumBytes, biasSums, biasSumBytes, filter, input, output, kernel, bias } =
        stage;
      addLanes(kernelSums, kernelSumBytes);
      this.#floats(block, kernel.count).fill(0);
      exports.addWeightRows(kernelSums, filter[1] * input[2], filter[0], output[2], block);
      update(exports, program, rates, kernel, block);
      if (!bias) continue;
      addLanes(biasSums, biasSumBytes);
      update(exports, program, rates, bias, biasSums);
    }
  }

  /** One job: this thread takes items too, until none is left and all are finished. */
  async #do(job: Job, rates: Rates | null, budget: TimeBudget, signal?: AbortSignal): Promise<void> {
    const { control, runner, threads } = this.#built as Built;
    control.begin(job, rates);
    try {
      while (runner.step()) await budget.spend(signal);
    } finally {
      control.cancel();
      while (!control.isIdle()) {
        threads.check();
        await yieldToMain();
      }
    }
  }

  /** Copies the variables that somebody assigned to. */
  #takeWeights(): void {
    this.#variables.forEach((variable, i) => {
      if (variable.dataId === this.#known[i]) return;
      const { at, count } = this.#weights[i] as WeightProgram;
      this.#floats(at, count).set(this.#floats(addressOf(variable), count));
      this.#known[i] = variable.dataId;
    });
  }

  /** The program for batches of this size. */
  async #build(images: number): Promise<Built> {
    const old = this.#built;
    if (old && old.images >= images) return old;
    const { kernels, plan, optimizer, threads } = this.#options;
    const most = Math.max(images, old?.images ?? 0);
    this.#release();
    const inputs = {
      plan,
      weights: this.#weights,
      optimizer: optimizer.config.name,
      nesterov: optimizer.config.nesterov,
      images: most,
      threads,
    };
    const block = kernels.allocate(programBytes(kernels.exports, inputs));
    const program = layOut(kernels.exports, inputs, block);
    const control = new Control(kernels.memory, program.control);
    control.clear();
    const runner = new ItemRunner(kernels.exports, kernels.memory, program, control, 0);
    const own = program.threads[0] as Program['threads'][number];
    this.#memory = block;
    this.#built = {
      ...{ program, images: most, block: own.block, control, runner },
      threads: await KernelThreads.start(kernels, program),
    };
    return this.#built;
  }

  #release(): void {
    this.#built?.threads.dispose();
    this.#built = null;
    if (this.#memory !== null) this.#options.kernels.free(this.#memory);
    this.#memory = null;
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
