import { describe, expect, it } from 'vitest';
import { argMax } from './arg-max';

describe('argMax', () => {
  it.each<[number[], number]>([
    [[1], 0],
    [[1, 3, 2], 1],
    [[2, 5, 5], 1],
    [[-Infinity, -Infinity], 0],
    [[-1, Infinity], 1],
    // Same as numpy.argmax.
    [[NaN, NaN], 0],
    [[1, NaN, 2], 1],
    [[NaN, 9], 0],
    [[3, NaN, NaN], 1],
  ])('of %j is %i', (values, index) => {
    expect(argMax(values)).toBe(index);
    expect(argMax(Float32Array.from(values))).toBe(index);
  });
});
