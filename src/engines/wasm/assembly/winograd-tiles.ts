/**
 * What Winograd's convolutions share. Tiles of pixels and the filter are transformed (Bᵀ d B and G g Gᵀ) and multiplied
 * point by point. The sum over channels makes each point a matrix product, here of six tiles. The products are
 * transformed back (Aᵀ m A).
 */
import { multiplyPacked } from './gemm';
import { packSixRows } from './pack';
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

/** Scratch bytes of six tiles and their products. */
export function tilesScratch(points: i32, inChannels: i32, outChannels: i32): usize {
  const values = (<usize>inChannels << 2) + rowBytes(outChannels);
  return TILE_BYTES + 32 + (<usize>inChannels * 24 + 64) + 6 * <usize>points * values;
}

/** Address of six transformed tiles in the scratch memory. Their products follow. */
// @ts-ignore: decorator
@inline
export function tilesIn(scratch: usize, channels: usize): usize {
  return (scratch + TILE_BYTES + 32 + 6 * channels + 63) & ~15;
}

/** Multiplies `count` transformed tiles, up to six, by the filter, point by point. */
export function multiplyTiles(
  points: i32, filter: usize, inChannels: i32, outChannels: i32, count: i32, scratch: usize,
): void {
  const row = rowBytes(outChannels);
  const channels = <usize>inChannels << 2;
  const zeros = scratch + TILE_BYTES;
  const sixes = zeros + 32;
  const tiles = tilesIn(scratch, channels);
  const products = tiles + 6 * <usize>points * channels;
  v128.store(zeros, f32x4.splat(0));
  v128.store(zeros, f32x4.splat(0), 16);
  for (let point = 0; point < points; point++) {
    const a = tiles + <usize>point * 6 * channels;
    packSixRows(
      a, a + channels, a + 2 * channels, a + 3 * channels, a + 4 * channels, a + 5 * channels, inChannels, 1, 0,
      sixes,
    );
    multiplyPacked(
      sixes, filter + <usize>(point * inChannels) * row, inChannels, zeros, 0, 0, products + <usize>point * 6 * row,
      row, count, outChannels, -Infinity, scratch,
    );
  }
}
