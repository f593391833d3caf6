/**
 * Gradients of depthwise convolution, NHWC float32. x has `channels` channels; dy and the filter have
 * `channels` × `multiplier`. Both functions add to an output that the caller has initialized. Padding is never read.
 */
import { madd } from './madd';

/** Adds each output's gradient times the filter to dx. */
export function depthwiseInputGradient(
  dx: usize, dy: usize, filter: usize, images: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32,
): void {
  const pixel = <usize>channels << 2;
  const out = pixel * multiplier;
  for (; images; images--) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++, dy += out) {
        for (let fy = 0; fy < filterHeight; fy++) {
          const y = row * strideHeight - padTop + fy * dilationHeight;
          if (<u32>y >= <u32>height) continue;
          for (let fx = 0; fx < filterWidth; fx++) {
            const x = column * strideWidth - padLeft + fx * dilationWidth;
            if (<u32>x >= <u32>width) continue;
            const to = dx + <usize>(y * width + x) * pixel;
            scaleInto(to, dy, filter + <usize>(fy * filterWidth + fx) * out, channels, multiplier);
          }
        }
      }
    }
    dx += <usize>(height * width) * pixel;
  }
}

/** to[c] += Σ over q of a[c, q] · b[c, q]. */
function scaleInto(to: usize, a: usize, b: usize, channels: i32, multiplier: i32): void {
  let c = 0;
  if (multiplier == 1) {
    for (; c + 4 <= channels; c += 4, to += 16, a += 16, b += 16) {
      v128.store(to, madd(v128.load(a), v128.load(b), v128.load(to)));
    }
  }
  for (; c < channels; c++, to += 4) {
    let sum = load<f32>(to);
    for (let q = 0; q < multiplier; q++, a += 4, b += 4) sum += load<f32>(a) * load<f32>(b);
    store<f32>(to, sum);
  }
}

/**
 * Adds each output's gradient times the corresponding pixels to dw. Each row of outputs is summed by itself first: a
 * single sum over all images would lose digits.
 *
 * @param rowSum Scratch of the size of dw, all zeros, also afterwards.
 */
export function depthwiseFilterGradient(
  x: usize, dy: usize, dw: usize, images: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32, rowSum: usize,
): void {
  const pixel = <usize>channels << 2;
  const out = pixel * multiplier;
  const bytes = <usize>(filterHeight * filterWidth) * out;
  for (; images; images--) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++, dy += out) {
        for (let fy = 0; fy < filterHeight; fy++) {
          const y = row * strideHeight - padTop + fy * dilationHeight;
          if (<u32>y >= <u32>height) continue;
          for (let fx = 0; fx < filterWidth; fx++) {
            const atColumn = column * strideWidth - padLeft + fx * dilationWidth;
            if (<u32>atColumn >= <u32>width) continue;
            const from = x + <usize>(y * width + atColumn) * pixel;
            spreadInto(rowSum + <usize>(fy * filterWidth + fx) * out, from, dy, channels, multiplier);
          }
        }
      }
      for (let at: usize = 0; at < bytes; at += 4) store<f32>(dw + at, load<f32>(dw + at) + load<f32>(rowSum + at));
      memory.fill(rowSum, 0, bytes);
    }
    x += <usize>(height * width) * pixel;
  }
}

/** to[c, q] += a[c] · b[c, q]. */
function spreadInto(to: usize, a: usize, b: usize, channels: i32, multiplier: i32): void {
  let c = 0;
  if (multiplier == 1) {
    for (; c + 4 <= channels; c += 4, to += 16, a += 16, b += 16) {
      v128.store(to, madd(v128.load(a), v128.load(b), v128.load(to)));
    }
  }
  for (; c < channels; c++, a += 4) {
    const value = load<f32>(a);
    for (let q = 0; q < multiplier; q++, to += 4, b += 4) store<f32>(to, load<f32>(to) + value * load<f32>(b));
  }
}
