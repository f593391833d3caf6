/**
 * Filter gradient of a convolution with a 3 × 3 filter and strides of 1, by Winograd's F(3 × 3, 4 × 4) with the points of
 * `winograd-large.ts`: a tile of 6 × 6 pixels and one of 4 × 4 gradients give their share of the nine weights from 36
 * products instead of 144. NHWC, float32; inChannels and outChannels are multiples of four.
 *
 * The sums stay transformed (36 values for each pair of channels) until all images are added.
 */
import { tileInto } from './gemm';
import { madd } from './madd';
import { TILE_BYTES } from './tile';
import { HALF_BYTES, POINTS, ROOT_HALF, ROOT_TWO, transformTile } from './winograd-large';

/** Tiles that are transformed before they are multiplied. More would not fit into L2 with many channels. */
const BLOCK_TILES = 32;

/** Bytes of the transformed sums. */
export function winogradGradientBytes(inChannels: i32, outChannels: i32): usize {
  return <usize>(POINTS * inChannels * outChannels) << 2;
}

/** Scratch bytes of `convolveWinogradGradient`. */
export function winogradGradientScratch(inChannels: i32, outChannels: i32): usize {
  return TILE_BYTES + HALF_BYTES + (<usize>(POINTS * BLOCK_TILES * (inChannels + outChannels)) << 2) + 32;
}

/**
 * Adds one image's share to the transformed sums.
 *
 * @param x The padded image: (outHeight + 2) × width pixels, where `width` is at least outWidth + 2.
 * @param sums `winogradGradientBytes(…)` bytes; zeros before the first image.
 * @param scratch `winogradGradientScratch(…)` bytes, aligned to 16.
 */
export function convolveWinogradGradient(
  x: usize, width: i32, inChannels: i32, dy: usize, outHeight: i32, outWidth: i32, outChannels: i32,
  sums: usize, scratch: usize,
): void {
  const half = scratch + TILE_BYTES;
  const pixels = half + HALF_BYTES;
  const inBytes = <usize>inChannels << 2, outBytes = <usize>outChannels << 2;
  const inPoint = BLOCK_TILES * inBytes, outPoint = BLOCK_TILES * outBytes;
  const gradients = pixels + POINTS * inPoint;
  const line = <usize>width * inBytes, outLine = <usize>outWidth * outBytes;
  const wide = (outWidth + 3) >> 2;
  const count = ((outHeight + 3) >> 2) * wide;
  for (let first = 0; first < count; first += BLOCK_TILES) {
    const tiles = min(BLOCK_TILES, count - first);
    for (let i = 0; i < tiles; i++) {
      const row = (first + i) / wide * 4, column = (first + i) % wide * 4;
      transformTile(
        x + <usize>row * line + <usize>column * inBytes, line, min(5, outHeight + 1 - row), inBytes,
        min(5, outWidth + 1 - column), half, pixels + <usize>i * inBytes, inPoint,
      );
      transformGradients(
        dy + <usize>row * outLine + <usize>column * outBytes, outLine, min(4, outHeight - row), outBytes,
        min(4, outWidth - column), half, gradients + <usize>i * outBytes, outPoint,
      );
    }
    let to = sums;
    for (let point = 0; point < POINTS; point++) {
      const a = pixels + <usize>point * inPoint, b = gradients + <usize>point * outPoint;
      for (let c = 0; c < inChannels; c += 6) {
        const height = min(6, inChannels - c);
        for (let o = 0; o < outChannels; o += 8) {
          const cell = to + (<usize>o << 2);
          tileInto(
            a + (<usize>c << 2), inBytes, 0, b + (<usize>o << 2), outBytes, 0, tiles, 1, cell, outBytes,
            cell, outBytes, height, min(8, outChannels - o), -Infinity, scratch,
          );
        }
        to += <usize>height * outBytes;
      }
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

/** Adds the sums, transformed back (Aᵀ m A), to a filter's gradient (3 × 3 × inChannels × outChannels). */
export function addWinogradGradient(sums: usize, inChannels: i32, outChannels: i32, dw: usize): void {
  const point = <usize>(inChannels * outChannels) << 2;
  for (let at: usize = 0; at < point; at += 16) {
    const from = sums + at;
    let to = dw + at;
    for (let row = 0; row < 3; row++) {
      const a = column(from, 6 * point, row), b = column(from + point, 6 * point, row);
      const c = column(from + 2 * point, 6 * point, row), d = column(from + 3 * point, 6 * point, row);
      const e = column(from + 4 * point, 6 * point, row), f = column(from + 5 * point, 6 * point, row);
      for (let i = 0; i < 3; i++, to += point) {
        v128.store(to, f32x4.add(v128.load(to), restored(a, b, c, d, e, f, i)));
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
