import { describe, expect, it } from 'vitest';
import type { LossName } from '../options/loss-config';
import { outputMeaning, toPredictions } from './probabilities';

describe('toPredictions', () => {
  it('converts one sigmoid unit to two classes', () => {
    const { probabilities, classes } = toPredictions(Float32Array.of(0.25, 0.75), 2);
    expect(probabilities.map((row) => [...row])).toEqual([
      [0.75, 0.25],
      [0.25, 0.75],
    ]);
    expect(classes).toEqual([0, 1]);
  });

  it('keeps NaN outputs, and assigns them to class 0', () => {
    const sigmoid = toPredictions(Float32Array.of(NaN), 1);
    expect(sigmoid.classes).toEqual([0]);
    expect([...(sigmoid.probabilities[0] as Float32Array)]).toEqual([NaN, NaN]);
    expect(toPredictions(Float32Array.of(NaN, NaN, NaN, 0.1, 0.7, 0.2), 2).classes).toEqual([0, 1]);
  });
});

describe('what outputs mean', () => {
  const loss = (name: LossName, fromLogits?: boolean) => ({ name, ...(fromLogits && { fromLogits }) });

  it.each([
    ['sigmoid', null, 'probabilities'],
    ['softmax', loss('categorical_hinge'), 'probabilities'],
    ['linear', null, 'logits'],
    ['linear', loss('binary_crossentropy', true), 'logits'],
    ['linear', loss('mean_squared_error'), 'probabilities'],
    ['tanh', loss('squared_hinge'), 'margins'],
  ] as const)('%s with %j: %s', (activation, given, meaning) => {
    expect(outputMeaning({ activation, units: 1 }, given)).toBe(meaning);
  });

  it.each([
    ['logits', [0, 2], [0.5, 0.8808]],
    ['margins', [-0.5, 3], [0.25, 1]],
    ['probabilities', [-0.1, 0.7], [0, 0.7]],
  ] as const)('one output of %s', (meaning, outputs, expected) => {
    const { probabilities } = toPredictions(Float32Array.from(outputs), 2, meaning);
    probabilities.forEach((row, i) => expect(row[1]).toBeCloseTo(expected[i] as number, 4));
  });

  it('several logits or margins become a softmax', () => {
    for (const meaning of ['logits', 'margins'] as const) {
      const { probabilities, classes } = toPredictions(Float32Array.of(0, Math.log(3)), 1, meaning);
      expect(probabilities[0]?.[1]).toBeCloseTo(0.75, 6);
      expect(classes).toEqual([1]);
    }
  });
});
