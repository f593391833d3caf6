/** Places arrays in memory so that those that exist at the same time do not overlap. */

import { MARGIN } from '../engine/arena';

/** An array that is needed from one point in time to another, both included. */
export interface Lifetime {
  bytes: number;
  from: number;
  to: number;
}

/**
 * Returns an offset for each array, and the size of all together. The largest arrays are placed first, each at the lowest
 * place that is free (Pisarchyk and Lee, "Efficient memory management for deep neural net inference": greedy by size).
 */
export function placeByLifetime(arrays: readonly Lifetime[]): { offsets: number[]; bytes: number } {
  const offsets = arrays.map(() => 0);
  const order = arrays.map((_, i) => i).sort((a, b) => sizeOf(arrays, b) - sizeOf(arrays, a) || a - b);
  const placed: number[] = [];
  let bytes = 0;
  for (const i of order) {
    const array = arrays[i] as Lifetime;
    const size = sizeOf(arrays, i);
    let at = 0;
    for (const other of placed) {
      const { from, to } = arrays[other] as Lifetime;
      if (from > array.to || to < array.from) continue;
      const start = offsets[other] as number;
      if (start >= at + size) break;
      at = Math.max(at, start + sizeOf(arrays, other));
    }
    offsets[i] = at;
    bytes = Math.max(bytes, at + size);
    placed.push(i);
    placed.sort((a, b) => (offsets[a] as number) - (offsets[b] as number));
  }
  return { offsets, bytes };
}

function sizeOf(arrays: readonly Lifetime[], i: number): number {
  return Math.ceil(((arrays[i] as Lifetime).bytes + MARGIN) / 64) * 64;
}
