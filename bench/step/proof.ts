/** Compares one training step with the same step computed otherwise: nothing is timed that was not proven. */
import type { KernelModule } from '../../src/backends/wasm/module';
import { FusedTrainStep } from '../../src/backends/wasm/engine/fused-train-step';
import { Optimizer } from '../../src/trainer/optimizers';
import { TapeTrainStep } from '../../src/trainer/tape-train-step';
import type { TrainStep } from '../../src/trainer/train-step';
import { network, noise } from './network';
import { referenceStep } from './reference';

/**
 * Plain descent in such strides that the weights before them are lost in rounding: what is left is the gradient.
 */
const STRIDE = 2 ** 20;
/** Of a loss, absolute; of a gradient, length of the difference over length. Float32 sums of 5476 · n terms. */
const LIMITS = { loss: 1e-5, gradient: 2e-5 };

/** How far a step is from another way of computing it. */
export interface Difference {
  from: string;
  loss: number;
  /** The worst of all weights. */
  gradient: number;
}

/** @throws {Error} when a difference is too large. */
export async function prove(kernels: KernelModule, threads: number, images: number): Promise<Difference[]> {
  const { model, plan } = network();
  const batch = noise(images);
  const weights = model.getWeights().map((weight) => weight.dataSync().slice());
  const optimizer = () => new Optimizer({ name: 'sgd', learningRate: STRIDE });
  const options = { model, loss: 'binary_crossentropy' } as const;
  const steps = {
    fused: new FusedTrainStep({ ...options, kernels, plan, threads, optimizer: optimizer() }),
    tape: new TapeTrainStep({ ...options, optimizer: optimizer() }),
  };
  const gradientsOf = async (step: TrainStep) => {
    const initial = network().model.getWeights();
    model.setWeights(initial);
    const { loss } = await step.run(batch);
    await step.sync();
    const after = model.getWeights().map((weight) => weight.dataSync());
    step.dispose();
    return {
      loss,
      gradients: weights.map((before, i) => before.map((value, j) => (value - after[i]![j]!) / STRIDE)),
    };
  };
  const fused = await gradientsOf(steps.fused);
  const others = {
    'the tape': await gradientsOf(steps.tape),
    'float64 loops': referenceStep(plan, weights, batch.x, batch.y as Float32Array),
  };
  const differences = Object.entries(others).map(([from, other]) => ({
    from,
    loss: Math.abs(fused.loss - other.loss),
    gradient: Math.max(...fused.gradients.map((g, i) => distance(g, other.gradients[i]!))),
  }));
  for (const { from, loss, gradient } of differences) {
    if (!(loss <= LIMITS.loss && gradient <= LIMITS.gradient))
      throw new Error(`The step is not that of ${from}: loss ${loss}, gradient ${gradient}`);
  }
  return differences;
}

function distance(values: ArrayLike<number>, truth: ArrayLike<number>): number {
  let [square, all] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    square += (values[i]! - truth[i]!) ** 2;
    all += truth[i]! ** 2;
  }
  return Math.sqrt(square / all);
}
