/**
 * Convolution of one image and its weight gradient, as products of register tiles. NHWC, float32. Both take an image
 * that is already padded, so that every window lies inside. The input gradient is a convolution too (see `packFilter`).
 */
import { multiplyPacked, tileInto } from './gemm';
import { packPanels, packSixRows } from './pack';
import { TILE_BYTES } from './tile';
import { windowTileInto } from './window-tile';

/** Up to so many output channels, tiles read the image in place. For more, it is faster to pack each window once. */
const IN_PLACE_CHANNELS = 16;

/** Scratch bytes of `convolveImage` for windows of `depth` values. */
export function convolveScratch(depth: i32): usize {
  return TILE_BYTES + 32 + 24 * <usize>depth;
}

/**
 * Packs a filter (positions × inChannels × outChannels) into the panels that `convolveImage` reads.
 *
 * @param turned Packs the filter of the input gradient: positions reversed, channels swapped.
 * @param to 32 bytes for each value of a window and each group of up to eight output channels.
 */
export function packFilter(
  filter: usize, positions: i32, inChannels: i32, outChannels: i32, turned: bool, to: usize,
): void {
  if (!turned) {
    const depth = positions * inChannels;
    packPanels(filter, <usize>outChannels << 2, 4, depth, outChannels, to, <usize>depth << 5);
    return;
  }
  const panelStep = <usize>(positions * outChannels) << 5;
  for (let position = positions - 1; position >= 0; position--) {
    const from = filter + (<usize>(position * inChannels * outChannels) << 2);
    packPanels(from, 4, <usize>outChannels << 2, outChannels, inChannels, to, panelStep);
    to += <usize>outChannels << 5;
  }
}

/**
 * Convolves one padded image: y[row, column] = bias + Σ window · filter.
 *
 * @param width Width of x in pixels.
 * @param filter Packed by `packFilter`.
 * @param bias outChannels values, readable up to a multiple of eight; 0 for none.
 * @param floor Lower bound of the output: 0 for ReLU, minus infinity for none.
 * @param scratch `convolveScratch(depth)` bytes, aligned to 16.
 */
export function convolveImage(
  x: usize, width: i32, inChannels: i32, filter: usize, filterHeight: i32, filterWidth: i32, outChannels: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  y: usize, outHeight: i32, outWidth: i32, bias: usize, floor: f32, scratch: usize,
): void {
  const pixel = <usize>inChannels << 2;
  const line = <usize>width * pixel;
  const depth = filterHeight * filterWidth * inChannels;
  const zeros = scratch + TILE_BYTES;
  const sixes = zeros + 32;
  v128.store(zeros, f32x4.splat(0));
  v128.store(zeros, f32x4.splat(0), 16);
  const init = bias ? bias : zeros;
  const initColumn: usize = bias ? 4 : 0;
  const pixelStep = <usize>strideWidth * pixel;
  const lineStep = <usize>strideHeight * line - <usize>(outWidth - 1) * pixelStep;
  const yStep = <usize>outChannels << 2;
  const positions = outHeight * outWidth;
  // Without dilation, a row of a window is one run.
  const joined = dilationWidth == 1 || filterWidth == 1;
  const run = joined ? filterWidth * inChannels : inChannels;
  const runs = joined ? 1 : filterWidth;
  const runSkip = joined ? 0 : <usize>dilationWidth * pixel - pixel;
  const rowSkip = <usize>dilationHeight * line - <usize>runs * ((<usize>run << 2) + runSkip);
  let at = x, column = 0;
  for (let position = 0; position < positions; position += 6) {
    const height = min(6, positions - position);
    const a0 = at;
    let a1 = at, a2 = at, a3 = at, a4 = at, a5 = at;
    for (let i = 0; i < height; i++) {
      if (i == 1) a1 = at;
      else if (i == 2) a2 = at;
      else if (i == 3) a3 = at;
      else if (i == 4) a4 = at;
      else if (i == 5) a5 = at;
      if (++column == outWidth) {
        column = 0;
        at += lineStep;
      } else at += pixelStep;
    }
    if (outChannels <= IN_PLACE_CHANNELS) {
      for (let o = 0; o < outChannels; o += 8) {
        windowTileInto(
          a0, a1, a2, a3, a4, a5, run, runs, runSkip, filterHeight, rowSkip, filter + <usize>o * (<usize>depth << 2),
          init + <usize>o * initColumn, y + (<usize>o << 2), yStep, height, min(8, outChannels - o), floor, scratch,
        );
      }
    } else {
      packWindows(a0, a1, a2, a3, a4, a5, run, runs, runSkip, filterHeight, rowSkip, sixes);
      multiplyPacked(
        sixes, filter, depth, init, 0, initColumn, y, yStep, height, outChannels, floor, scratch,
      );
    }
    y += 6 * yStep;
  }
}

/** Packs six windows. The arguments are those of `windowTile`. */
function packWindows(
  a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize,
  run: i32, runs: i32, runSkip: usize, rows: i32, rowSkip: usize, to: usize,
): void {
  if (runs == 1) {
    packSixRows(a0, a1, a2, a3, a4, a5, run, rows, rowSkip, to);
    return;
  }
  const rowStep = <usize>runs * ((<usize>run << 2) + runSkip) + rowSkip;
  for (; rows; rows--) {
    packSixRows(a0, a1, a2, a3, a4, a5, run, runs, runSkip, to);
    a0 += rowStep; a1 += rowStep; a2 += rowStep; a3 += rowStep; a4 += rowStep; a5 += rowStep;
    to += <usize>(runs * run) * 24;
  }
}

/** Bytes of pixels and gradients that `convolveFilterGradient` usually processes for all tiles before the next block. */
const BLOCK_BYTES = 32768;
/** Positions of a block at least: with fewer, loading and storing dw would cost more than the products. */
const BLOCK_POSITIONS = 64;

/**
 * Adds one image's share to the weight gradient: dw[ky, kx, c, o] += Σ x[.., c] · dy[.., o] over the output positions.
 * Reads pixels and gradients in place, without packing.
 *
 * @param dw Accumulated gradient.
 * @param scratch `TILE_BYTES`, aligned to 16.
 */
export function convolveFilterGradient(
  x: usize, width: i32, inChannels: i32, dy: usize, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  dw: usize, scratch: usize,
): void {
  const pixel = <usize>inChannels << 2;
  const line = <usize>width * pixel;
  const xStep = <usize>strideWidth * pixel;
  const yStep = <usize>outChannels << 2;
  const xLine = <usize>strideHeight * line;
  const yLine = <usize>outWidth * yStep;
  const lines = max((BLOCK_POSITIONS + outWidth - 1) / outWidth, BLOCK_BYTES / <i32>(<usize>outWidth * (xStep + yStep)));
  const joined = dilationWidth == 1;
  const runs = joined ? 1 : filterWidth;
  const run = joined ? filterWidth * inChannels : inChannels;
  const runStep = <usize>dilationWidth * pixel;
  for (let first = 0; first < outHeight; first += lines) {
    const count = min(lines, outHeight - first);
    let to = dw;
    for (let row = 0; row < filterHeight; row++) {
      let window = x + <usize>first * xLine + <usize>(row * dilationHeight) * line;
      for (let i = 0; i < runs; i++) {
        for (let k = 0; k < run; k += 6) {
          const height = min(6, run - k);
          for (let column = 0; column < outChannels; column += 8) {
            const cell = to + (<usize>column << 2);
            tileInto(
              window + (<usize>k << 2), xStep, xLine - <usize>outWidth * xStep,
              dy + <usize>first * yLine + (<usize>column << 2), yStep, 0, outWidth, count,
              cell, yStep, cell, yStep, height, min(8, outChannels - column), -Infinity, scratch,
            );
          }
          to += <usize>height * yStep;
        }
        window += runStep;
      }
    }
  }
}
