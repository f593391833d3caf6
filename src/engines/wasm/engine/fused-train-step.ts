/**
 * Trains a plan with fused kernels on the memory of tfjs-backend-wasm. A step is a few jobs of many items. Threads share
 * the items; the main thread takes some too, and yields when its time budget is used up. Equal inputs give equal bits,
 * whatever the budget and the number of threads.
 */
import type { Variable } from '@tensorflow/tfjs-core';
import type { Batch } from '../../../core/batch';
import { dropoutKey } from '../../../plan/mix';
import type { Plan } from '../../../plan/stages';
import { type PlanUpdate, planUpdateOf, ratesOf } from '../../../training/optimizers';
import type { StepResult } from '../../../training/train-step';
import type { TimeBudget } from '../../../training/yield';
import type { Address } from '../kernel-exports';
import type { Pass } from './control';
import { clearSums, packFilters, updateConvolutions } from './convolution-weights';
import { denseBackward, denseForward } from './dense-layer';
import { JobRunner } from './job-runner';
import { type LayoutInputs, placeProgram } from './layout';
import { PlanTrainStep, type PlanTrainStepOptions } from './plan-train-step';
import { type DenseProgram, type Program, isConvolution } from './program';

/** Options of `FusedTrainStep`. */
export interface FusedTrainStepOptions extends PlanTrainStepOptions {
  plan: Plan;
  /**
   * Maximum bytes of activations kept for the backward pass. Above it, activations are recomputed per image. Default
   * 768 MiB.
   */
  activationLimitBytes?: number;
}

/** The `TrainStep` of a plan on WebAssembly. */
export class FusedTrainStep extends PlanTrainStep<Program> {
  readonly #plan: Plan;
  readonly #update: PlanUpdate;
  readonly #activationLimitBytes: number;

  constructor({ plan, activationLimitBytes = 768 * 2 ** 20, ...options }: FusedTrainStepOptions) {
    const variables = options.model.trainableWeights.map((weight) => weight.read() as Variable);
    const update = planUpdateOf(options.optimizer.config);
    const { input, head } = plan;
    super(options, { input, head, variables, trained: variables.length, update });
    this.#update = update;
    this.#plan = plan;
    this.#activationLimitBytes = activationLimitBytes;
  }

  protected override createJobs(): Promise<JobRunner<Program>> {
    const { kernels, threads } = this.options;
    const inputs: LayoutInputs = {
      plan: this.#plan,
      weights: this.weights.programs,
      images: this.maxImages,
      activationLimitBytes: this.#activationLimitBytes,
      threads,
      optimizer: this.#update.name,
      nesterov: this.#update.nesterov,
    };
    return JobRunner.create(kernels, (arena) => placeProgram(kernels.exports, inputs, arena));
  }

  protected override pixelsAt({ x }: Program): Address {
    return x;
  }

  protected override async train(
    batch: Batch,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<StepResult> {
    const { optimizer, kernels, seed } = this.options;
    const images = batch.size;
    const key = dropoutKey(seed, optimizer.iterations + 1);
    const { logits, jobs } = await this.logitsOf(batch, key, budget, signal);
    const { program } = jobs;
    const last = program.dense.at(-1) as DenseProgram;
    const result = this.score(batch, logits, this.weights.values(last.dy, logits.length));
    // From here on the signal is ignored: either all weights are updated or none.
    this.weights.areChanged = true;
    optimizer.beginStep();
    const rates = ratesOf(optimizer);
    for (let layer = program.dense.length - 1; layer >= 0; layer--) {
      await denseBackward(kernels, jobs, layer, { images, key }, rates, budget);
    }
    if (program.images.some(isConvolution)) {
      const beforeStart = () => clearSums(kernels, program, budget);
      await jobs.run({ kind: 'backward', layer: 0, items: images, images, key }, { budget, beforeStart });
      await updateConvolutions(kernels, program, rates, budget);
    }
    return result;
  }

  protected override async forward(
    jobs: JobRunner<Program>,
    { images, key }: Pass,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const { program } = jobs;
    const { kernels } = this.options;
    if (program.images.length > 0) {
      await packFilters(kernels, program, budget);
      await jobs.run({ kind: 'forward', layer: 0, items: images, images, key }, { budget, signal });
    }
    for (const layer of program.dense.keys())
      await denseForward(kernels, jobs, layer, { images, key }, budget, signal);
    const { y, units } = program.dense.at(-1) as DenseProgram;
    return this.weights.values(y, images * units).slice();
  }
}
