/**
 * Convolution, bias, ReLU and 2 × 2 max pooling of one image. It computes two rows of the convolution at a time, so that
 * the full convolution output is never stored. NHWC, float32.
 */
import { convolveImage, convolveScratch } from './convolve';

/** Scratch bytes of `convolvePooled` for windows of `depth` values. */
export function convolvePooledScratch(depth: i32, pooledWidth: i32, outChannels: i32): usize {
  return ((convolveScratch(depth) + 15) & ~15) + <usize>(4 * pooledWidth * outChannels) * 4 + 32;
}

/**
 * y = max pooling of act(x · filter + bias). Skips a last row or column of the convolution that does not fill a window,
 * as 'valid' pooling does. The image must already be padded (see `convolveImage`).
 *
 * @param filter Packed by `packFilter`.
 * @param relu Whether the activation is ReLU; otherwise it is linear.
 * @param argmax One byte for each pooled value: 2 · row + column of the window's maximum; the first if several are equal.
 * @param scratch `convolvePooledScratch(…)` bytes, aligned to 16.
 */
export function convolvePooled(
  x: usize, width: i32, inChannels: i32, filter: usize, filterHeight: i32, filterWidth: i32, outChannels: i32,
  strideHeight: i32, strideWidth: i32, bias: usize, relu: bool,
  y: usize, argmax: usize, pooledHeight: i32, pooledWidth: i32, scratch: usize,
): void {
  const rows = scratch + ((convolveScratch(filterHeight * filterWidth * inChannels) + 15) & ~15);
  const step = <usize>(2 * strideHeight * width * inChannels) << 2;
  const values = <usize>(pooledWidth * outChannels);
  for (let row = 0; row < pooledHeight; row++) {
    convolveImage(
      x, width, inChannels, filter, filterHeight, filterWidth, outChannels, strideHeight, strideWidth, 1, 1,
      rows, 2, 2 * pooledWidth, bias, -Infinity, scratch,
    );
    poolTwoRows(rows, pooledWidth, outChannels, relu, y, argmax);
    x += step;
    y += values << 2;
    argmax += values;
  }
}

/** Stores the maximum of four vectors and `least`, and the index of the maximum; the first if several are equal. */
// @ts-ignore: decorator
@inline
export function poolFour(a: v128, b: v128, c: v128, d: v128, least: v128, y: usize, argmax: usize): void {
  let more = f32x4.gt(b, a);
  let best = v128.bitselect(b, a, more);
  let where = v128.and(more, i32x4.splat(1));
  more = f32x4.gt(c, best);
  best = v128.bitselect(c, best, more);
  where = v128.bitselect(i32x4.splat(2), where, more);
  more = f32x4.gt(d, best);
  best = v128.bitselect(d, best, more);
  where = v128.bitselect(i32x4.splat(3), where, more);
  v128.store(y, f32x4.pmax(best, least));
  const shorts = i16x8.narrow_i32x4_s(where, where);
  v128.store32_lane(argmax, i8x16.narrow_i16x8_u(shorts, shorts), 0);
}

function poolTwoRows(rows: usize, width: i32, channels: i32, relu: bool, y: usize, argmax: usize): void {
  const right = <usize>channels << 2;
  const below = <usize>(2 * width) * right;
  const least = relu ? <f32>0 : -<f32>Infinity;
  const fours = <usize>(channels & ~3) << 2;
  for (let column = 0; column < width; column++) {
    let c: usize = 0;
    for (; c < fours; c += 16) {
      poolFour(
        v128.load(rows + c), v128.load(rows + c + right), v128.load(rows + c + below),
        v128.load(rows + c + below + right), f32x4.splat(least), y + c, argmax + (c >> 2),
      );
    }
    for (; c < right; c += 4) {
      let best = load<f32>(rows + c);
      let where = 0;
      for (let i = 1; i < 4; i++) {
        const value = load<f32>(rows + c + (i & 1 ? right : 0) + (i & 2 ? below : 0));
        if (value > best) {
          best = value;
          where = i;
        }
      }
      store<f32>(y + c, best < least ? least : best);
      store<u8>(argmax + (c >> 2), where);
    }
    rows += 2 * right;
    y += right;
    argmax += <usize>channels;
  }
}
