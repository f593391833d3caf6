/** The course's network for images of any size, with the same weights each time, and batches of noise. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch } from '../../src/core/batch';
import { courseCnn } from '../../src/models/course-cnn';
import { RandomState } from '../../src/random/random-state';
import { planFor } from '../../src/plan/plan';
import type { Plan } from '../../src/plan/stages';

export function network(side: number): { model: LayersModel; plan: Plan } {
  const model = courseCnn({ inputShape: [side, side, 3], seed: 0 });
  const planned = planFor(model);
  if ('reason' in planned) throw new Error(planned.reason.text);
  return { model, plan: planned.plan };
}

/** Returns a batch of random bytes, with a scale to 0 … 1, and alternating classes. */
export function noise(size: number, side: number): Batch {
  const random = new RandomState(size);
  const x = Uint8Array.from({ length: size * side * side * 3 }, () => 256 * random.random());
  const y = Float32Array.from({ length: size }, (_, i) => i % 2);
  return { x, scale: 1 / 255, y, size, indices: Int32Array.from({ length: size }, (_, i) => i) };
}
