/** Verifies a training step against other implementations before it is timed. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { KernelModule } from '../../src/engines/wasm/module';
import { FusedTrainStep } from '../../src/engines/wasm/engine/fused-train-step';
import type { Batch } from '../../src/core/batch';
import { Optimizer } from '../../src/training/optimizers';
import { TapeTrainStep } from '../../src/steps/tape-train-step';
import type { TrainStep } from '../../src/training/train-step';
import { network, noise } from './network';
import { referenceStep } from './reference';

/**
 * Learning rate of SGD. It is so large that the initial weights vanish in rounding: weight changes give the gradient.
 */
const STRIDE = 2 ** 20;
/**
 * Limits of the differences: of the loss, absolute; of gradients, relative in length. Float32 sums of 5476 · n terms.
 */
const LIMITS = { loss: 1e-5, gradient: 2e-5 };

/** Difference between a step and a reference. */
export interface Difference {
  from: string;
  loss: number;
  /** The largest of all weights. */
  gradient: number;
}

/** Loss of a step and gradients of all weights. */
export interface Gradients {
  loss: number;
  gradients: ArrayLike<number>[];
}

/** Runs one step with a huge learning rate and derives the gradients. The model's weights are unusable afterwards. */
export async function gradientsOf(
  model: LayersModel,
  make: (optimizer: Optimizer) => TrainStep,
  batch: Batch,
): Promise<Gradients> {
  const before = await Promise.all(model.getWeights().map(async (weight) => (await weight.data()).slice()));
  const step = make(new Optimizer({ name: 'sgd', learningRate: STRIDE }));
  const { loss } = await step.run(batch);
  await step.sync();
  const after = await Promise.all(model.getWeights().map((weight) => weight.data()));
  step.dispose();
  return {
    loss,
    gradients: before.map((values, i) => values.map((value, j) => (value - after[i]![j]!) / STRIDE)),
  };
}

/** @throws {Error} when a difference is too large. */
export function compare(from: string, mine: Gradients, other: Gradients): Difference {
  const loss = Math.abs(mine.loss - other.loss);
  const gradient = Math.max(...mine.gradients.map((g, i) => distance(g, other.gradients[i]!)));
  if (!(loss <= LIMITS.loss && gradient <= LIMITS.gradient))
    throw new Error(`The step is not that of ${from}: loss ${loss}, gradient ${gradient}`);
  return { from, loss, gradient };
}

/** Verifies the fused step on WebAssembly. @throws {Error} when a difference is too large. */
export async function prove(kernels: KernelModule, threads: number, images: number): Promise<Difference[]> {
  const { model, plan } = network();
  const batch = noise(images);
  const weights = model.getWeights().map((weight) => weight.dataSync().slice());
  const options = { model, loss: 'binary_crossentropy' } as const;
  const fused = await gradientsOf(
    model,
    (optimizer) => new FusedTrainStep({ ...options, kernels, plan, threads, optimizer }),
    batch,
  );
  model.setWeights(network().model.getWeights());
  const tape = await gradientsOf(model, (optimizer) => new TapeTrainStep({ ...options, optimizer }), batch);
  const loops = referenceStep(plan, weights, batch.x, batch.y as Float32Array);
  return [compare('the tape', fused, tape), compare('float64 loops', fused, loops)];
}

function distance(values: ArrayLike<number>, truth: ArrayLike<number>): number {
  let [square, all] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    square += (values[i]! - truth[i]!) ** 2;
    all += truth[i]! ** 2;
  }
  return Math.sqrt(square / all);
}
