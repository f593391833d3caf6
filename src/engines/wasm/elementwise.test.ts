import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bench, KERNEL_FILES, expectClose, makeBench, numbers } from './wasm.testing';
import { checkProperty } from '../../random/property.testing';

const seed = fc.integer({ min: 1, max: 2 ** 30 });
const sizes = fc.integer({ min: 1, max: 40 });

/** Activations and their derivatives, with the kernels' `kind` numbers. */
const ACTIVATIONS: [
  name: string,
  kind: number,
  value: (x: number) => number,
  slope: (x: number) => number,
][] = [
  ['sigmoid', 0, (x) => 1 / (1 + Math.exp(-x)), (x) => Math.exp(-x) / (1 + Math.exp(-x)) ** 2],
  ['tanh', 1, Math.tanh, (x) => 1 / Math.cosh(x) ** 2],
  ['ELU', 2, (x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x))],
];

describe.each(KERNEL_FILES)('elementwise kernels: %s', (file) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench(file);
  });

  it.each(ACTIVATIONS)('%s and its gradient, for any count', async (_, kind, value, slope) => {
    await checkProperty(
      fc.property(sizes, seed, fc.constantFrom(1, 10, 120), (count, start, scale) => {
        bench.reset();
        const x = numbers(count, start).map((v) => scale * v);
        // Values past the end must not change.
        const y = bench.put([...x, 7, 8, 9]);
        bench.exports.activate(y, count, kind);
        expectClose(bench.take(y, count), Array.from(x, value), 1);
        expect([...bench.take(y + 4 * count, 3)]).toEqual([7, 8, 9]);
        const dy = numbers(count, start + 1);
        const gradient = bench.put([...dy, 7, 8, 9]);
        bench.exports.activationGradient(gradient, y, count, kind);
        const expected = Array.from(x, (v, i) => slope(v) * (dy[i] as number));
        expectClose(bench.take(gradient, count), expected, 1);
        expect([...bench.take(gradient + 4 * count, 3)]).toEqual([7, 8, 9]);
      }),
    );
  });

  it('dropout: same mask for the same key, kept values scaled, nothing written past the end', async () => {
    await checkProperty(
      fc.property(sizes, fc.double({ min: 0.05, max: 0.9, noNaN: true }), seed, (count, rate, key) => {
        bench.reset();
        const x = numbers(count, key);
        const [a, b] = [bench.put([...x, 7, 8, 9]), bench.put(x)];
        bench.exports.dropOut(a, count, rate, key);
        bench.exports.dropOut(b, count, rate, key);
        const values = bench.take(a, count);
        expect(values).toEqual(bench.take(b, count));
        const kept = Array.from(values, (value, i) => (value === 0 ? 0 : (x[i] as number) / (1 - rate)));
        values.forEach((value, i) => expect(value).toBeCloseTo(kept[i] as number, 4));
        expect([...bench.take(a + 4 * count, 3)]).toEqual([7, 8, 9]);
      }),
    );
  });

  it('dropout has the given rate, and a different mask for each key', () => {
    const count = 100_000;
    const choices = [1, 2, 77].map((key) => {
      bench.reset();
      const x = bench.put(new Float32Array(count).fill(1));
      bench.exports.dropOut(x, count, 0.3, key);
      return bench.take(x, count).map((value) => Number(value > 0));
    });
    const both = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / count;
    const [one, two, three] = choices as [Float32Array, Float32Array, Float32Array];
    // Within five standard deviations. Two independent masks both keep 0.7² of the values.
    const expectPart = (part: number, expected: number): void =>
      expect(Math.abs(part - expected)).toBeLessThan(0.008);
    for (const choice of choices) expectPart(both(choice, choice), 0.7);
    expectPart(both(one, two), 0.49);
    expectPart(both(two, three), 0.49);
    expectPart(both(one.subarray(1), one.subarray(0, -1)), 0.49);
    expectPart(both(one.subarray(1), two.subarray(0, -1)), 0.49);
  });
});
