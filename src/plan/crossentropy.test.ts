import { type Tensor2D, grad, tensor, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
// Registers gradients and chained operations of tfjs-core, as tfjs-layers does on import.
import '@tensorflow/tfjs-layers';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { type LossName, correctSum, crossentropySum } from '../training/losses';
import { applyHead, crossentropy } from './crossentropy';

beforeAll(startWasm);

const IMAGES = 7;
const cases: [LossName, number, number[]][] = [
  ['binary_crossentropy', 1, [0, 1, 1, 0, 1, 0, 0]],
  ['binary_crossentropy', 2, [0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0]],
  ['sparse_categorical_crossentropy', 3, [2, 0, 1, 1, 2, 0, 0]],
  ['categorical_crossentropy', 3, [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0]],
];

describe('crossentropy of arrays', () => {
  it.each(cases)("equals the tape's: %s, %i units", async (loss, units, labels) => {
    const logits = numbers(IMAGES * units, 3).map((value) => 40 * value);
    const gradient = new Float32Array(logits.length);
    const y = Float32Array.from(labels);
    const result = crossentropy({ loss, logits, labels: y, images: IMAGES }, gradient);

    const z = tensor2d(logits, [IMAGES, units]);
    const truth = tensor(y, y.length === IMAGES ? [IMAGES] : [IMAGES, units]);
    const [sum] = await crossentropySum(loss, z, truth).data();
    const [right] = await correctSum(loss, z, truth).data();
    const slope = await grad((at) => crossentropySum(loss, at as Tensor2D, truth))(z).data();
    expect(result.loss).toBeCloseTo((sum as number) / IMAGES, 4);
    expect(result.accuracy).toBeCloseTo((right as number) / IMAGES, 6);
    slope.forEach((value, i) => expect(gradient[i]).toBeCloseTo(value / IMAGES, 6));
  });

  it('stays finite where the activation saturates', () => {
    const gradient = new Float32Array(2);
    const scored = { logits: Float32Array.of(-1000, 1000), labels: Float32Array.of(1, 1), images: 2 };
    const result = crossentropy({ loss: 'binary_crossentropy', ...scored }, gradient);
    expect(result).toEqual({ loss: 500, accuracy: 0.5 });
    expect(Array.from(gradient)).toEqual([-0.5, 0]);
  });
});

describe('applyHead', () => {
  it('returns probabilities', () => {
    expect(Array.from(applyHead('sigmoid', Float32Array.of(0, 1000, -1000), 3))).toEqual([0.5, 1, 0]);
    const softmax = applyHead('softmax', Float32Array.of(1000, 1000, -1000, 0, 0, 0), 2);
    expect(Array.from(softmax)).toEqual([0.5, 0.5, 0, ...Array(3).fill(Math.fround(1 / 3))]);
  });
});
