/**
 * Convolution with a 3 × 3 filter, bias, ReLU and 2 × 2 max pooling of one image, by Winograd's F(2 × 2, 3 × 3) (Lavin and
 * Gray, arXiv:1509.09308): four neighbouring outputs, which form one pooling window, from 16 products instead of 36.
 * NHWC, float32; inChannels and outChannels are multiples of four.
 *
 * A tile is 4 × 4 pixels. Tile and filter are transformed (Bᵀ d B and G g Gᵀ) and multiplied point by point. The sum over
 * channels makes each of the 16 points a matrix product. The products are transformed back (Aᵀ m A).
 */
import { multiplyPacked } from './gemm';
import { packSixRows } from './pack';
import { poolFour } from './pooled-forward';
import { TILE_BYTES } from './tile';

/** Bytes of the intermediate channels of one pixel, padded to whole panels of eight. */
// @ts-ignore: decorator
@inline
function rowBytes(outChannels: i32): usize {
  return <usize>((outChannels + 7) & ~7) << 2;
}

/** Bytes of the transformed filter. */
export function winogradFilterBytes(inChannels: i32, outChannels: i32): usize {
  return 16 * <usize>inChannels * rowBytes(outChannels);
}

/** Scratch bytes of `convolvePooledWinograd`. */
export function winogradScratch(inChannels: i32, outChannels: i32): usize {
  return TILE_BYTES + 32 + (<usize>inChannels * 24 + 64) + 96 * ((<usize>inChannels << 2) + rowBytes(outChannels));
}

/**
 * Computes G g Gᵀ of a filter (3 × 3 × inChannels × outChannels). Each of the 16 points is in panels for
 * `multiplyPacked`.
 */
export function packWinogradFilter(filter: usize, inChannels: i32, outChannels: i32, to: usize): void {
  const pointBytes = <usize>inChannels * rowBytes(outChannels);
  const position = <usize>(inChannels * outChannels) << 2;
  memory.fill(to, 0, 16 * pointBytes);
  for (let c = 0; c < inChannels; c++) {
    for (let o = 0; o < outChannels; o++) {
      const from = filter + (<usize>(c * outChannels + o) << 2);
      const put = to + (<usize>((o >> 3) * inChannels + c) << 5) + (<usize>(o & 7) << 2);
      for (let row = 0; row < 4; row++) {
        const a = filterRow(from, 3 * position, row);
        const b = filterRow(from + position, 3 * position, row);
        const d = filterRow(from + 2 * position, 3 * position, row);
        const point = put + <usize>(4 * row) * pointBytes;
        store<f32>(point, a);
        store<f32>(point + pointBytes, (a + b + d) * 0.5);
        store<f32>(point + 2 * pointBytes, (a - b + d) * 0.5);
        store<f32>(point + 3 * pointBytes, d);
      }
    }
  }
}

/** One value of G g: row `row` of G times a column of the filter, whose rows are `step` bytes apart. */
// @ts-ignore: decorator
@inline
function filterRow(from: usize, step: usize, row: i32): f32 {
  const first = load<f32>(from), second = load<f32>(from + step), third = load<f32>(from + 2 * step);
  if (row == 0) return first;
  if (row == 3) return third;
  return row == 1 ? (first + second + third) * 0.5 : (first - second + third) * 0.5;
}

/**
 * Like `convolvePooled` with a 3 × 3 filter and strides of 1.
 *
 * @param filter Packed by `packWinogradFilter`.
 * @param bias outChannels values; 0 for none.
 * @param scratch `winogradScratch(…)` bytes, aligned to 16.
 */
export function convolvePooledWinograd(
  x: usize, width: i32, inChannels: i32, filter: usize, outChannels: i32, bias: usize, relu: bool,
  y: usize, argmax: usize, pooledHeight: i32, pooledWidth: i32, scratch: usize,
): void {
  const row = rowBytes(outChannels);
  const channels = <usize>inChannels << 2;
  const zeros = scratch + TILE_BYTES;
  const sixes = zeros + 32;
  const tiles = (sixes + <usize>inChannels * 24 + 63) & ~15;
  const products = tiles + 96 * channels;
  const line = <usize>width * channels;
  const panels = <usize>inChannels * row;
  v128.store(zeros, f32x4.splat(0));
  v128.store(zeros, f32x4.splat(0), 16);
  const count = pooledHeight * pooledWidth;
  let at = x, column = 0;
  for (let first = 0; first < count; first += 6) {
    const group = min(6, count - first);
    for (let i = 0; i < group; i++) {
      transformTile(at, line, channels, tiles + <usize>i * channels);
      at += 2 * channels;
      if (++column < pooledWidth) continue;
      column = 0;
      at += 2 * line - <usize>(2 * pooledWidth) * channels;
    }
    for (let point = 0; point < 16; point++) {
      const a = tiles + <usize>point * 6 * channels;
      packSixRows(
        a, a + channels, a + 2 * channels, a + 3 * channels, a + 4 * channels, a + 5 * channels, inChannels, 1, 0,
        sixes,
      );
      multiplyPacked(
        sixes, filter + <usize>point * panels, inChannels, zeros, 0, 0, products + <usize>point * 6 * row, row, 6,
        <i32>(row >> 2), -Infinity, scratch,
      );
    }
    for (let i = 0; i < group; i++) {
      poolTile(products + <usize>i * row, 6 * row, outChannels, bias, relu, y, argmax);
      y += <usize>outChannels << 2;
      argmax += <usize>outChannels;
    }
  }
}

/** Bᵀ d B of one tile. Its 16 points are 6 · `channels` bytes apart. */
function transformTile(from: usize, line: usize, channels: usize, to: usize): void {
  for (let c: usize = 0; c < channels; c += 16) {
    const top = from + c;
    transformRow(top, top + 2 * line, channels, false, to + c);
    transformRow(top + line, top + 2 * line, channels, true, to + c + 24 * channels);
    transformRow(top + 2 * line, top + line, channels, false, to + c + 48 * channels);
    transformRow(top + line, top + 3 * line, channels, false, to + c + 72 * channels);
  }
}

/** One row of Bᵀ d, the sum or difference of two rows of pixels, times B. */
// @ts-ignore: decorator
@inline
function transformRow(a: usize, b: usize, pixel: usize, sum: bool, to: usize): void {
  const t0 = both(v128.load(a), v128.load(b), sum);
  const t1 = both(v128.load(a + pixel), v128.load(b + pixel), sum);
  const t2 = both(v128.load(a + 2 * pixel), v128.load(b + 2 * pixel), sum);
  const t3 = both(v128.load(a + 3 * pixel), v128.load(b + 3 * pixel), sum);
  v128.store(to, f32x4.sub(t0, t2));
  v128.store(to + 6 * pixel, f32x4.add(t1, t2));
  v128.store(to + 12 * pixel, f32x4.sub(t2, t1));
  v128.store(to + 18 * pixel, f32x4.sub(t1, t3));
}

// @ts-ignore: decorator
@inline
function both(a: v128, b: v128, sum: bool): v128 {
  return sum ? f32x4.add(a, b) : f32x4.sub(a, b);
}

/** Aᵀ m A of one tile plus the bias, and the maximum of the four outputs. */
function poolTile(
  m: usize, point: usize, outChannels: i32, bias: usize, relu: bool, y: usize, argmax: usize,
): void {
  const least = f32x4.splat(relu ? <f32>0 : -<f32>Infinity);
  for (let c: usize = 0; c < <usize>outChannels << 2; c += 16) {
    const at = m + c;
    let s0 = upper(at, 4 * point), s1 = upper(at + point, 4 * point);
    let s2 = upper(at + 2 * point, 4 * point), s3 = upper(at + 3 * point, 4 * point);
    const start = bias ? v128.load(bias + c) : f32x4.splat(0);
    const first = f32x4.add(f32x4.add(f32x4.add(s0, s1), s2), start);
    const second = f32x4.add(f32x4.sub(f32x4.sub(s1, s2), s3), start);
    s0 = lower(at, 4 * point); s1 = lower(at + point, 4 * point);
    s2 = lower(at + 2 * point, 4 * point); s3 = lower(at + 3 * point, 4 * point);
    const third = f32x4.add(f32x4.add(f32x4.add(s0, s1), s2), start);
    const fourth = f32x4.add(f32x4.sub(f32x4.sub(s1, s2), s3), start);
    poolFour(first, second, third, fourth, least, y + c, argmax + (c >> 2));
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
