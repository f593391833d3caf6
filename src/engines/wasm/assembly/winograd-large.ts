/**
 * Convolution of one image with a 3 × 3 filter and strides of 1, by Winograd's F(4 × 4, 3 × 3): 16 outputs from 36 products
 * instead of 144. NHWC, float32; inChannels and outChannels are multiples of four. Compared with F(2 × 2, 3 × 3), it needs
 * an image that fills its larger tiles.
 *
 * The points 0, ±√½, ±√2 and ∞ round less than the usual 0, ±1, ±2 and ∞: with 128 channels, the largest error was 1.6e-6
 * of the largest output instead of 6e-6 (and 1e-6 without Winograd's algorithm).
 */
import { madd } from './madd';
import { poolFour } from './pooled-forward';
import { settlePooledZeroPatches, settleZeroPatches } from './zero-patches';
import {
  BLOCK_TILES, filterStep, four, multiplyTiles, productsIn, rowBytes, tileStep, tilesIn, tilesScratch,
} from './winograd-tiles';

export const POINTS = 36;
export const ROOT_HALF: f32 = 0.70710678118654752;
export const ROOT_TWO: f32 = 1.41421356237309505;
/** Bytes of a half-transformed tile: 36 vectors. On the way back, 24 vectors and eight outputs. */
export const HALF_BYTES: usize = 36 * 16;

/** Bytes of the transformed filter. */
export function winogradLargeFilterBytes(inChannels: i32, outChannels: i32): usize {
  return POINTS * filterStep(inChannels, outChannels);
}

/** Scratch bytes of `convolveWinogradLarge` and `convolvePooledWinograd`. */
export function winogradLargeScratch(inChannels: i32, outChannels: i32): usize {
  return HALF_BYTES + tilesScratch(POINTS, inChannels, outChannels);
}

/** `packWinogradFilter` for `convolveWinogradLarge`. */
export function packWinogradLargeFilter(
  filter: usize, inChannels: i32, outChannels: i32, turned: bool, to: usize,
): void {
  const value = turned ? <usize>outChannels << 2 : 4;
  const channel = turned ? 4 : <usize>outChannels << 2;
  const position = <usize>(inChannels * outChannels) << 2;
  const first = turned ? filter + 8 * position : filter;
  const step = turned ? -position : position;
  const depth = turned ? outChannels : inChannels;
  const columns = turned ? inChannels : outChannels;
  const pointBytes = filterStep(depth, columns);
  if (columns & 7) memory.fill(to, 0, POINTS * pointBytes);
  // See `packWinogradFilter`.
  for (let o = 0; o < columns; o += 8) {
    const panel = to + (<usize>(o >> 3) * <usize>depth << 5);
    const end = min(8, columns - o);
    for (let row = 0; row < 6; row++) {
      let point = panel + <usize>(6 * row) * pointBytes;
      for (let c = 0; c < depth; c++, point += 32) {
        for (let i = 0; i < end; i += 4) {
          const from = first + <usize>c * channel + <usize>(o + i) * value;
          const a = filterColumn(from, 3 * step, value, row);
          const b = filterColumn(from + step, 3 * step, value, row);
          const d = filterColumn(from + 2 * step, 3 * step, value, row);
          let put = point + (<usize>i << 2);
          for (let k = 0; k < 6; k++, put += pointBytes) v128.store(put, filterPoint(a, b, d, k));
        }
      }
    }
  }
}

/** Four values of G g: row `row` of G times a column of four filters, whose rows are `step` bytes apart. */
// @ts-ignore: decorator
@inline
function filterColumn(from: usize, step: usize, value: usize, row: i32): v128 {
  return filterPoint(four(from, value), four(from + step, value), four(from + 2 * step, value), row);
}

/** Row `row` of G times three values. */
// @ts-ignore: decorator
@inline
function filterPoint(a: v128, b: v128, c: v128, row: i32): v128 {
  if (row == 0) return a;
  if (row == 5) return c;
  const isNear = row < 3;
  const even = madd(c, f32x4.splat(isNear ? 0.5 : 2), a);
  const odd = f32x4.mul(b, f32x4.splat(isNear ? ROOT_HALF : ROOT_TWO));
  const sum = row & 1 ? f32x4.add(even, odd) : f32x4.sub(even, odd);
  return f32x4.mul(sum, f32x4.splat(isNear ? -2.0 / 3 : 1.0 / 6));
}

/**
 * Transforms a group of tiles of an image.
 *
 * @param first Number of the first tile, in rows of `wide` tiles.
 * @param outHeight Rows of the convolution's output; `outWidth`: its columns.
 */
function transformGroup(
  x: usize, line: usize, inChannels: i32, first: i32, group: i32, wide: i32, outHeight: i32, outWidth: i32,
  half: usize, tiles: usize,
): void {
  const channels = <usize>inChannels << 2;
  for (let i = 0; i < group; i++) {
    const row = (first + i) / wide, column = (first + i) % wide;
    transformTile(
      x + <usize>(4 * row) * line + <usize>(4 * column) * channels, line, min(5, outHeight + 1 - 4 * row), channels,
      min(5, outWidth + 1 - 4 * column), half, tiles + <usize>i * channels, tileStep(channels),
    );
  }
}

/**
 * Like `convolveWinograd`.
 *
 * @param filter Packed by `packWinogradLargeFilter`.
 * @param scratch `winogradLargeScratch(…)` bytes, aligned to 16.
 */
export function convolveWinogradLarge(
  x: usize, width: i32, inChannels: i32, filter: usize, outChannels: i32, y: usize, outHeight: i32, outWidth: i32,
  bias: usize, floor: f32, scratch: usize,
): void {
  const row = rowBytes(outChannels);
  const channels = <usize>inChannels << 2;
  const half = scratch;
  scratch += HALF_BYTES;
  const tiles = tilesIn(scratch, channels);
  const products = productsIn(scratch, channels, POINTS);
  const line = <usize>width * channels;
  const pixel = <usize>outChannels << 2;
  const yLine = <usize>outWidth * pixel;
  const wide = (outWidth + 3) >> 2;
  const count = ((outHeight + 3) >> 2) * wide;
  for (let first = 0; first < count; first += BLOCK_TILES) {
    const group = min(BLOCK_TILES, count - first);
    transformGroup(x, line, inChannels, first, group, wide, outHeight, outWidth, half, tiles);
    multiplyTiles(POINTS, filter, inChannels, outChannels, group, scratch);
    for (let i = 0; i < group; i++) {
      const tileRow = (first + i) / wide, column = (first + i) % wide;
      storeTile(
        products + <usize>i * row, tileStep(row), outChannels, bias, floor, half,
        y + <usize>(4 * tileRow) * yLine + <usize>(4 * column) * pixel, yLine, min(4, outHeight - 4 * tileRow),
        min(4, outWidth - 4 * column),
      );
    }
  }
  settleZeroPatches(x, width, inChannels, outChannels, y, outHeight, outWidth, bias, floor);
}

/**
 * Like `convolvePooled` with a 3 × 3 filter and strides of 1. A tile fills four pooling windows.
 *
 * @param filter Packed by `packWinogradLargeFilter`.
 * @param bias outChannels values; 0 for none.
 * @param scratch `winogradLargeScratch(…)` bytes, aligned to 16.
 */
export function convolvePooledWinograd(
  x: usize, width: i32, inChannels: i32, filter: usize, outChannels: i32, bias: usize, relu: bool,
  y: usize, argmax: usize, pooledHeight: i32, pooledWidth: i32, scratch: usize,
): void {
  const row = rowBytes(outChannels);
  const channels = <usize>inChannels << 2;
  const half = scratch;
  scratch += HALF_BYTES;
  const tiles = tilesIn(scratch, channels);
  const products = productsIn(scratch, channels, POINTS);
  const line = <usize>width * channels;
  const wide = (pooledWidth + 1) >> 1;
  const count = ((pooledHeight + 1) >> 1) * wide;
  for (let first = 0; first < count; first += BLOCK_TILES) {
    const group = min(BLOCK_TILES, count - first);
    transformGroup(x, line, inChannels, first, group, wide, 2 * pooledHeight, 2 * pooledWidth, half, tiles);
    multiplyTiles(POINTS, filter, inChannels, outChannels, group, scratch);
    for (let i = 0; i < group; i++) {
      const tileRow = (first + i) / wide, column = (first + i) % wide;
      const pixels = <usize>((2 * tileRow * pooledWidth + 2 * column) * outChannels);
      poolTile(
        products + <usize>i * row, tileStep(row), outChannels, bias, relu, half, y + (pixels << 2), argmax + pixels,
        pooledWidth * outChannels, min(2, pooledHeight - 2 * tileRow), min(2, pooledWidth - 2 * column),
      );
    }
  }
  settlePooledZeroPatches(
    x, width, inChannels, outChannels, bias, relu, y, argmax, pooledHeight, pooledWidth,
  );
}

/**
 * Bᵀ d B of one tile. Its 36 points are `point` bytes apart. A tile that is cut off repeats its last row or column
 * instead of reading beyond the image.
 *
 * @param bottom Last row of the tile in the image, 0 … 5; `right`: last column.
 */
export function transformTile(
  from: usize, line: usize, bottom: i32, pixel: usize, right: i32, half: usize, to: usize, point: usize,
): void {
  const third = <usize>min(3, bottom) * line, fourth = <usize>min(4, bottom) * line, fifth = <usize>bottom * line;
  for (let c: usize = 0; c < pixel; c += 16) {
    for (let column = 0; column < 6; column++) {
      const at = from + c + <usize>min(column, right) * pixel;
      transformSix(
        v128.load(at), v128.load(at + line), v128.load(at + 2 * line), v128.load(at + third), v128.load(at + fourth),
        v128.load(at + fifth), half + (<usize>column << 4), 96,
      );
    }
    let put = to + c;
    for (let at = half; at != half + HALF_BYTES; at += 96, put += 6 * point) {
      transformSix(
        v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), v128.load(at, 64), v128.load(at, 80),
        put, point,
      );
    }
  }
}

/** Bᵀ times six values. */
// @ts-ignore: decorator
@inline
function transformSix(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, to: usize, step: usize): void {
  const five = f32x4.splat(-2.5), two = f32x4.splat(-2), half = f32x4.splat(-0.5);
  v128.store(to, madd(five, c, f32x4.add(a, e)));
  let even = madd(two, c, e), odd = f32x4.mul(f32x4.splat(ROOT_HALF), madd(two, b, d));
  to += step; v128.store(to, f32x4.add(even, odd));
  to += step; v128.store(to, f32x4.sub(even, odd));
  even = madd(half, c, e); odd = f32x4.mul(f32x4.splat(ROOT_TWO), madd(half, b, d));
  to += step; v128.store(to, f32x4.add(even, odd));
  to += step; v128.store(to, f32x4.sub(even, odd));
  to += step; v128.store(to, madd(five, d, f32x4.add(b, f)));
}

/** Aᵀ m of one tile for four channels: four rows of six vectors. */
// @ts-ignore: decorator
@inline
function restoreColumns(m: usize, point: usize, half: usize): void {
  for (let column: usize = 0; column < 6; column++, m += point) {
    restoreFour(
      v128.load(m), v128.load(m + 6 * point), v128.load(m + 12 * point), v128.load(m + 18 * point),
      v128.load(m + 24 * point), v128.load(m + 30 * point), f32x4.splat(0), half + (column << 4), 96,
    );
  }
}

/** A row of Aᵀ m, at `from`, times A, plus `start`: four outputs. */
// @ts-ignore: decorator
@inline
function restoreRow(from: usize, start: v128, to: usize): void {
  restoreFour(
    v128.load(from), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48), v128.load(from, 64),
    v128.load(from, 80), start, to, 16,
  );
}

/** Aᵀ m A of one tile plus the bias, at least `floor`, for `rows` × `columns` outputs. */
function storeTile(
  m: usize, point: usize, outChannels: i32, bias: usize, floor: f32, half: usize, y: usize, yLine: usize, rows: i32,
  columns: i32,
): void {
  const least = f32x4.splat(floor);
  const pixel = <usize>outChannels << 2;
  const outputs = half + 4 * 96;
  for (let c: usize = 0; c < pixel; c += 16) {
    restoreColumns(m + c, point, half);
    const start = bias ? v128.load(bias + c) : f32x4.splat(0);
    let at = half, put = y + c;
    for (let row = 0; row < rows; row++, at += 96, put += yLine) {
      restoreRow(at, start, outputs);
      let to = put;
      for (let i: usize = 0; i < <usize>columns << 4; i += 16, to += pixel) {
        v128.store(to, f32x4.pmax(v128.load(outputs + i), least));
      }
    }
  }
}

/**
 * Aᵀ m A of one tile plus the bias, and the maxima of `rows` × `columns` windows of four outputs.
 *
 * @param line Values from one row of y, and of argmax, to the next.
 */
function poolTile(
  m: usize, point: usize, outChannels: i32, bias: usize, relu: bool, half: usize, y: usize, argmax: usize, line: i32,
  rows: i32, columns: i32,
): void {
  const least = f32x4.splat(relu ? <f32>0 : -<f32>Infinity);
  const outputs = half + 4 * 96;
  for (let c = 0; c < outChannels; c += 4) {
    const vector = <usize>c << 2;
    restoreColumns(m + vector, point, half);
    const start = bias ? v128.load(bias + vector) : f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      const at = half + <usize>(row * 192);
      restoreRow(at, start, outputs);
      restoreRow(at + 96, start, outputs + 64);
      for (let column = 0; column < columns; column++) {
        const window = outputs + (<usize>column << 5);
        const pixel = <usize>(row * line + column * outChannels + c);
        poolFour(
          v128.load(window), v128.load(window, 16), v128.load(window, 64), v128.load(window, 80), least,
          y + (pixel << 2), argmax + pixel,
        );
      }
    }
  }
}

/** Aᵀ times six values, plus `start`. */
// @ts-ignore: decorator
@inline
function restoreFour(
  a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, start: v128, to: usize, step: usize,
): void {
  const near = f32x4.add(b, c), far = f32x4.add(d, e);
  const nearOdd = f32x4.mul(f32x4.splat(ROOT_HALF), f32x4.sub(b, c));
  const farOdd = f32x4.mul(f32x4.splat(ROOT_TWO), f32x4.sub(d, e));
  const half = f32x4.splat(0.5), two = f32x4.splat(2);
  v128.store(to, f32x4.add(f32x4.add(f32x4.add(a, near), far), start));
  to += step; v128.store(to, f32x4.add(f32x4.add(nearOdd, farOdd), start));
  to += step; v128.store(to, f32x4.add(madd(half, near, f32x4.mul(two, far)), start));
  to += step; v128.store(to, f32x4.add(f32x4.add(madd(half, nearOdd, f32x4.mul(two, farOdd)), f), start));
}
