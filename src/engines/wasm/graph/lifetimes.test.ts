import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkProperty } from '../../../random/property.testing';
import { placeByLifetime } from './lifetimes';

it('shares memory between arrays that are needed at different times', () => {
  const arrays = [
    { bytes: 960, from: 0, to: 1 },
    { bytes: 960, from: 2, to: 3 },
    { bytes: 448, from: 1, to: 2 },
  ];
  expect(placeByLifetime(arrays)).toEqual({ offsets: [0, 0, 1024], bytes: 1536 });
});

it('never lets two arrays overlap at the same time', async () => {
  const array = fc.record({ bytes: fc.nat(5000), from: fc.nat(20), length: fc.nat(10) });
  await checkProperty(
    fc.property(fc.array(array, { maxLength: 30 }), (given) => {
      const arrays = given.map(({ bytes, from, length }) => ({ bytes, from, to: from + length }));
      const { offsets, bytes } = placeByLifetime(arrays);
      arrays.forEach((a, i) => {
        const start = offsets[i] as number;
        expect(start % 64).toBe(0);
        expect(start + a.bytes).toBeLessThanOrEqual(bytes);
        arrays.slice(0, i).forEach((b, j) => {
          const other = offsets[j] as number;
          if (a.from > b.to || b.from > a.to) return;
          expect(start >= other + b.bytes || other >= start + a.bytes).toBe(true);
        });
      });
    }),
  );
});
