/**
 * Filter gradient of a convolution with a 3 × 3 filter and strides of 1, by Winograd's F(3 × 3, 4 × 4) with the points of
 * `winograd-large.ts`: a tile of 6 × 6 pixels and one of 4 × 4 gradients give their share of the nine weights from 36
 * products instead of 144. NHWC, float32; inChannels and outChannels are multiples of four.
 *
 * Tiles are collected, over several images if these are small, and multiplied when there are enough: the sums are large
 * with many channels (36 values for each pair of channels), and read and written each time. They stay transformed until
 * all images are added. If all tiles are there at once, only the sums of a few channels exist at a time.
 */
import { tilesInto } from './gemm';
import { madd } from './madd';
import { TILE_BYTES } from './tile';
import { HALF_BYTES, POINTS, ROOT_HALF, ROOT_TWO, transformTile } from './winograd-large';

/** Tiles that are transformed before they are multiplied. More would not fit into L2 with many channels. */
const BLOCK_TILES = 32;

/** The state begins with the number of collected tiles, and whether there are sums already. */
const HAS_SUMS: usize = 4;
const HEADER: usize = 16;
const ZEROS: usize = HEADER + TILE_BYTES;
const HALF: usize = ZEROS + 32;
/** Sums of 6 × 16 channels: whole lines of the cache. */
const CELL: usize = HALF + HALF_BYTES;
const CELL_WIDTH = 16;
const CELL_LINE: usize = CELL_WIDTH * 4;
const CELL_POINT: usize = 6 * CELL_LINE;
const PIXELS: usize = CELL + POINTS * CELL_POINT;

/**
 * Bytes from one point to the next, of `values` values each. A line of the cache more than they need: the points of one
 * tile would otherwise have places in the cache in common.
 */
// @ts-ignore: decorator
@inline
function pointStep(values: i32): usize {
  return (<usize>values << 2) + 64;
}

// @ts-ignore: decorator
@inline
function gradientsIn(state: usize, inChannels: i32): usize {
  return state + PIXELS + POINTS * pointStep(BLOCK_TILES * inChannels);
}

// @ts-ignore: decorator
@inline
function sumsIn(state: usize, inChannels: i32, outChannels: i32): usize {
  return gradientsIn(state, inChannels) + POINTS * pointStep(BLOCK_TILES * outChannels);
}

/** Bytes of the state of one gradient: collected tiles and sums. */
export function winogradGradientBytes(inChannels: i32, outChannels: i32): usize {
  return sumsIn(0, inChannels, outChannels) + POINTS * pointStep(inChannels * outChannels);
}

/** Begins a gradient without tiles. @param state `winogradGradientBytes(…)` bytes, aligned to 16. */
export function beginWinogradGradient(state: usize): void {
  store<i32>(state, 0);
  store<i32>(state, 0, HAS_SUMS);
}

/**
 * Adds one image's share.
 *
 * @param x The padded image: (outHeight + 2) × width pixels, where `width` is at least outWidth + 2.
 */
export function convolveWinogradGradient(
  x: usize, width: i32, inChannels: i32, dy: usize, outHeight: i32, outWidth: i32, outChannels: i32, state: usize,
): void {
  const inBytes = <usize>inChannels << 2, outBytes = <usize>outChannels << 2;
  const inPoint = pointStep(BLOCK_TILES * inChannels), outPoint = pointStep(BLOCK_TILES * outChannels);
  const half = state + HALF, pixels = state + PIXELS, gradients = gradientsIn(state, inChannels);
  const line = <usize>width * inBytes, outLine = <usize>outWidth * outBytes;
  let collected = load<i32>(state);
  for (let row = 0; row < outHeight; row += 4) {
    for (let column = 0; column < outWidth; column += 4) {
      if (collected == BLOCK_TILES) {
        multiplyCollected(inChannels, outChannels, collected, state);
        collected = 0;
      }
      transformTile(
        x + <usize>row * line + <usize>column * inBytes, line, min(5, outHeight + 1 - row), inBytes,
        min(5, outWidth + 1 - column), half, pixels + <usize>collected * inBytes, inPoint,
      );
      transformGradients(
        dy + <usize>row * outLine + <usize>column * outBytes, outLine, min(4, outHeight - row), outBytes,
        min(4, outWidth - column), half, gradients + <usize>collected * outBytes, outPoint,
      );
      collected++;
    }
  }
  store<i32>(state, collected);
}

/** Adds the products of the collected tiles to the sums. */
function multiplyCollected(inChannels: i32, outChannels: i32, tiles: i32, state: usize): void {
  const inBytes = <usize>inChannels << 2, outBytes = <usize>outChannels << 2;
  const zeros = state + ZEROS;
  const isFirst = !load<i32>(state, HAS_SUMS);
  v128.store(zeros, f32x4.splat(0));
  v128.store(zeros, f32x4.splat(0), 16);
  const inPoint = pointStep(BLOCK_TILES * inChannels), outPoint = pointStep(BLOCK_TILES * outChannels);
  const sums = sumsIn(state, inChannels, outChannels);
  for (let point: usize = 0; point < <usize>POINTS; point++) {
    const a = state + PIXELS + point * inPoint, b = gradientsIn(state, inChannels) + point * outPoint;
    let to = sums + point * pointStep(inChannels * outChannels);
    for (let c = 0; c < inChannels; c += 6) {
      const height = min(6, inChannels - c);
      for (let o = 0; o < outChannels; o += 16) {
        const cell = to + (<usize>o << 2), from = b + (<usize>o << 2);
        tilesInto(
          a + (<usize>c << 2), inBytes, 0, from, from + 32, outBytes, 0, tiles, 1, isFirst ? zeros : cell,
          isFirst ? 0 : outBytes, isFirst ? 0 : 32, cell, outBytes, height, outChannels - o, -Infinity, state + HEADER,
        );
      }
      to += <usize>height * outBytes;
    }
  }
  store<i32>(state, 1, HAS_SUMS);
}

/** Adds the gradient of all images since its begin to `dw` (3 × 3 × inChannels × outChannels). */
export function endWinogradGradient(state: usize, inChannels: i32, outChannels: i32, dw: usize): void {
  const collected = load<i32>(state);
  store<i32>(state, 0);
  if (!load<i32>(state, HAS_SUMS)) {
    if (collected) addProducts(inChannels, outChannels, collected, state, dw);
    return;
  }
  if (collected) multiplyCollected(inChannels, outChannels, collected, state);
  const bytes = <usize>outChannels << 2;
  const point = pointStep(inChannels * outChannels);
  addSums(sumsIn(state, inChannels, outChannels), 0, point, inChannels * outChannels, 1, dw, <usize>inChannels * bytes, 0);
}

/** Adds the products of the collected tiles, transformed back, to `dw`, a cell of channels at a time. */
function addProducts(inChannels: i32, outChannels: i32, tiles: i32, state: usize, dw: usize): void {
  const inBytes = <usize>inChannels << 2, outBytes = <usize>outChannels << 2;
  const zeros = state + ZEROS, cell = state + CELL;
  v128.store(zeros, f32x4.splat(0));
  v128.store(zeros, f32x4.splat(0), 16);
  const inPoint = pointStep(BLOCK_TILES * inChannels), outPoint = pointStep(BLOCK_TILES * outChannels);
  const gradients = gradientsIn(state, inChannels);
  for (let c = 0; c < inChannels; c += 6) {
    const height = min(6, inChannels - c);
    for (let o = 0; o < outChannels; o += CELL_WIDTH) {
      const width = min(CELL_WIDTH, outChannels - o);
      let a = state + PIXELS + (<usize>c << 2), b = gradients + (<usize>o << 2), to = cell;
      for (let point = 0; point < POINTS; point++, a += inPoint, b += outPoint, to += CELL_POINT) {
        tilesInto(
          a, inBytes, 0, b, b + 32, outBytes, 0, tiles, 1, zeros, 0, 0, to, CELL_LINE, height, width, -Infinity,
          state + HEADER,
        );
      }
      addSums(
        cell, CELL_LINE, CELL_POINT, width, height, dw + <usize>c * outBytes + (<usize>o << 2), inBytes * <usize>outChannels,
        outBytes,
      );
    }
  }
}

/** G d Gᵀ of rows × columns gradients, as if zeros followed. Its 36 points are `point` bytes apart. */
function transformGradients(
  from: usize, line: usize, rows: i32, pixel: usize, columns: i32, half: usize, to: usize, point: usize,
): void {
  const zero = f32x4.splat(0);
  for (let c: usize = 0; c < pixel; c += 16) {
    for (let column = 0; column < 4; column++) {
      const at = from + c + <usize>column * pixel;
      const isInside = column < columns;
      expandFour(
        isInside ? v128.load(at) : zero, isInside && rows > 1 ? v128.load(at + line) : zero,
        isInside && rows > 2 ? v128.load(at + 2 * line) : zero, isInside && rows > 3 ? v128.load(at + 3 * line) : zero,
        half + (<usize>column << 4), 64,
      );
    }
    let put = to + c;
    for (let at = half; at != half + 6 * 64; at += 64, put += 6 * point) {
      expandFour(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), put, point);
    }
  }
}

/** G times four values. */
// @ts-ignore: decorator
@inline
function expandFour(a: v128, b: v128, c: v128, d: v128, to: usize, step: usize): void {
  const two = f32x4.splat(2), half = f32x4.splat(0.5);
  v128.store(to, a);
  let scale = f32x4.splat(-2.0 / 3);
  let even = f32x4.mul(madd(half, c, a), scale);
  let odd = f32x4.mul(f32x4.mul(madd(half, d, b), f32x4.splat(ROOT_HALF)), scale);
  to += step; v128.store(to, f32x4.add(even, odd));
  to += step; v128.store(to, f32x4.sub(even, odd));
  scale = f32x4.splat(1.0 / 6);
  even = f32x4.mul(madd(two, c, a), scale);
  odd = f32x4.mul(f32x4.mul(madd(two, d, b), f32x4.splat(ROOT_TWO)), scale);
  to += step; v128.store(to, f32x4.add(even, odd));
  to += step; v128.store(to, f32x4.sub(even, odd));
  to += step; v128.store(to, d);
}

/**
 * Adds sums, transformed back (Aᵀ m A), to a filter's gradient.
 *
 * @param line Bytes from one of `lines` lines of `values` sums to the next; `dwLine` likewise.
 * @param point Bytes from one of the 36 points to the next.
 * @param position Bytes from one of the nine weights to the next in `dw`.
 */
function addSums(
  sums: usize, line: usize, point: usize, values: i32, lines: i32, dw: usize, position: usize, dwLine: usize,
): void {
  for (; lines; lines--, sums += line, dw += dwLine) {
    for (let at: usize = 0; at < <usize>values << 2; at += 16) {
      const from = sums + at;
      let to = dw + at;
      for (let row = 0; row < 3; row++) {
        const a = column(from, 6 * point, row), b = column(from + point, 6 * point, row);
        const c = column(from + 2 * point, 6 * point, row), d = column(from + 3 * point, 6 * point, row);
        const e = column(from + 4 * point, 6 * point, row), f = column(from + 5 * point, 6 * point, row);
        for (let i = 0; i < 3; i++, to += position) {
          v128.store(to, f32x4.add(v128.load(to), restored(a, b, c, d, e, f, i)));
        }
      }
    }
  }
}

/** Row `row` of Aᵀ times six values, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function column(from: usize, step: usize, row: i32): v128 {
  return restored(
    v128.load(from), v128.load(from + step), v128.load(from + 2 * step), v128.load(from + 3 * step),
    v128.load(from + 4 * step), v128.load(from + 5 * step), row,
  );
}

/** Row `row` of Aᵀ times six values. */
// @ts-ignore: decorator
@inline
function restored(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, row: i32): v128 {
  if (row == 0) return f32x4.add(f32x4.add(a, f32x4.add(b, c)), f32x4.add(d, e));
  if (row == 1) {
    const far = f32x4.mul(f32x4.splat(ROOT_TWO), f32x4.sub(d, e));
    return madd(f32x4.splat(ROOT_HALF), f32x4.sub(b, c), far);
  }
  return madd(f32x4.splat(0.5), f32x4.add(b, c), madd(f32x4.splat(2), f32x4.add(d, e), f));
}
