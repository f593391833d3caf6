/** Verifies a training step against other implementations before it is timed. */
import type { KernelModule } from '../../src/engines/wasm/module';
import { FusedTrainStep } from '../../src/engines/wasm/engine/fused-train-step';
import { TapeTrainStep } from '../../src/steps/tape-train-step';
import { type Gradients, distance, gradientsOf } from '../support/gradients';
import { network, noise } from './network';
import { referenceStep } from './reference';

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
