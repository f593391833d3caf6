/**
 * Trains any `LayersModel` through tfjs's gradient tape, a few images at a time: slices bound the memory and let the
 * page breathe. A slice's size follows from the model's arithmetic, not from the clock, so equal seeds give equal sums.
 */
import {
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Variable,
  add,
  cast,
  dispose,
  keep,
  mul,
  scalar,
  tensor,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Images } from '../core/batch';
import { invalidArgument } from '../core/errors';
import { asKerasTrains } from './as-keras-trains';
import { applyForLogits } from '../training/logits';
import { type LossName, correctSum, crossentropySum } from '../training/losses';
import { layersOf } from '../models/model-layers';
import type { Optimizer } from '../training/optimizers';
import { chanceKey, mix } from '../plan/mix';
import { stepDisposed } from '../training/step-disposed';
import type { StepResult, TrainState, TrainStep } from '../training/train-step';
import { TimeBudget } from '../training/yield';

/** Arithmetic of one training slice: some tens of milliseconds on WebAssembly. */
const SLICE_FLOP = 2.2e9;
const MAX_SLICE = 64;
/** Forward only is about a third of the arithmetic. */
const FORWARD_FACTOR = 3;

/** Of tfjs-layers, which does not export its type. */
type Constraint = LayersModel['trainableWeights'][number]['constraint'];

/** How the tape trains. */
export interface TapeTrainStepOptions {
  model: LayersModel;
  optimizer: Optimizer;
  loss: LossName;
  /** Of what dropout leaves out, with the step's number. Default 0. */
  seed?: number;
  /** Milliseconds of work between two yields. Default 12. */
  timeBudgetMs?: number;
  /** Images in a slice. Default: from the model's arithmetic. */
  sliceSize?: number;
  /** The optimizer's, to go on from: values of each of `trainableWeights`. Default zeros. */
  slots?: TrainState['slots'] | null;
  /** Why no plan computes, for the reader. */
  why?: string;
}

/** A `TrainStep` for models that have no plan of their own. */
export class TapeTrainStep implements TrainStep {
  readonly path: string;
  readonly #options: Required<Omit<TapeTrainStepOptions, 'why' | 'slots'>>;
  readonly #weights: Variable[];
  /** Of each weight; null where it may be anything. */
  readonly #constraints: (Constraint | null)[];
  readonly #shape: number[];
  #isDisposed = false;

  constructor(options: TapeTrainStepOptions) {
    const { model, optimizer, slots = null, why } = options;
    const shape = (model.inputs[0] as { shape: (number | null)[] }).shape.slice(1);
    if (shape.includes(null))
      throw invalidArgument('A model to train has an input of one size.', { inputShape: shape });
    this.path = why ? `gradient tape, because ${why}` : 'gradient tape';
    this.#options = { seed: 0, timeBudgetMs: 12, sliceSize: sliceSizeFor(model), ...options };
    this.#weights = model.trainableWeights.map((weight) => weight.read() as Variable);
    this.#constraints = model.trainableWeights.map(({ constraint }) => constraint ?? null);
    if (slots) optimizer.takeSlots(this.#weights, slots);
    this.#shape = shape as number[];
  }

  async run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    this.#assertUsable();
    const { model, optimizer, seed, sliceSize } = this.#options;
    const gradients = new Map<string, Tensor>();
    const key = chanceKey(seed, optimizer.iterations + 1);
    try {
      const size = hasBatchStatistics(model) ? batch.size : sliceSize;
      const result = await this.#sumSlices(batch, size, signal, (x, y, from) => {
        const { sums, grads } = this.#sliceGradients(x, y, batch.size, mix(key, from));
        for (const [name, gradient] of Object.entries(grads)) {
          const sum = gradients.get(name);
          gradients.set(name, keep(sum ? add(sum, gradient) : gradient));
          sum?.dispose();
        }
        return sums;
      });
      const penalty = this.#addPenalties(gradients);
      await this.#update(gradients);
      return { loss: result.loss + penalty, accuracy: result.accuracy };
    } finally {
      dispose([...gradients.values()]);
    }
  }

  async evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    this.#assertUsable();
    const { model, loss, sliceSize } = this.#options;
    return this.#sumSlices(batch, sliceSize * FORWARD_FACTOR, signal, (x, y) => {
      const logits = applyForLogits(model, x, false);
      return [crossentropySum(loss, logits, y), correctSum(loss, logits, y)];
    });
  }

  async predict(images: Images): Promise<Float32Array> {
    this.#assertUsable();
    const { model, sliceSize, timeBudgetMs } = this.#options;
    const budget = new TimeBudget(timeBudgetMs);
    let outputs = new Float32Array();
    for (let from = 0; from < images.size; from += sliceSize * FORWARD_FACTOR) {
      const to = Math.min(from + sliceSize * FORWARD_FACTOR, images.size);
      const output = tidy(() => model.apply(this.#slice(images, from, to), { training: false }) as Tensor);
      const units = output.size / (to - from);
      if (from === 0) outputs = new Float32Array(images.size * units);
      outputs.set(await output.data(), from * units);
      output.dispose();
      await budget.spend();
    }
    return outputs;
  }

  sync(): void {
    // The tape trains the model's own variables.
  }

  async slots(): Promise<TrainState['slots']> {
    this.#assertUsable();
    return this.#options.optimizer.slotsOf(this.#weights);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#options.optimizer.dispose();
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw stepDisposed();
  }

  /** The images from `from` to before `to`, as a tensor. */
  #slice({ x, scale = 1, size }: Images, from: number, to: number): Tensor {
    const values = x.length / size;
    const images = tensor(x.subarray(from * values, to * values), [to - from, ...this.#shape]);
    return x instanceof Float32Array ? images : mul(cast(images, 'float32'), scale);
  }

  /**
   * Gradients of the mean loss over the whole batch, of which this slice is a part; and [loss sum, images right].
   *
   * @param key What dropout leaves out follows from it.
   */
  #sliceGradients(
    x: Tensor,
    y: Tensor,
    batchSize: number,
    key: number,
  ): { sums: [Tensor, Tensor]; grads: NamedTensorMap } {
    const { model, loss } = this.#options;
    const sums: Tensor[] = [];
    const { grads } = variableGrads(() => {
      const logits = asKerasTrains(model, key, () => applyForLogits(model, x, true));
      const total = crossentropySum(loss, logits, y);
      // Kept: the tape's own scope would dispose of what it does not return.
      sums.push(keep(total), keep(correctSum(loss, logits, y)));
      return mul(total, scalar(1 / batchSize)) as Scalar;
    }, this.#weights);
    return { sums: sums as [Tensor, Tensor], grads };
  }

  /** Adds the gradients of the layers' regularizers; gives their sum. */
  #addPenalties(gradients: Map<string, Tensor>): number {
    const { model } = this.#options;
    // `model.losses` and a sequential model's `calculateLosses` leave the layers' regularizers out. As in Keras those
    // of frozen weights do not count.
    const regularized = layersOf(model).filter(
      ({ layer, trainable }) => trainable && layer.losses.length > 0,
    );
    if (regularized.length === 0) return 0;
    const { value, grads } = variableGrads(
      () => regularized.flatMap(({ layer }) => layer.calculateLosses()).reduce((a, b) => add(a, b) as Scalar),
      this.#weights,
    );
    for (const [name, gradient] of Object.entries(grads)) {
      const sum = gradients.get(name) as Tensor;
      gradients.set(name, add(sum, gradient));
      dispose([sum, gradient]);
    }
    const penalty = value.dataSync()[0] as number;
    value.dispose();
    return penalty;
  }

  async #update(gradients: Map<string, Tensor>): Promise<void> {
    const { optimizer, timeBudgetMs } = this.#options;
    const budget = new TimeBudget(timeBudgetMs);
    optimizer.beginStep();
    // Not to be aborted half-way: either all weights are updated or none.
    for (const [i, weight] of this.#weights.entries()) {
      optimizer.update(weight, gradients.get(weight.name) as Tensor);
      const constraint = this.#constraints[i];
      if (constraint) tidy(() => weight.assign(constraint.apply(weight)));
      await budget.spend();
    }
    // Slots that were made anew after they had been freed.
    if (this.#isDisposed) optimizer.dispose();
  }

  /** Cuts a batch into slices, adds up the [loss sum, images right] of each, gives the means. */
  async #sumSlices(
    batch: Batch,
    sliceSize: number,
    signal: AbortSignal | undefined,
    compute: (x: Tensor, y: Tensor, from: number) => [Tensor, Tensor],
  ): Promise<StepResult> {
    const labels = batch.y as Float32Array<ArrayBuffer>;
    const units = labels.length / batch.size;
    const budget = new TimeBudget(this.#options.timeBudgetMs);
    const total = { loss: 0, accuracy: 0 };
    for (let from = 0; from < batch.size; from += sliceSize) {
      const to = Math.min(from + sliceSize, batch.size);
      const sums = tidy(() => {
        const x = this.#slice(batch, from, to);
        const y = tensor(
          labels.subarray(from * units, to * units),
          units === 1 ? [to - from] : [to - from, units],
        );
        return compute(x, y, from);
      });
      // Waiting for the numbers keeps the queue of a GPU short: the page would starve behind a long one.
      const [loss, right] = await Promise.all(sums.map(async (sum) => (await sum.data())[0] as number));
      dispose(sums);
      total.loss += (loss as number) / batch.size;
      total.accuracy += (right as number) / batch.size;
      await budget.spend(signal);
    }
    return total;
  }
}

/** Batch normalisation needs the whole batch at once, but a frozen one has its statistics. */
function hasBatchStatistics(model: LayersModel): boolean {
  return layersOf(model).some(
    ({ layer, trainable }) => trainable && layer.getClassName() === 'BatchNormalization',
  );
}

/** Images in a slice: as many as make up `SLICE_FLOP`. */
function sliceSizeFor(model: LayersModel): number {
  const flop = layersOf(model).reduce((sum, { layer }) => {
    const shape = layer.outputShape as (number | null)[];
    const positions = shape.length === 4 ? (shape[1] ?? 1) * (shape[2] ?? 1) : 1;
    const weights = layer.weights.reduce((count, { shape: s }) => count + (s.length > 1 ? product(s) : 0), 0);
    return sum + 6 * positions * weights;
  }, 1);
  return Math.min(MAX_SLICE, Math.max(1, Math.round(SLICE_FLOP / flop)));
}

function product(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((total, side) => total * (side ?? 1), 1);
}
