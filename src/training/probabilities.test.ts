import { describe, expect, it } from 'vitest';
import { toPredictions } from './probabilities';

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
