import { type Tensor2D, grad, tensor, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
// Registers gradients and chained operations of tfjs-core, as tfjs-layers does on import.
import '@tensorflow/tfjs-layers';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import type { Loss } from '../options/loss-config';
import { resolveLoss } from '../options/resolve-loss';
import { correctSum, lossSum } from '../training/losses';
import { crossentropy } from './crossentropy';

beforeAll(startWasm);

const IMAGES = 7;
const ONE_HOT = [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0];
const cases: [Loss, number, number[]][] = [
  ['binary_crossentropy', 1, [0, 1, 1, 0, 1, 0, 0]],
  ['binary_crossentropy', 2, [0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0]],
  ['sparse_categorical_crossentropy', 3, [2, 0, 1, 1, 2, 0, 0]],
  ['categorical_crossentropy', 3, ONE_HOT],
  [{ name: 'categorical_crossentropy', labelSmoothing: 0.1 }, 3, ONE_HOT],
  [{ name: 'binary_crossentropy', labelSmoothing: 0.3 }, 1, [0, 1, 1, 0, 1, 0, 0]],
  ['binary_crossentropy', 3, ONE_HOT],
];

describe('crossentropy of arrays', () => {
  it.each(cases)("equals the tape's: %j, %i units", async (given, units, labels) => {
    const loss = resolveLoss(given);
    const logits = numbers(IMAGES * units, 3).map((value) => 40 * value);
    const gradient = new Float32Array(logits.length);
    const y = Float32Array.from(labels);
    const result = crossentropy({ loss, logits, labels: y, images: IMAGES }, gradient);

    const z = tensor2d(logits, [IMAGES, units]);
    const truth = tensor(y, y.length === IMAGES ? [IMAGES] : [IMAGES, units]);
    const scored = { loss, head: 'softmax', logits: z, labels: truth } as const;
    const [sum] = await lossSum(scored).data();
    const [right] = await correctSum(scored).data();
    const slope = await grad((at) => lossSum({ ...scored, logits: at as Tensor2D }))(z).data();
    expect(result.loss).toBeCloseTo((sum as number) / IMAGES, 4);
    expect(result.accuracy).toBeCloseTo((right as number) / IMAGES, 6);
    slope.forEach((value, i) => expect(gradient[i]).toBeCloseTo(value / IMAGES, 6));
  });

  it('stays finite where the activation saturates', () => {
    const gradient = new Float32Array(2);
    const scored = { logits: Float32Array.of(-1000, 1000), labels: Float32Array.of(1, 1), images: 2 };
    const result = crossentropy({ loss: resolveLoss('binary_crossentropy'), ...scored }, gradient);
    expect(result).toEqual({ loss: 500, accuracy: 0.5 });
    expect(Array.from(gradient)).toEqual([-0.5, 0]);
  });
});
