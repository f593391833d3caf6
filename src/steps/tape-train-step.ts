/**
 * Trains any `LayersModel` through tfjs's gradient tape, a few images at a time. Slices bound memory and keep the page
 * responsive. The slice size follows from the model's arithmetic, not from a clock, so equal seeds give equal sums.
 */
import {
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Variable,
  add,
  cast,
  concat,
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
import { message } from '../core/message';
import { inputShapeOf } from '../core/picture-shape';
import { asKerasTrains } from './as-keras-trains';
import type { Loss, ResolvedLoss } from '../options/loss-config';
import { resolveLoss } from '../options/resolve-loss';
import { type ScoredOutputs, correctSum, lossSum } from '../training/losses';
import type { Head } from '../training/head';
import { applyForLogits, applyHead, removableHead } from '../training/output-head';
import { layersOf } from '../models/model-layers';
import type { Optimizer } from '../training/optimizers';
import { dropoutKey, mix } from '../plan/mix';
import { stepDisposed } from '../training/step-disposed';
import type { EvaluatedBatch, StepResult, TrainState, TrainStep } from '../training/train-step';
import { TimeBudget } from '../training/yield';

/** Arithmetic of one training slice in FLOP: some tens of milliseconds on WebAssembly. */
const SLICE_FLOP = 2.2e9;
const MAX_SLICE = 64;
/** A forward pass is about a third of the arithmetic of a training step. */
const FORWARD_FACTOR = 3;

/** tfjs-layers does not export this type. */
type Constraint = LayersModel['trainableWeights'][number]['constraint'];

/** Options of `TapeTrainStep`. */
export interface TapeTrainStepOptions {
  model: LayersModel;
  optimizer: Optimizer;
  loss: Loss;
  /** Seed of the dropout masks, combined with the step number. Default 0. */
  seed?: number;
  /** Milliseconds of work between two yields. Default 12. */
  timeBudgetMs?: number;
  /** Images in a slice. Default: from the model's arithmetic. */
  sliceSize?: number;
  /** Optimizer slots to resume from, with the values of each of `trainableWeights`. Default zeros. */
  slots?: TrainState['slots'] | null;
  /** Why the model has no plan; shown as part of `path`. */
  noPlanReason?: string;
}

/** A `TrainStep` for models without a plan. */
export class TapeTrainStep implements TrainStep {
  readonly path: string;
  readonly #options: Required<Omit<TapeTrainStepOptions, 'noPlanReason' | 'slots'>>;
  readonly #weights: Variable[];
  readonly #loss: ResolvedLoss;
  readonly #head: Head;
  /** Constraint of each weight, or null. */
  readonly #constraints: (Constraint | null)[];
  readonly #shape: number[];
  #isDisposed = false;

  constructor(options: TapeTrainStepOptions) {
    const { model, optimizer, slots = null, noPlanReason } = options;
    const shape = inputShapeOf(model);
    if (shape.includes(null))
      throw invalidArgument(message`A model to train must have an input of fixed size.`, {
        inputShape: shape,
      });
    this.path = noPlanReason ? `gradient tape, because ${noPlanReason}` : 'gradient tape';
    this.#options = { seed: 0, timeBudgetMs: 12, sliceSize: sliceSizeFor(model), ...options };
    this.#loss = resolveLoss(options.loss);
    this.#head = removableHead(model);
    this.#weights = model.trainableWeights.map((weight) => weight.read() as Variable);
    this.#constraints = model.trainableWeights.map(({ constraint }) => constraint ?? null);
    if (slots) optimizer.restoreSlots(this.#weights, slots);
    this.#shape = shape as number[];
  }

  async run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    this.#assertUsable();
    const { model, optimizer, seed, sliceSize } = this.#options;
    if (this.#weights.length === 0)
      throw invalidArgument(message`A model to train must have weights that are trainable.`, {
        model: model.name,
      });
    const gradients = new Map<string, Tensor>();
    const key = dropoutKey(seed, optimizer.iterations + 1);
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
      const penalty = await this.#addPenalties(gradients);
      await this.#update(gradients);
      return { loss: result.loss + penalty, accuracy: result.accuracy };
    } finally {
      dispose([...gradients.values()]);
    }
  }

  async evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#score(batch, () => undefined, signal);
  }

  async evaluateAndPredict(batch: Batch): Promise<EvaluatedBatch> {
    const slices: Tensor2D[] = [];
    try {
      const result = await this.#score(batch, (logits) => slices.push(keep(applyHead(this.#head, logits))));
      return { ...result, outputs: await valuesOf(slices) };
    } finally {
      dispose(slices);
    }
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
    // The tape trains the model's own variables, so there is nothing to copy.
  }

  finalize(): void {
    this.#assertUsable();
    this.#options.optimizer.finalize(this.#weights);
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

  /** Forward pass only. `visit` gets the logits of each slice. */
  #score(batch: Batch, visit: (logits: Tensor2D) => void, signal?: AbortSignal): Promise<StepResult> {
    this.#assertUsable();
    const { model, sliceSize } = this.#options;
    return this.#sumSlices(batch, sliceSize * FORWARD_FACTOR, signal, (x, y) => {
      const logits = applyForLogits(model, x, false);
      visit(logits);
      return this.#sums(logits, y);
    });
  }

  /** Returns the loss and the number of correct images of a slice. */
  #sums(logits: Tensor2D, labels: Tensor): [Tensor, Tensor] {
    const scored: ScoredOutputs = { loss: this.#loss, head: this.#head, logits, labels };
    return [lossSum(scored), correctSum(scored)];
  }

  /** Images `from` (inclusive) to `to` (exclusive) as a tensor. */
  #slice({ x, scale = 1, size }: Images, from: number, to: number): Tensor {
    const values = x.length / size;
    const images = tensor(x.subarray(from * values, to * values), [to - from, ...this.#shape]);
    return x instanceof Float32Array ? images : mul(cast(images, 'float32'), scale);
  }

  /**
   * Computes this slice's contribution to the gradients of the mean loss over the whole batch.
   *
   * @param key Determines the dropout masks.
   * @returns The gradients, and `sums`: [loss sum, number of correct images] of the slice.
   */
  #sliceGradients(
    x: Tensor,
    y: Tensor,
    batchSize: number,
    key: number,
  ): { sums: [Tensor, Tensor]; grads: NamedTensorMap } {
    const { model } = this.#options;
    const sums: Tensor[] = [];
    const { grads } = variableGrads(() => {
      const logits = asKerasTrains(model, key, () => applyForLogits(model, x, true));
      const [total, correct] = this.#sums(logits, y);
      // `keep`, because the tape's scope disposes of tensors that it does not return.
      sums.push(keep(total), keep(correct));
      return mul<Scalar>(total, scalar(1 / batchSize));
    }, this.#weights);
    return { sums: sums as [Tensor, Tensor], grads };
  }

  /** Adds the gradients of the layers' regularizers. Returns the sum of the penalties. */
  async #addPenalties(gradients: Map<string, Tensor>): Promise<number> {
    const { model } = this.#options;
    // `model.losses` and a sequential model's `calculateLosses` omit the layers' regularizers. As in Keras, those of
    // frozen weights do not count.
    const regularized = layersOf(model).filter(
      ({ layer, trainable }) => trainable && layer.losses.length > 0,
    );
    if (regularized.length === 0) return 0;
    const { value, grads } = variableGrads(
      () => regularized.flatMap(({ layer }) => layer.calculateLosses()).reduce((a, b) => add<Scalar>(a, b)),
      this.#weights,
    );
    for (const [name, gradient] of Object.entries(grads)) {
      const sum = gradients.get(name) as Tensor;
      gradients.set(name, add(sum, gradient));
      dispose([sum, gradient]);
    }
    const [penalty] = await value.data();
    value.dispose();
    return penalty as number;
  }

  async #update(gradients: ReadonlyMap<string, Tensor>): Promise<void> {
    const { optimizer, timeBudgetMs } = this.#options;
    const budget = new TimeBudget(timeBudgetMs);
    const inOrder = this.#weights.map(({ name }) => gradients.get(name) as Tensor);
    // The signal is ignored here: either all weights are updated or none.
    for (const weight of optimizer.step(this.#weights, inOrder)) {
      const constraint = this.#constraints[this.#weights.indexOf(weight)];
      if (constraint) tidy(() => weight.assign(constraint.apply(weight)));
      await budget.spend();
    }
    // Frees slots that the loop above recreated after `dispose` had freed them.
    if (this.#isDisposed) optimizer.dispose();
  }

  /** Runs `compute` on each slice of a batch and adds up its [loss sum, correct images]. Returns the means. */
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
      // Waiting for the numbers keeps the GPU's queue short. A long queue would block the page's rendering.
      const [loss, right] = await Promise.all(sums.map(async (sum) => (await sum.data())[0] as number));
      dispose(sums);
      total.loss += (loss as number) / batch.size;
      total.accuracy += (right as number) / batch.size;
      await budget.spend(signal);
    }
    return total;
  }
}

/** Returns the values of slices of a batch, one after the other. */
async function valuesOf(slices: readonly Tensor2D[]): Promise<Float32Array> {
  const whole = concat([...slices]);
  try {
    return (await whole.data()) as Float32Array;
  } finally {
    whole.dispose();
  }
}

/** Batch normalisation needs the whole batch at once, unless it uses its moving statistics. */
function hasBatchStatistics(model: LayersModel): boolean {
  return layersOf(model).some(
    ({ layer, isInference }) => !isInference && layer.getClassName() === 'BatchNormalization',
  );
}

/** Number of images whose arithmetic adds up to `SLICE_FLOP`. */
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
