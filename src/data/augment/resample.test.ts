import { describe, expect, it } from 'vitest';
import type { AffineMap } from './affine';
import { resample } from './resample';
import type { FillMode, FloatImage } from '../../core/types';

/** SciPy 1.17: `affine_transform` of [[10, 20, 40, 80]] read at −12.4 + 2.75k, k = 0 … 11, with cval −7, by order. */
const SCIPY: [FillMode, number[], number[]][] = [
  [
    'constant',
    [-7, -7, -7, -7, -7, 20, -7, -7, -7, -7, -7, -7],
    [-7, -7, -7, -7, -7, 27, -7, -7, -7, -7, -7, -7],
  ],
  [
    'nearest',
    [10, 10, 10, 10, 10, 20, 80, 80, 80, 80, 80, 80],
    [10, 10, 10, 10, 10, 27, 80, 80, 80, 80, 80, 80],
  ],
  [
    'reflect',
    [80, 20, 20, 80, 10, 20, 80, 10, 40, 80, 10, 40],
    [80, 16.5, 22, 80, 14, 27, 76, 11.5, 32, 66, 10, 37],
  ],
  [
    'wrap',
    [80, 40, 40, 40, 40, 20, 20, 20, 20, 10, 10, 80],
    [64, 54, 44, 37, 32, 27, 22, 18.5, 16, 13.5, 11, 74],
  ],
];
const VALUES = [10, 20, 40, 80];
const IDENTITY: AffineMap = { rr: 1, rc: 0, r: 0, cr: 0, cc: 1, c: 0 };

/** Returns the values as a picture of one row or one column, in which every channel is a multiple of the first. */
function line(channels: number, upright: boolean): FloatImage {
  const data = Float32Array.from(
    VALUES.flatMap((value) => Array.from({ length: channels }, (_, k) => value * (k + 1))),
  );
  return { height: upright ? 4 : 1, width: upright ? 1 : 4, channels, data };
}

describe('resample', () => {
  const cases = SCIPY.flatMap(([fillMode, nearest, bilinear]) => [
    { fillMode, interpolationOrder: 0 as const, expected: nearest },
    { fillMode, interpolationOrder: 1 as const, expected: bilinear },
  ]);
  describe.each([1, 2, 3, 4])('%i channels', (channels) => {
    it.each(cases)(
      '$fillMode, order $interpolationOrder, as SciPy',
      ({ fillMode, interpolationOrder, expected }) => {
        const options = { fillMode, interpolationOrder, cval: -7 };
        for (const upright of [false, true]) {
          const found = [0, 4, 8].flatMap((first) => {
            const offset = -12.4 + 2.75 * first;
            const map = upright ? { ...IDENTITY, rr: 2.75, r: offset } : { ...IDENTITY, cc: 2.75, c: offset };
            return [...resample(line(channels, upright), map, options).data];
          });
          const all = expected.flatMap((value) =>
            Array.from({ length: channels }, (_, k) => (value === -7 ? value : value * (k + 1))),
          );
          found.forEach((value, i) => expect(value).toBeCloseTo(all[i] as number, 4));
          expect(found).toHaveLength(all.length);
        }
      },
    );
  });

  it.each(['constant', 'nearest', 'reflect', 'wrap'] as const)(
    '%s gives the picture itself for the identity',
    (fillMode) => {
      const data = Float32Array.from({ length: 5 * 7 * 3 }, (_, i) => (i * 37) % 256);
      const image = { height: 5, width: 7, channels: 3, data };
      expect(resample(image, IDENTITY, { fillMode, cval: 9, interpolationOrder: 1 }).data).toEqual(data);
    },
  );

  it.each(['nearest', 'reflect', 'wrap'] as const)(
    '%s of a single pixel is that pixel everywhere',
    (fillMode) => {
      const image = { height: 1, width: 1, channels: 1, data: Float32Array.of(5) };
      const options = { fillMode, cval: 0, interpolationOrder: 1 } as const;
      expect([...resample(image, { ...IDENTITY, r: -3.3, c: 41.7 }, options).data]).toEqual([5]);
    },
  );

  it('in constant mode, keeps the edge pixel and drops coordinates a rounding error beyond it', () => {
    const options = { fillMode: 'constant', cval: -1, interpolationOrder: 1 } as const;
    expect([...resample(line(1, false), { ...IDENTITY, c: -1 }, options).data]).toEqual([-1, 10, 20, 40]);
    expect([...resample(line(1, false), { ...IDENTITY, c: -1 - 1e-15 }, options).data].slice(0, 2)).toEqual([
      -1, -1,
    ]);
    expect([...resample(line(1, false), { ...IDENTITY, cc: -1, c: 3 }, options).data]).toEqual([
      80, 40, 20, 10,
    ]);
  });
});
