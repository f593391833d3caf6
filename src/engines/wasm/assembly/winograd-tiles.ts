/**
 * What Winograd's convolutions share. Tiles of pixels and the filter are transformed (Bᵀ d B and G g Gᵀ) and multiplied
 * point by point. The sum over channels makes each point a matrix product. The products are
 * transformed back (Aᵀ m A).
 */
import { multiplyPacked } from './gemm';
import { packRows } from './pack';
import { TILE_BYTES } from './tile';

/** Bytes of the intermediate channels of one pixel, padded to whole panels of eight. */
// @ts-ignore: decorator
@inline
export function rowBytes(outChannels: i32): usize {
  return <usize>((outChannels + 7) & ~7) << 2;
}

/** Four values, `step` bytes apart. */
// @ts-ignore: decorator
@inline
export function four(from: usize, step: usize): v128 {
  if (step == 4) return v128.load(from);
  const two = v128.load32_lane(from + step, v128.load32_zero(from), 1);
  return v128.load32_lane(from + 3 * step, v128.load32_lane(from + 2 * step, two, 2), 3);
}

/** Tiles that are transformed before they are multiplied, so that a panel of the filter is read once for all of them. */
export const BLOCK_TILES = 24;

/**
 * Bytes from one point to the next: of a block's tiles with `bytes` each, and of a filter. A line of the cache more than
 * they need: the points of one tile would otherwise have places in the cache in common.
 */
// @ts-ignore: decorator
@inline
export function tileStep(bytes: usize): usize {
  return BLOCK_TILES * bytes + 64;
}

// @ts-ignore: decorator
@inline
export function filterStep(inChannels: i32, outChannels: i32): usize {
  return <usize>inChannels * rowBytes(outChannels) + 64;
}

/** Scratch bytes of a block of tiles and their products. */
export function tilesScratch(points: i32, inChannels: i32, outChannels: i32): usize {
  const channels = <usize>inChannels << 2;
  return tilesIn(0, channels) + 16 + <usize>points * (tileStep(channels) + tileStep(rowBytes(outChannels)));
}

/** Address of a block of transformed tiles in the scratch memory. */
// @ts-ignore: decorator
@inline
export function tilesIn(scratch: usize, channels: usize): usize {
  return (scratch + TILE_BYTES + 32 + BLOCK_TILES * channels + 63) & ~15;
}

/** Address of their products. */
// @ts-ignore: decorator
@inline
export function productsIn(scratch: usize, channels: usize, points: i32): usize {
  return tilesIn(scratch, channels) + <usize>points * tileStep(channels);
}

/** Multiplies `count` transformed tiles, up to a block, by the filter, point by point. */
export function multiplyTiles(
  points: i32, filter: usize, inChannels: i32, outChannels: i32, count: i32, scratch: usize,
): void {
  const row = rowBytes(outChannels);
  const channels = <usize>inChannels << 2;
  const zeros = scratch + TILE_BYTES;
  const sixes = zeros + 32;
  let tiles = tilesIn(scratch, channels), products = productsIn(scratch, channels, points);
  v128.store(zeros, f32x4.splat(0));
  v128.store(zeros, f32x4.splat(0), 16);
  for (; points; points--) {
    packRows(tiles, channels, count, inChannels, sixes);
    multiplyPacked(
      sixes, filter, inChannels, zeros, 0, 0, products, row, count, outChannels, -Infinity, scratch,
    );
    tiles += tileStep(channels);
    products += tileStep(row);
    filter += filterStep(inChannels, outChannels);
  }
}
