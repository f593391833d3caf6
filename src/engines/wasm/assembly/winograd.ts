/**
 * Convolution of one image with a 3 × 3 filter and strides of 1, by Winograd's F(2 × 2, 3 × 3) (Lavin and Gray,
 * arXiv:1509.09308): four neighbouring outputs from 16 products instead of 36. NHWC, float32; inChannels and outChannels
 * are multiples of four.
 */
import {
  BLOCK_TILES, filterStep, four, multiplyTiles, productsIn, rowBytes, tileStep, tilesIn, tilesScratch,
} from './winograd-tiles';

const POINTS = 16;

/** Bytes of the transformed filter. */
export function winogradFilterBytes(inChannels: i32, outChannels: i32): usize {
  return POINTS * filterStep(inChannels, outChannels);
}

/** Scratch bytes of `convolveWinograd`. */
export function winogradScratch(inChannels: i32, outChannels: i32): usize {
  return tilesScratch(POINTS, inChannels, outChannels);
}

/**
 * Computes G g Gᵀ of a filter (3 × 3 × inChannels × outChannels). Each of the 16 points is in panels for
 * `multiplyPacked`.
 *
 * @param turned Packs the filter of the input gradient: positions reversed, channels swapped.
 */
export function packWinogradFilter(filter: usize, inChannels: i32, outChannels: i32, turned: bool, to: usize): void {
  const value = turned ? <usize>outChannels << 2 : 4;
  const channel = turned ? 4 : <usize>outChannels << 2;
  const position = <usize>(inChannels * outChannels) << 2;
  const first = turned ? filter + 8 * position : filter;
  const step = turned ? -position : position;
  const depth = turned ? outChannels : inChannels;
  const columns = turned ? inChannels : outChannels;
  const pointBytes = filterStep(depth, columns);
  if (columns & 7) memory.fill(to, 0, 16 * pointBytes);
  for (let o = 0; o < columns; o += 8) {
    const panel = to + (<usize>(o >> 3) * <usize>depth << 5);
    const end = min(8, columns - o);
    for (let c = 0; c < depth; c++) {
      for (let i = 0; i < end; i += 4) {
        const from = first + <usize>c * channel + <usize>(o + i) * value;
        const put = panel + (<usize>c << 5) + (<usize>i << 2);
        // The left, middle and right column of four filters.
        const a0 = four(from, value), a1 = four(from + 3 * step, value), a2 = four(from + 6 * step, value);
        const b0 = four(from + step, value), b1 = four(from + 4 * step, value), b2 = four(from + 7 * step, value);
        const d0 = four(from + 2 * step, value), d1 = four(from + 5 * step, value), d2 = four(from + 8 * step, value);
        packRow(a0, b0, d0, put, pointBytes);
        packRow(
          between(a0, a1, a2, true), between(b0, b1, b2, true), between(d0, d1, d2, true), put + 4 * pointBytes,
          pointBytes,
        );
        packRow(
          between(a0, a1, a2, false), between(b0, b1, b2, false), between(d0, d1, d2, false), put + 8 * pointBytes,
          pointBytes,
        );
        packRow(a2, b2, d2, put + 12 * pointBytes, pointBytes);
      }
    }
  }
}

/** A row of G g times Gᵀ: four points. */
// @ts-ignore: decorator
@inline
function packRow(a: v128, b: v128, d: v128, to: usize, point: usize): void {
  v128.store(to, a);
  v128.store(to + point, between(a, b, d, true));
  v128.store(to + 2 * point, between(a, b, d, false));
  v128.store(to + 3 * point, d);
}

/** The second row of G times three values, or the third. */
// @ts-ignore: decorator
@inline
function between(a: v128, b: v128, d: v128, sum: bool): v128 {
  return f32x4.mul(f32x4.add(both(a, b, sum), d), f32x4.splat(0.5));
}

/**
 * Like `convolveImage` with a 3 × 3 filter, strides and dilations of 1.
 *
 * @param x The padded image: (outHeight + 2) × width pixels, where `width` is at least outWidth + 2.
 * @param filter Packed by `packWinogradFilter`.
 * @param bias outChannels values; 0 for none.
 * @param floor Lower bound of the output: 0 for ReLU, minus infinity for none.
 * @param scratch `winogradScratch(…)` bytes, aligned to 16.
 */
export function convolveWinograd(
  x: usize, width: i32, inChannels: i32, filter: usize, outChannels: i32, y: usize, outHeight: i32, outWidth: i32,
  bias: usize, floor: f32, scratch: usize,
): void {
  const row = rowBytes(outChannels);
  const channels = <usize>inChannels << 2;
  const tiles = tilesIn(scratch, channels);
  const products = productsIn(scratch, channels, POINTS);
  const line = <usize>width * channels;
  const pixel = <usize>outChannels << 2;
  const yLine = <usize>outWidth * pixel;
  const wide = (outWidth + 1) >> 1;
  const count = ((outHeight + 1) >> 1) * wide;
  for (let first = 0; first < count; first += BLOCK_TILES) {
    const group = min(BLOCK_TILES, count - first);
    for (let i = 0; i < group; i++) {
      const tileRow = (first + i) / wide, column = (first + i) % wide;
      const at = x + <usize>(2 * tileRow) * line + <usize>(2 * column) * channels;
      // A tile that is cut off repeats its third row or column instead of reading beyond the image.
      const bottom = 2 * tileRow + 1 < outHeight ? 3 * line : 2 * line;
      const right = 2 * column + 1 < outWidth ? 3 * channels : 2 * channels;
      transformTile(at, line, bottom, channels, right, tiles + <usize>i * channels, tileStep(channels));
    }
    multiplyTiles(POINTS, filter, inChannels, outChannels, group, scratch);
    for (let i = 0; i < group; i++) {
      const tileRow = (first + i) / wide, column = (first + i) % wide;
      storeTile(
        products + <usize>i * row, tileStep(row), outChannels, bias, floor,
        y + <usize>(2 * tileRow) * yLine + <usize>(2 * column) * pixel,
        2 * tileRow + 1 < outHeight ? yLine : 0, 2 * column + 1 < outWidth ? pixel : 0,
      );
    }
  }
}

/** Bᵀ d B of one tile. Its 16 points are `point` bytes apart. `bottom` and `right`: bytes to its last row and column. */
function transformTile(
  from: usize, line: usize, bottom: usize, pixel: usize, right: usize, to: usize, point: usize,
): void {
  for (let c: usize = 0; c < pixel; c += 16) {
    const top = from + c;
    transformRow(top, top + 2 * line, pixel, right, false, to + c, point);
    transformRow(top + line, top + 2 * line, pixel, right, true, to + c + 4 * point, point);
    transformRow(top + 2 * line, top + line, pixel, right, false, to + c + 8 * point, point);
    transformRow(top + line, top + bottom, pixel, right, false, to + c + 12 * point, point);
  }
}

/** One row of Bᵀ d, the sum or difference of two rows of pixels, times B. */
// @ts-ignore: decorator
@inline
function transformRow(a: usize, b: usize, pixel: usize, right: usize, sum: bool, to: usize, point: usize): void {
  const t0 = both(v128.load(a), v128.load(b), sum);
  const t1 = both(v128.load(a + pixel), v128.load(b + pixel), sum);
  const t2 = both(v128.load(a + 2 * pixel), v128.load(b + 2 * pixel), sum);
  const t3 = both(v128.load(a + right), v128.load(b + right), sum);
  v128.store(to, f32x4.sub(t0, t2));
  v128.store(to + point, f32x4.add(t1, t2));
  v128.store(to + 2 * point, f32x4.sub(t2, t1));
  v128.store(to + 3 * point, f32x4.sub(t1, t3));
}

// @ts-ignore: decorator
@inline
function both(a: v128, b: v128, sum: bool): v128 {
  return sum ? f32x4.add(a, b) : f32x4.sub(a, b);
}

/**
 * Aᵀ m A of one tile plus the bias, at least `floor`.
 *
 * @param below Bytes to the second row of outputs; 0 if it is cut off. `right`: bytes to the second column.
 */
function storeTile(
  m: usize, point: usize, outChannels: i32, bias: usize, floor: f32, y: usize, below: usize, right: usize,
): void {
  const least = f32x4.splat(floor);
  for (let c: usize = 0; c < <usize>outChannels << 2; c += 16) {
    const at = m + c;
    const start = bias ? v128.load(bias + c) : f32x4.splat(0);
    let s0 = upper(at, 4 * point), s1 = upper(at + point, 4 * point);
    let s2 = upper(at + 2 * point, 4 * point), s3 = upper(at + 3 * point, 4 * point);
    v128.store(y + c, f32x4.pmax(f32x4.add(f32x4.add(f32x4.add(s0, s1), s2), start), least));
    if (right) v128.store(y + c + right, f32x4.pmax(f32x4.add(f32x4.sub(f32x4.sub(s1, s2), s3), start), least));
    if (!below) continue;
    s0 = lower(at, 4 * point); s1 = lower(at + point, 4 * point);
    s2 = lower(at + 2 * point, 4 * point); s3 = lower(at + 3 * point, 4 * point);
    const to = y + c + below;
    v128.store(to, f32x4.pmax(f32x4.add(f32x4.add(f32x4.add(s0, s1), s2), start), least));
    if (right) v128.store(to + right, f32x4.pmax(f32x4.add(f32x4.sub(f32x4.sub(s1, s2), s3), start), least));
  }
}

/** `upper` and `lower` are the two rows of Aᵀ times a column of m, whose values are `step` bytes apart. */
// @ts-ignore: decorator
@inline
function upper(m: usize, step: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(m), v128.load(m + step)), v128.load(m + 2 * step));
}

// @ts-ignore: decorator
@inline
function lower(m: usize, step: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(m + step), v128.load(m + 2 * step)), v128.load(m + 3 * step));
}
