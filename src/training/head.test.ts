import { describe, expect, it } from 'vitest';
import { applyHead } from './head';

describe('applyHead', () => {
  it('returns probabilities', () => {
    expect(Array.from(applyHead('sigmoid', Float32Array.of(0, 1000, -1000), 3))).toEqual([0.5, 1, 0]);
    const softmax = applyHead('softmax', Float32Array.of(1000, 1000, -1000, 0, 0, 0), 2);
    expect(Array.from(softmax)).toEqual([0.5, 0.5, 0, ...Array(3).fill(Math.fround(1 / 3))]);
  });
});
