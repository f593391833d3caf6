import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pythonShuffle } from './python-random';
import { type RandomCase, drawCase } from './random-cases.testing';
import { RandomState } from './random-state';

const cases = JSON.parse(readFileSync('fixtures/numpy_random.json', 'utf8')) as RandomCase[];
const times = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

describe('RandomState', () => {
  it.each(cases)('with seed $seed draws what NumPy draws, bit for bit, in one stream', (golden) => {
    expect(golden).toMatchObject(drawCase(new RandomState(golden.seed), golden.seed));
  });

  it('restarts when it is seeded again', () => {
    const stream = new RandomState(5);
    const first = times(700, () => stream.uint32());
    stream.seed(5);
    expect(times(700, () => stream.uint32())).toEqual(first);
  });

  it('draws nothing if only one value is possible', () => {
    const [a, b] = [new RandomState(1), new RandomState(1)];
    a.bounded(0);
    a.permutation(1);
    expect(a.uint32()).toBe(b.uint32());
  });

  it.each([-1, 1.5, 2 ** 32, Number.NaN])('rejects seed %s', (seed) => {
    expect(() => new RandomState(seed)).toThrow(
      '`seed` is an integer between 0 and 2**32 - 1. Received: seed=',
    );
  });
});

describe('pythonShuffle gives the order of random.Random(seed).shuffle', () => {
  it.each([
    [0, 16, [10, 14, 5, 1, 9, 2, 3, 11, 13, 7, 8, 4, 0, 6, 15, 12]],
    [1, 16, [2, 10, 0, 14, 6, 5, 3, 8, 7, 11, 15, 1, 12, 13, 9, 4]],
    [7, 5, [4, 0, 3, 1, 2]],
    [3, 1, [0]],
  ])('for seed %i and %i numbers', (seed, n, order) => {
    expect([...pythonShuffle(seed, n)]).toEqual(order);
  });
});
