/**
 * Convolution of one image, as products of register tiles. NHWC, float32. The image is already padded, so that every
 * window lies inside.
 */
import { multiplyPacked } from './gemm';
import { packPanels, packSixRows } from './pack';
import { PLANES_BYTES, convolvePlanar, isPlanar } from './planar';
import { TILE_BYTES, copyTile } from './tile';
import { windowTile } from './window-tile';

/** Up to so many output channels, tiles read the image in place. For more, it is faster to pack each window once. */
const IN_PLACE_CHANNELS = 16;

/** Scratch bytes of `convolveImage` for windows of `depth` values. */
export function convolveScratch(depth: i32): usize {
  return TILE_BYTES + 32 + max(PLANES_BYTES, 24 * <usize>depth);
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
  const yStep = <usize>outChannels << 2;
  convolveTo(
    x, width, inChannels, filter, filterHeight, filterWidth, outChannels, strideHeight, strideWidth,
    dilationHeight, dilationWidth, y, yStep, <usize>outWidth * yStep, outHeight, outWidth, bias, floor, scratch, 0,
  );
}

/**
 * `convolveImage` with gaps between the pixels of y.
 *
 * @param yStep Bytes from one pixel of y to the next, and `yLine` from one row to the next.
 * @param six Scratch for six pixels of y, aligned to 16; unused without gaps.
 */
export function convolveTo(
  x: usize, width: i32, inChannels: i32, filter: usize, filterHeight: i32, filterWidth: i32, outChannels: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  y: usize, yStep: usize, yLine: usize, outHeight: i32, outWidth: i32, bias: usize, floor: f32, scratch: usize,
  six: usize,
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
  if (isPlanar(inChannels, filterHeight, filterWidth, strideWidth, dilationHeight, dilationWidth, outWidth)) {
    convolvePlanar(
      x, width, filter, filterHeight, filterWidth, outChannels, strideHeight, strideWidth,
      y, yStep, yLine, outHeight, outWidth, init, initColumn, floor, sixes, scratch,
    );
    return;
  }
  const pixelStep = <usize>strideWidth * pixel;
  const lineStep = <usize>strideHeight * line - <usize>(outWidth - 1) * pixelStep;
  const yLineStep = yLine - <usize>(outWidth - 1) * yStep;
  const yPixel = <usize>outChannels << 2;
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
    const even = yLineStep == yStep || column + height <= outWidth;
    const to = even ? y : six;
    const step = even ? yStep : yPixel;
    const first = y, firstColumn = column;
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
        y += yLineStep;
      } else {
        at += pixelStep;
        y += yStep;
      }
    }
    if (outChannels <= IN_PLACE_CHANNELS) {
      for (let o = 0; o < outChannels; o += 8) {
        const columns = min(8, outChannels - o);
        const isWhole = height == 6 && columns == 8;
        windowTile(
          a0, a1, a2, a3, a4, a5, run, runs, runSkip, filterHeight, rowSkip, filter + <usize>o * (<usize>depth << 2),
          init + <usize>o * initColumn, isWhole ? to + (<usize>o << 2) : scratch, isWhole ? step : 32, floor,
        );
        if (!isWhole) copyTile(scratch, 32, to + (<usize>o << 2), step, height, columns);
      }
    } else {
      packWindows(a0, a1, a2, a3, a4, a5, run, runs, runSkip, filterHeight, rowSkip, sixes);
      multiplyPacked(
        sixes, filter, depth, init, 0, initColumn, to, step, height, outChannels, floor, scratch,
      );
    }
    if (!even) scatter(six, outChannels, height, first, yStep, yLineStep, firstColumn, outWidth);
  }
}

/** Copies neighbouring pixels to their places in y, of which the first is in column `column`. */
function scatter(
  from: usize, channels: i32, count: i32, y: usize, yStep: usize, yLineStep: usize, column: i32, outWidth: i32,
): void {
  for (; count; count--, from += <usize>channels << 2) {
    copyTile(from, 0, y, 0, 1, channels);
    if (++column == outWidth) {
      column = 0;
      y += yLineStep;
    } else y += yStep;
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
