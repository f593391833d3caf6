/** The course's network with the same weights each time, and batches of noise for it. */
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
  if ('reason' in planned) throw new Error(planned.reason);
  return { model, plan: planned.plan };
}

/** All its convolutions are followed by ReLU and a 2 × 2 max pooling. */
export function convolutionsOf({ images }: Plan): PooledConvolutionStage[] {
  return images.map((stage) => {
    if (stage.kind !== 'pooledConvolution') throw new Error(`${stage.layer} is not fused with its pooling`);
    return stage;
  });
}

/** Pixels in 0 … 1 without any structure, and classes that alternate. */
export function noise(size: number): Batch {
  const random = new RandomState(size);
  const x = Float32Array.from({ length: size * SIDE * SIDE * 3 }, () => random.random());
  const y = Float32Array.from({ length: size }, (_, i) => i % 2);
  return { x, y, size, indices: Int32Array.from({ length: size }, (_, i) => i) };
}
