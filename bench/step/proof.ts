/** Verifies a training step against other implementations before it is timed. */
import type { KernelModule } from '../../src/engines/wasm/module';
import { FusedTrainStep } from '../../src/engines/wasm/engine/fused-train-step';
import { TapeTrainStep } from '../../src/steps/tape-train-step';
import { type Gradients, distance, gradientsOf } from '../support/gradients';
import { network, noise } from './network';
import { referenceStep } from './reference';

/**
 * Limits of the differences: of the loss, absolute; of gradients, relative in length. Float32 sums of 5476 · n terms. Where
 * two values of a pooling window are nearly equal, rounding decides which is larger, and a gradient goes to another pixel.
 * Some batches of noise have such a window, so the best of three has the tight limit.
 */
const LIMITS = { loss: 1e-5, gradient: 2e-5, gradientAtTies: 5e-3 };

/** Difference between a step and a reference. */
export interface Difference {
  from: string;
  loss: number;
  /** The largest of all weights. */
  gradient: number;
}

/** Verifies the fused step on WebAssembly. @throws {Error} when a difference is too large. */
export async function prove(kernels: KernelModule, threads: number): Promise<Difference[]> {
  const batches: Difference[][] = [];
  for (const images of [1, 2, 3]) batches.push(await differences(kernels, threads, images));
  return [0, 1].map((i) => {
    const all = batches.map((each) => each[i] as Difference);
    const loss = Math.max(...all.map((each) => each.loss));
    const gradients = all.map(({ gradient }) => gradient);
    const [best, worst] = [Math.min(...gradients), Math.max(...gradients)];
    const { from } = all[0] as Difference;
    if (!(worst <= LIMITS.gradientAtTies)) throw new Error(`Gradients are not those of ${from}: ${worst}`);
    return requireClose({ from, loss, gradient: best });
  });
}

/** Returns a difference. @throws {Error} when it is too large. */
export function requireClose(difference: Difference): Difference {
  const { from, loss, gradient } = difference;
  if (!(loss <= LIMITS.loss && gradient <= LIMITS.gradient))
    throw new Error(`The step is not that of ${from}: loss ${loss}, gradient ${gradient}`);
  return difference;
}

async function differences(kernels: KernelModule, threads: number, images: number): Promise<Difference[]> {
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
  return [difference('the tape', fused, tape), difference('float64 loops', fused, loops)];
}

/** Returns how far a step's loss and gradients are from a reference's. */
export function difference(from: string, mine: Gradients, other: Gradients): Difference {
  const gradient = Math.max(...mine.gradients.map((g, i) => distance(g, other.gradients[i]!)));
  return { from, loss: Math.abs(mine.loss - other.loss), gradient };
}
