/**
 * The inner loops of depthwise convolution: sums over the taps of one window, and of four neighbouring windows at once.
 * Vectors are four channels. Addresses and steps are in bytes; a step may be negative (a filter rotated by 180°).
 */
import { madd } from './madd';

/**
 * One output pixel: y[c] = init[c] + Σ over rows and taps of x · w. The last vector overlaps the one before if `channels`
 * is no multiple of four.
 *
 * @param x First tap's pixel.
 * @param w Weights of the first tap.
 * @param init Initial values; 0 for zeros.
 * @param channels At least four.
 */
export function depthwiseWindow(
  x: usize, xTap: usize, xRow: usize, w: usize, wTap: usize, wRow: usize, taps: i32, rows: i32,
  init: usize, y: usize, channels: i32,
): void {
  const bytes = <usize>channels << 2;
  let c: usize = 0;
  for (; c + 64 <= bytes; c += 64) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    if (init) {
      a0 = v128.load(init + c); a1 = v128.load(init + c, 16);
      a2 = v128.load(init + c, 32); a3 = v128.load(init + c, 48);
    }
    let line = x + c, weights = w + c;
    for (let row = rows; row > 0; row--, line += xRow, weights += wRow) {
      let at = line, from = weights;
      for (let tap = taps; tap > 0; tap--, at += xTap, from += wTap) {
        a0 = madd(v128.load(at), v128.load(from), a0);
        a1 = madd(v128.load(at, 16), v128.load(from, 16), a1);
        a2 = madd(v128.load(at, 32), v128.load(from, 32), a2);
        a3 = madd(v128.load(at, 48), v128.load(from, 48), a3);
      }
    }
    v128.store(y + c, a0); v128.store(y + c, a1, 16);
    v128.store(y + c, a2, 32); v128.store(y + c, a3, 48);
  }
  for (; c < bytes; c += 16) {
    if (c + 16 > bytes) c = bytes - 16;
    let sum = init ? v128.load(init + c) : f32x4.splat(0);
    let line = x + c, weights = w + c;
    for (let row = rows; row > 0; row--, line += xRow, weights += wRow) {
      let at = line, from = weights;
      for (let tap = taps; tap > 0; tap--, at += xTap, from += wTap) {
        sum = madd(v128.load(at), v128.load(from), sum);
      }
    }
    v128.store(y + c, sum);
  }
}

/**
 * Four output pixels in a row, `stride` pixels of x apart: `depthwiseWindow` with each loaded value used by all windows
 * that contain it. Inlined with constants for `taps` (2, 3 or 5) and `stride` (1 or 2).
 */
// @ts-ignore: decorator
@inline
function fourWindows(
  taps: i32, stride: i32, x: usize, pixel: usize, xRow: usize, w: usize, wTap: usize, wRow: usize, rows: i32,
  init: usize, y: usize, yPixel: usize, channels: i32,
): void {
  const bytes = <usize>channels << 2;
  for (let c: usize = 0; c < bytes; c += 16) {
    if (c + 16 > bytes) c = bytes - 16;
    let a0 = init ? v128.load(init + c) : f32x4.splat(0);
    let a1 = a0, a2 = a0, a3 = a0;
    let line = x + c, weights = w + c;
    for (let row = rows; row > 0; row--, line += xRow, weights += wRow) {
      const w0 = v128.load(weights), w1 = v128.load(weights + wTap);
      const w2 = taps > 2 ? v128.load(weights + 2 * wTap) : w0;
      const w3 = taps > 3 ? v128.load(weights + 3 * wTap) : w0;
      const w4 = taps > 3 ? v128.load(weights + 4 * wTap) : w0;
      let at = line;
      let v = v128.load(at);
      a0 = madd(v, w0, a0);
      at += pixel; v = v128.load(at);
      a0 = madd(v, w1, a0);
      if (stride == 1) a1 = madd(v, w0, a1);
      at += pixel; v = v128.load(at);
      if (taps > 2) a0 = madd(v, w2, a0);
      if (stride == 1) {
        a1 = madd(v, w1, a1);
        a2 = madd(v, w0, a2);
        at += pixel; v = v128.load(at);
        if (taps > 3) a0 = madd(v, w3, a0);
        if (taps > 2) a1 = madd(v, w2, a1);
        a2 = madd(v, w1, a2);
        a3 = madd(v, w0, a3);
        at += pixel; v = v128.load(at);
        if (taps > 3) a0 = madd(v, w4, a0);
        if (taps > 3) a1 = madd(v, w3, a1);
        if (taps > 2) a2 = madd(v, w2, a2);
        a3 = madd(v, w1, a3);
        if (taps > 2) {
          at += pixel; v = v128.load(at);
          if (taps > 3) a1 = madd(v, w4, a1);
          if (taps > 3) a2 = madd(v, w3, a2);
          a3 = madd(v, w2, a3);
        }
        if (taps > 3) {
          at += pixel; v = v128.load(at);
          a2 = madd(v, w4, a2);
          a3 = madd(v, w3, a3);
          at += pixel;
          a3 = madd(v128.load(at), w4, a3);
        }
      } else {
        a1 = madd(v, w0, a1);
        at += pixel; v = v128.load(at);
        if (taps > 3) a0 = madd(v, w3, a0);
        a1 = madd(v, w1, a1);
        at += pixel; v = v128.load(at);
        if (taps > 3) a0 = madd(v, w4, a0);
        a1 = madd(v, w2, a1);
        a2 = madd(v, w0, a2);
        at += pixel; v = v128.load(at);
        if (taps > 3) a1 = madd(v, w3, a1);
        a2 = madd(v, w1, a2);
        at += pixel; v = v128.load(at);
        if (taps > 3) a1 = madd(v, w4, a1);
        a2 = madd(v, w2, a2);
        a3 = madd(v, w0, a3);
        at += pixel; v = v128.load(at);
        if (taps > 3) a2 = madd(v, w3, a2);
        a3 = madd(v, w1, a3);
        at += pixel; v = v128.load(at);
        if (taps > 3) a2 = madd(v, w4, a2);
        a3 = madd(v, w2, a3);
        if (taps > 3) {
          at += pixel;
          a3 = madd(v128.load(at), w3, a3);
          at += pixel;
          a3 = madd(v128.load(at), w4, a3);
        }
      }
    }
    let to = y + c;
    v128.store(to, a0);
    to += yPixel; v128.store(to, a1);
    to += yPixel; v128.store(to, a2);
    to += yPixel; v128.store(to, a3);
  }
}

/** Whether `depthwiseFour` has a loop for this filter width and stride (with a dilation of 1). */
export function hasDepthwiseFour(taps: i32, stride: i32): bool {
  return taps == 3 || taps == 5 ? stride <= 2 : taps == 2 && stride == 1;
}

/** Four output pixels in a row; see `fourWindows`. */
export function depthwiseFour(
  taps: i32, stride: i32, x: usize, pixel: usize, xRow: usize, w: usize, wTap: usize, wRow: usize, rows: i32,
  init: usize, y: usize, yPixel: usize, channels: i32,
): void {
  if (taps == 3) {
    if (stride == 1) fourWindows(3, 1, x, pixel, xRow, w, wTap, wRow, rows, init, y, yPixel, channels);
    else fourWindows(3, 2, x, pixel, xRow, w, wTap, wRow, rows, init, y, yPixel, channels);
  } else if (taps == 5) {
    if (stride == 1) fourWindows(5, 1, x, pixel, xRow, w, wTap, wRow, rows, init, y, yPixel, channels);
    else fourWindows(5, 2, x, pixel, xRow, w, wTap, wRow, rows, init, y, yPixel, channels);
  } else fourWindows(2, 1, x, pixel, xRow, w, wTap, wRow, rows, init, y, yPixel, channels);
}
