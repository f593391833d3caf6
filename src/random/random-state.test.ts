import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
      '`seed` must be an integer from 0 to 2**32 - 1. Received: seed=',
    );
  });
});
