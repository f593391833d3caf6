/** Loss, its gradient and accuracy of a few logits by tfjs, for the losses that engines do not compute themselves. */
import {
  type Scalar,
  type Tensor,
  type Tensor2D,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import type { ResolvedLoss } from '../options/loss-config';
import type { Head } from '../training/head';
import { correctSum, lossSum } from '../training/losses';
import type { ScoreLogits } from '../training/plan-delegates';

/** Returns what scores logits that are before `head`. */
export function scoreByTfjs(loss: ResolvedLoss, head: Head): ScoreLogits {
  return ({ logits, labels, sampleWeight = null, images }, gradient) =>
    tidy(() => {
      const units = labels.length / images;
      const y = tensor(labels, units === 1 ? [images] : [images, units]);
      const x = tensor2d(logits, [images, logits.length / images]);
      const scored = { loss, head, labels: y, sampleWeight: sampleWeight && tensor1d(sampleWeight) };
      const total = (given: Tensor): Scalar => lossSum({ ...scored, logits: given as Tensor2D }) as Scalar;
      const { value, grad } = gradient ? valueAndGrad(total)(x) : { value: total(x), grad: null };
      if (grad) gradient?.set((grad.dataSync() as Float32Array).map((each) => each / images));
      const mean = (sum: Tensor): number => (sum.dataSync()[0] as number) / images;
      return { loss: mean(value), accuracy: mean(correctSum({ ...scored, logits: x })) };
    });
}
