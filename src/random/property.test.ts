import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { checkProperty } from './property.testing';

afterEach(() => vi.unstubAllEnvs());

it('names the seed of a failure, and repeats a given seed', async () => {
  vi.stubEnv('PUPILA_TEST_SEED', '123');
  const seen: number[][] = [];
  for (let time = 0; time < 2; time++) {
    const numbers: number[] = [];
    seen.push(numbers);
    const property = fc.property(fc.nat(), (n) => {
      numbers.push(n);
      expect(n).toBeLessThan(1000);
    });
    await expect(checkProperty(property)).rejects.toThrow('seed: 123');
  }
  expect(seen[0]).toEqual(seen[1]);
});

it('draws a new seed each time', async () => {
  const seen = new Set<number>();
  for (let time = 0; time < 3; time++) {
    await checkProperty(
      fc.property(fc.integer(), (n) => void seen.add(n)),
      { runs: 1 },
    );
  }
  expect(seen.size).toBeGreaterThan(1);
});

it.each([
  ['is slow', () => new Promise((resolve) => setTimeout(resolve, 100))],
  ['waits for ever', () => new Promise(() => undefined)],
])('fails with its seed when a property %s', async (_, work) => {
  const property = fc.asyncProperty(fc.nat(), async () => void (await work()));
  await expect(checkProperty(property, { seconds: 1 })).rejects.toThrow(/interrupted[^]*seed: \d+/);
});
