import { describe, expect, it } from 'vitest';
import { PixelCache, allocatePixels } from './pixel-cache';
import type { Pixels } from '../../core/types';

const SHAPE = { height: 2, width: 3, channels: 3 } as const;
const BYTES = 18;
const picture = (value: number): Pixels => ({ ...SHAPE, data: new Uint8Array(BYTES).fill(value) });

describe.each([true, false])('PixelCache, shared: %s', (shared) => {
  it('returns what was stored, and nothing else', () => {
    const cache = new PixelCache(allocatePixels(4, BYTES, 1000, shared), SHAPE);
    cache.set(0, picture(7));
    cache.set(3, picture(9));
    expect([0, 1, 2, 3, 4].map((index) => cache.get(index))).toEqual([
      picture(7),
      undefined,
      undefined,
      picture(9),
      undefined,
    ]);
  });

  it('shares a picture with every thread that has the memory', () => {
    const memory = allocatePixels(2, BYTES, 1000, shared);
    const [one, other] = [new PixelCache(memory, SHAPE), new PixelCache(memory, SHAPE)];
    one.set(1, picture(5));
    expect(other.get(1)).toEqual(picture(5));
  });

  it('keeps only the first pictures if there is no room for all', () => {
    const memory = allocatePixels(10, BYTES, 3 * BYTES + 17, shared);
    expect(memory.pixels.byteLength).toBe(3 * BYTES);
    const cache = new PixelCache(memory, SHAPE);
    for (let i = 0; i < 10; i++) cache.set(i, picture(i));
    expect(Array.from({ length: 10 }, (_, i) => cache.get(i)?.data[0])).toEqual([
      0,
      1,
      2,
      ...Array<undefined>(7).fill(undefined),
    ]);
  });
});

it('allocates no memory for arrays or without a budget', () => {
  expect(allocatePixels(10, 0, 1000, false).pixels.byteLength).toBe(0);
  expect(allocatePixels(10, BYTES, 0, false).pixels.byteLength).toBe(0);
});
