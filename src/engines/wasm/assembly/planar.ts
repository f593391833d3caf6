/**
 * Convolution of an RGB image. The pixels of a row are copied into planes, one for each channel, so that one value of six
 * neighbouring windows is six contiguous values, as the register tile reads them. Each value is copied once for each row
 * of the filter; packed windows would copy it for each tap.
 */
import { madd } from './madd';
import { copyTile } from './tile';

const CHANNELS = 3;
/** Scratch bytes: the planes of as many columns as fit. */
export const PLANES_BYTES: usize = 8192;

/** Whether `convolvePlanar` computes this convolution faster than packed windows: tiles are rows of six outputs. */
export function isPlanar(
  inChannels: i32, filterHeight: i32, filterWidth: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  outWidth: i32,
): bool {
  const isPlain = inChannels == CHANNELS && strideWidth <= 2 && dilationHeight == 1 && dilationWidth == 1;
  return isPlain && outWidth >= 24 && columnsAtOnce(filterHeight, filterWidth, strideWidth) >= 24;
}

/** Number of output columns whose windows fit into the planes, a multiple of six. */
function columnsAtOnce(filterHeight: i32, filterWidth: i32, stride: i32): i32 {
  // A plane has up to nine columns more than it needs.
  const pixels = <i32>PLANES_BYTES / (4 * CHANNELS * filterHeight) - 9 * stride;
  return (pixels - filterWidth) / stride / 6 * 6;
}

/**
 * Like `convolveTo`.
 *
 * @param planes Scratch of `PLANES_BYTES`, aligned to 16; `tile`: of `TILE_BYTES`.
 * @param init Initial values; `initColumn`: bytes from one column of `init` to the next, 0 for zeros.
 */
export function convolvePlanar(
  x: usize, width: i32, filter: usize, filterHeight: i32, filterWidth: i32, outChannels: i32, strideHeight: i32,
  stride: i32, y: usize, yStep: usize, yLine: usize, outHeight: i32, outWidth: i32, init: usize, initColumn: usize,
  floor: f32, planes: usize, tile: usize,
): void {
  const line = <usize>(width * CHANNELS) << 2;
  const panel = <usize>(filterHeight * filterWidth * CHANNELS) << 5;
  const most = columnsAtOnce(filterHeight, filterWidth, stride);
  for (let row = 0; row < outHeight; row++, x += <usize>strideHeight * line, y += yLine) {
    for (let first = 0; first < outWidth; first += most) {
      const columns = min(most, outWidth - first);
      const pixels = (columns - 1) * stride + filterWidth;
      // Tiles read six columns, also beyond the last one.
      const plane = <usize>(((pixels + stride - 1) / stride + 8) & ~3) << 2;
      const planeLine = plane * CHANNELS * stride;
      let from = x + (<usize>(first * stride * CHANNELS) << 2), to = planes;
      for (let i = 0; i < filterHeight; i++, from += line, to += planeLine) {
        if (stride == 1) split(from, pixels, to, plane);
        else splitInTwo(from, pixels, to, plane);
      }
      // From one tap to the next, alternately to the plane of odd columns and to the next column.
      const tapStep: usize = stride == 1 ? 4 : plane;
      const tapSum: usize = stride == 1 ? 8 : 4;
      for (let column = 0; column < columns; column += 6) {
        const a = planes + (<usize>column << 2);
        const height = min(6, columns - column);
        let b = filter, c = y + <usize>(first + column) * yStep;
        for (let o = 0; o < outChannels; o += 8, b += panel, c += 32) {
          const start = init + <usize>o * initColumn;
          const left = outChannels - o;
          const isWhole = height == 6 && (left >= 8 || left == 4);
          const target = isWhole ? c : tile, step = isWhole ? yStep : 32;
          if (left > 4) {
            planarTile(
              true, a, plane * stride, planeLine, tapStep, tapSum, filterHeight, filterWidth, b, start, target, step,
              floor,
            );
          } else {
            planarTile(
              false, a, plane * stride, planeLine, tapStep, tapSum, filterHeight, filterWidth, b, start, target, step,
              floor,
            );
          }
          if (!isWhole) copyTile(tile, 32, c, yStep, height, min(8, left));
        }
      }
    }
  }
}

/** Copies RGB pixels into three planes, `plane` bytes apart. */
function split(from: usize, pixels: i32, to: usize, plane: usize): void {
  let i = 0;
  for (; i + 4 <= pixels; i += 4, from += 48, to += 16) {
    const v = v128.load(from), w = v128.load(from, 16), u = v128.load(from, 32);
    v128.store(to, red(v, w, u));
    v128.store(to + plane, green(v, w, u));
    v128.store(to + 2 * plane, blue(v, w, u));
  }
  for (; i < pixels; i++, from += 12, to += 4) {
    store<f32>(to, load<f32>(from));
    store<f32>(to + plane, load<f32>(from, 4));
    store<f32>(to + 2 * plane, load<f32>(from, 8));
  }
}

/** Copies RGB pixels into six planes: for each channel, the even and the odd columns. */
function splitInTwo(from: usize, pixels: i32, to: usize, plane: usize): void {
  let i = 0;
  for (; i + 4 <= pixels; i += 4, from += 48, to += 8) {
    const v = v128.load(from), w = v128.load(from, 16), u = v128.load(from, 32);
    storeTwo(red(v, w, u), to, plane);
    storeTwo(green(v, w, u), to + 2 * plane, plane);
    storeTwo(blue(v, w, u), to + 4 * plane, plane);
  }
  for (; i < pixels; i++, from += 12) {
    store<f32>(to, load<f32>(from));
    store<f32>(to + 2 * plane, load<f32>(from, 4));
    store<f32>(to + 4 * plane, load<f32>(from, 8));
    to += i & 1 ? 4 - plane : plane;
  }
}

// @ts-ignore: decorator
@inline
function storeTwo(values: v128, to: usize, plane: usize): void {
  const sorted = v128.shuffle<f32>(values, values, 0, 2, 1, 3);
  v128.store64_lane(to, sorted, 0);
  v128.store64_lane(to + plane, sorted, 1);
}

/** One channel of four pixels, which fill the vectors v, w and u. */
// @ts-ignore: decorator
@inline
function red(v: v128, w: v128, u: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(v, w, 0, 3, 6, 6), u, 0, 1, 2, 5);
}

// @ts-ignore: decorator
@inline
function green(v: v128, w: v128, u: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(v, w, 1, 4, 7, 7), u, 0, 1, 2, 6);
}

// @ts-ignore: decorator
@inline
function blue(v: v128, w: v128, u: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(v, w, 2, 5, 5, 5), u, 0, 1, 4, 7);
}

/**
 * `tile6x8` on planes, or its left half.
 *
 * @param plane Bytes from one channel to the next, and `line` from one row to the next.
 * @param tapStep Bytes from the first tap of a row to the second. The next step is `tapSum` − `tapStep`, and so on.
 */
// @ts-ignore: decorator
@inline
function planarTile(
  isWide: bool, a: usize, plane: usize, line: usize, tapStep: usize, tapSum: usize, rows: i32, taps: i32, b: usize,
  init: usize, c: usize, cStep: usize, floor: f32,
): void {
  let r00 = v128.load(init), r01 = isWide ? v128.load(init, 16) : r00;
  let r10 = r00, r11 = r01, r20 = r00, r21 = r01, r30 = r00, r31 = r01;
  let r40 = r00, r41 = r01, r50 = r00, r51 = r01;
  do {
    let at = a, step = tapStep, left = taps;
    do {
      // The three channels, written out: a loop of three steps would cost more than its vectors.
      let value = at;
      let b0 = v128.load(b), b1 = isWide ? v128.load(b, 16) : b0;
      let s = v128.load32_splat(value);
      r00 = madd(s, b0, r00); if (isWide) r01 = madd(s, b1, r01);
      s = v128.load32_splat(value, 4);
      r10 = madd(s, b0, r10); if (isWide) r11 = madd(s, b1, r11);
      s = v128.load32_splat(value, 8);
      r20 = madd(s, b0, r20); if (isWide) r21 = madd(s, b1, r21);
      s = v128.load32_splat(value, 12);
      r30 = madd(s, b0, r30); if (isWide) r31 = madd(s, b1, r31);
      s = v128.load32_splat(value, 16);
      r40 = madd(s, b0, r40); if (isWide) r41 = madd(s, b1, r41);
      s = v128.load32_splat(value, 20);
      r50 = madd(s, b0, r50); if (isWide) r51 = madd(s, b1, r51);
      value += plane;
      b0 = v128.load(b, 32); if (isWide) b1 = v128.load(b, 48);
      s = v128.load32_splat(value);
      r00 = madd(s, b0, r00); if (isWide) r01 = madd(s, b1, r01);
      s = v128.load32_splat(value, 4);
      r10 = madd(s, b0, r10); if (isWide) r11 = madd(s, b1, r11);
      s = v128.load32_splat(value, 8);
      r20 = madd(s, b0, r20); if (isWide) r21 = madd(s, b1, r21);
      s = v128.load32_splat(value, 12);
      r30 = madd(s, b0, r30); if (isWide) r31 = madd(s, b1, r31);
      s = v128.load32_splat(value, 16);
      r40 = madd(s, b0, r40); if (isWide) r41 = madd(s, b1, r41);
      s = v128.load32_splat(value, 20);
      r50 = madd(s, b0, r50); if (isWide) r51 = madd(s, b1, r51);
      value += plane;
      b0 = v128.load(b, 64); if (isWide) b1 = v128.load(b, 80);
      s = v128.load32_splat(value);
      r00 = madd(s, b0, r00); if (isWide) r01 = madd(s, b1, r01);
      s = v128.load32_splat(value, 4);
      r10 = madd(s, b0, r10); if (isWide) r11 = madd(s, b1, r11);
      s = v128.load32_splat(value, 8);
      r20 = madd(s, b0, r20); if (isWide) r21 = madd(s, b1, r21);
      s = v128.load32_splat(value, 12);
      r30 = madd(s, b0, r30); if (isWide) r31 = madd(s, b1, r31);
      s = v128.load32_splat(value, 16);
      r40 = madd(s, b0, r40); if (isWide) r41 = madd(s, b1, r41);
      s = v128.load32_splat(value, 20);
      r50 = madd(s, b0, r50); if (isWide) r51 = madd(s, b1, r51);
      b += 96;
      at += step;
      step = tapSum - step;
    } while (--left);
    a += line;
  } while (--rows);
  const least = f32x4.splat(floor);
  v128.store(c, f32x4.pmax(r00, least)); if (isWide) v128.store(c, f32x4.pmax(r01, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r10, least)); if (isWide) v128.store(c, f32x4.pmax(r11, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r20, least)); if (isWide) v128.store(c, f32x4.pmax(r21, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r30, least)); if (isWide) v128.store(c, f32x4.pmax(r31, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r40, least)); if (isWide) v128.store(c, f32x4.pmax(r41, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r50, least)); if (isWide) v128.store(c, f32x4.pmax(r51, least), 16);
}
