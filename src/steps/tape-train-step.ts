/**
 * Trains any `LayersModel` through tfjs's gradient tape, a few images at a time, to bound memory. The slice size follows
 * from the model's arithmetic, not from a clock, so equal seeds give equal sums. Between two layers of the forward pass and
 * two operations of the backward pass the page may run.
 */
import {
  type Scalar,
  type Tensor,
  type Tensor2D,
  mul,
  scalar,
  tensor,
  tensor1d,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Images } from '../core/batch';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { type InputLayout, inputShapeOf } from '../core/picture-shape';
import type { Loss, ResolvedLoss } from '../options/loss-config';
import { resolveLoss } from '../options/resolve-loss';
import { type ScoredOutputs, correctSum, lossSum } from '../training/losses';
import type { Head } from '../training/head';
import { applyHead, removableHead } from '../training/output-head';
import type { Optimizer } from '../training/optimizers';
import { dropoutKey, mix } from '../plan/mix';
import { stepDisposed } from '../training/step-disposed';
import type { EvaluatedBatch, StepResult, TrainState, TrainStep } from '../training/train-step';
import { TimeBudget } from '../training/yield';
import { registerBatchNormGradient } from './batch-norm-gradient';
import { asKerasTrains } from './as-keras-trains';
import { GradientSums } from './gradient-sums';
import { type CallLayer, asInference, computeLayers, forLogits } from './layer-by-layer';
import { MovingStatistics } from './moving-statistics';
import { OptimizerUpdates } from './optimizer-updates';
import { type Pace, type RunPiece, pacedGradients, pacedTidy } from './paced-gradients';
import { forEachSlice, hasBatchStatistics, sliceSizeFor } from './slices';

/** A forward pass is about a third of the arithmetic of a training step. */
const FORWARD_FACTOR = 3;

/** The labels of a slice, and the weights of its images. */
type Truth = Pick<ScoredOutputs, 'labels' | 'sampleWeight'>;

/** The loss summed over the images of a slice, the number of correct images, and the outputs if they are asked for. */
type Scores = [Scalar, Scalar, ...Tensor2D[]];

/** Options of `TapeTrainStep`. */
export interface TapeTrainStepOptions {
  model: LayersModel;
  optimizer: Optimizer;
  loss: Loss;
  /** Seed of the dropout masks, combined with the step number. Default 0. */
  seed?: number;
  /** Milliseconds of work between two yields. Default 12. */
  timeBudgetMs?: number;
  /** How the model takes the images. Default: in its own shape. Needed for a model that takes any size. */
  layout?: InputLayout;
  /** Images in a slice. Default: from the model's arithmetic. */
  sliceSize?: number;
  /** Optimizer slots to resume from, with the values of each of `trainableWeights`. Default zeros. */
  slots?: TrainState['slots'] | null;
  /** Whether results have the outputs. Default false. */
  withOutputs?: boolean;
  /** Why the model has no plan; shown as part of `path`. */
  noPlanReason?: string;
}

/** A `TrainStep` for models without a plan. */
export class TapeTrainStep implements TrainStep {
  readonly path: string;
  readonly #options: Required<Omit<TapeTrainStepOptions, 'noPlanReason' | 'slots' | 'layout'>>;
  readonly #updates: OptimizerUpdates;
  readonly #loss: ResolvedLoss;
  readonly #head: Head;
  readonly #layout: InputLayout;
  #isDisposed = false;

  constructor(options: TapeTrainStepOptions) {
    const { model, optimizer, slots = null, noPlanReason } = options;
    const { layout = { shape: inputShapeOf(model), movesChannels: false } } = options;
    const { shape, movesChannels }: { shape: readonly (number | null)[]; movesChannels: boolean } = layout;
    if (shape.includes(null))
      throw invalidArgument(message`A model to train must have an input of fixed size.`, {
        inputShape: shape,
      });
    this.path = noPlanReason ? `gradient tape, because ${noPlanReason}` : 'gradient tape';
    this.#options = {
      seed: 0,
      timeBudgetMs: 12,
      withOutputs: false,
      sliceSize: sliceSizeFor(model, shape),
      ...options,
    };
    this.#loss = resolveLoss(options.loss);
    this.#head = removableHead(model);
    registerBatchNormGradient();
    const { timeBudgetMs } = this.#options;
    this.#updates = new OptimizerUpdates({ model, optimizer, slots, timeBudgetMs });
    this.#layout = { shape: shape as number[], movesChannels };
  }

  async run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    this.#assertUsable();
    const { model, optimizer, seed, sliceSize } = this.#options;
    if (this.#updates.weights.length === 0)
      throw invalidArgument(message`A model to train must have weights that are trainable.`, {
        model: model.name,
      });
    const sums = new GradientSums();
    const statistics = new MovingStatistics(model);
    const key = dropoutKey(seed, optimizer.iterations + 1);
    const pace = this.#pace(signal);
    try {
      const size = hasBatchStatistics(model) ? batch.size : sliceSize;
      const result = await this.#sumSlices(batch, size, pace, async (x, truth, from) => {
        const { scores, gradients } = await this.#sliceGradients(x, truth, batch.size, mix(key, from), pace);
        await sums.add(this.#updates.weights, gradients, pace);
        return scores;
      });
      const penalty = await this.#updates.addPenalties(sums, pace);
      await this.#updates.update(sums);
      // Frees slots that the update recreated after `dispose` had freed them.
      if (this.#isDisposed) optimizer.dispose();
      return { ...result, loss: result.loss + penalty };
    } catch (error) {
      statistics.restore();
      throw error;
    } finally {
      statistics.dispose();
      sums.dispose();
    }
  }

  async evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#score(batch, this.#options.withOutputs, signal);
  }

  async evaluateAndPredict(batch: Batch): Promise<EvaluatedBatch> {
    return (await this.#score(batch, true)) as EvaluatedBatch;
  }

  async predict(images: Images): Promise<Float32Array> {
    this.#assertUsable();
    const { model, sliceSize } = this.#options;
    const pace = this.#pace();
    let outputs = new Float32Array();
    await forEachSlice(images, this.#layout, sliceSize * FORWARD_FACTOR, pace, async (x, from, to) => {
      const [output] = await pacedTidy(pace, (piece) => computeLayers(model, [x], asInference, piece));
      const values = await valuesOf(output as Tensor);
      if (from === 0) outputs = new Float32Array((values.length / to) * images.size);
      outputs.set(values, (values.length / (to - from)) * from);
    });
    return outputs;
  }

  sync(): void {
    // The tape trains the model's own variables, so there is nothing to copy.
  }

  load(assign: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#assertUsable();
      resolve(assign());
    });
  }

  finalize(): void {
    this.#assertUsable();
    this.#updates.finalize();
  }

  async slots(): Promise<TrainState['slots']> {
    this.#assertUsable();
    return this.#updates.slots();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#options.optimizer.dispose();
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw stepDisposed();
  }

  #pace(signal?: AbortSignal): Pace {
    return { budget: new TimeBudget(this.#options.timeBudgetMs), signal };
  }

  /** Forward pass only. */
  async #score(batch: Batch, withOutputs: boolean, signal?: AbortSignal): Promise<StepResult> {
    this.#assertUsable();
    const { sliceSize } = this.#options;
    const pace = this.#pace(signal);
    return this.#sumSlices(batch, sliceSize * FORWARD_FACTOR, pace, (x, truth) =>
      pacedTidy(pace, async (piece) => {
        const logits = await this.#logits(x, asInference, piece);
        return piece(() => this.#scores(logits, truth, withOutputs));
      }),
    );
  }

  async #logits(x: Tensor, call: CallLayer, piece: RunPiece): Promise<Tensor2D> {
    const { model } = this.#options;
    const [logits] = await computeLayers(model, [x], forLogits(model, call), piece);
    return logits as Tensor2D;
  }

  #scores(logits: Tensor2D, truth: Truth, withOutputs: boolean): Scores {
    const scored: ScoredOutputs = { loss: this.#loss, head: this.#head, logits, ...truth };
    const outputs = withOutputs ? [applyHead(this.#head, logits)] : [];
    return [lossSum(scored) as Scalar, correctSum(scored) as Scalar, ...outputs];
  }

  /**
   * Computes this slice's contribution to the gradients of the mean loss over the whole batch.
   *
   * @param key Determines the dropout masks.
   */
  async #sliceGradients(
    x: Tensor,
    truth: Truth,
    batchSize: number,
    key: number,
    pace: Pace,
  ): Promise<{ scores: Scores; gradients: (Tensor | null)[] }> {
    const call = asKerasTrains(this.#options.model, key);
    const { values, gradients } = await pacedGradients(this.#updates.weights, pace, async (piece) => {
      const logits = await this.#logits(x, call, piece);
      return piece((): [Scalar, ...Scores] => {
        const scores = this.#scores(logits, truth, this.#options.withOutputs);
        return [mul<Scalar>(scores[0], scalar(1 / batchSize)), ...scores];
      });
    });
    const [mean, ...scores] = values;
    mean.dispose();
    return { scores, gradients };
  }

  /** Runs `compute` on each slice of a batch and adds up its scores. Returns the means. */
  async #sumSlices(
    batch: Batch,
    sliceSize: number,
    pace: Pace,
    compute: (x: Tensor, truth: Truth, from: number) => Promise<readonly Tensor[]>,
  ): Promise<StepResult> {
    const labels = batch.y as Float32Array<ArrayBuffer>;
    const { sampleWeight = null } = batch;
    const units = labels.length / batch.size;
    const total: StepResult = { loss: 0, accuracy: 0 };
    await forEachSlice(batch, this.#layout, sliceSize, pace, async (x, from, to) => {
      const shape = units === 1 ? [to - from] : [to - from, units];
      const truth: Truth = {
        labels: tensor(labels.subarray(from * units, to * units), shape),
        sampleWeight: sampleWeight && tensor1d(sampleWeight.subarray(from, to)),
      };
      try {
        const scores = await compute(x, truth, from);
        // Waiting for the numbers keeps the GPU's queue short. A long queue would block the page's rendering.
        const [loss, right, outputs] = await Promise.all(scores.map(valuesOf));
        total.loss += (loss?.[0] as number) / batch.size;
        total.accuracy += (right?.[0] as number) / batch.size;
        if (outputs) {
          const perImage = outputs.length / (to - from);
          total.outputs ??= new Float32Array(batch.size * perImage);
          total.outputs.set(outputs, from * perImage);
        }
      } finally {
        truth.labels.dispose();
        truth.sampleWeight?.dispose();
      }
    });
    return total;
  }
}

/** Reads a tensor and disposes of it. */
async function valuesOf(tensor: Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}
