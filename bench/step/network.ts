/** The course's network with the same weights each time, and batches of noise. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { RandomState } from '../../src/random/random-state';
import { courseCnn } from '../../src/models/course-cnn';
import type { Batch } from '../../src/core/batch';
import { planFor } from '../../src/plan/plan';
import type { Plan, PooledConvolutionStage } from '../../src/plan/stages';

const SIDE = 150;

export function network(): { model: LayersModel; plan: Plan } {
  const model = courseCnn({ inputShape: [SIDE, SIDE, 3], seed: 0 });
  const planned = planFor(model);
  if ('reason' in planned) throw new Error(planned.reason.text);
  return { model, plan: planned.plan };
}

/** The convolutions, all of which must be fused with ReLU and a 2 × 2 max pooling. */
export function convolutionsOf({ images }: Plan): PooledConvolutionStage[] {
  return images.map((stage) => {
    if (stage.kind !== 'pooledConvolution') throw new Error(`${stage.layer} is not fused with its pooling`);
    return stage;
  });
}

/** Returns a batch of random pixels in 0 … 1 with alternating classes. */
export function noise(size: number): Batch {
  const random = new RandomState(size);
  const x = Float32Array.from({ length: size * SIDE * SIDE * 3 }, () => random.random());
  const y = Float32Array.from({ length: size }, (_, i) => i % 2);
  return { x, y, size, indices: Int32Array.from({ length: size }, (_, i) => i) };
}
