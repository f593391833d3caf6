/** Sums, products and parts of images. NHWC, float32. Each function may work in place. */
import { madd } from './madd';

/** to = factor · from, or to += factor · from with `accumulate`. */
export function scaleInto(from: usize, factor: f32, to: usize, count: i32, accumulate: bool): void {
  const factors = f32x4.splat(factor);
  const bytes = <usize>count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const value = v128.load(from + i);
    v128.store(to + i, accumulate ? madd(value, factors, v128.load(to + i)) : f32x4.mul(value, factors));
  }
  for (; i < bytes; i += 4) {
    const value = load<f32>(from + i) * factor;
    store<f32>(to + i, accumulate ? load<f32>(to + i) + value : value);
  }
}

/**
 * to = a · b, or to += a · b with `accumulate`. `b` is an image like `a`, or has one number for each channel.
 *
 * @param isVector Whether `b` has one number for each channel.
 */
export function multiplyInto(
  a: usize, b: usize, isVector: bool, to: usize, pixels: i32, channels: i32, accumulate: bool,
): void {
  const pixel = <usize>channels << 2;
  for (; pixels; pixels--, a += pixel, to += pixel) {
    let i: usize = 0;
    for (; i + 16 <= pixel; i += 16) {
      const product = f32x4.mul(v128.load(a + i), v128.load(b + i));
      v128.store(to + i, accumulate ? f32x4.add(v128.load(to + i), product) : product);
    }
    for (; i < pixel; i += 4) {
      const product = load<f32>(a + i) * load<f32>(b + i);
      store<f32>(to + i, accumulate ? load<f32>(to + i) + product : product);
    }
    if (!isVector) b += pixel;
  }
}

/** Pixels whose products are added up before they are added to the total. */
const BLOCK = 64;

/** to[c] = Σ a[pixel, c] · b[pixel, c], or to[c] += that with `accumulate`. */
export function sumProducts(a: usize, b: usize, to: usize, pixels: i32, channels: i32, accumulate: bool): void {
  const pixel = <usize>channels << 2;
  let c: usize = 0;
  for (; c + 16 <= pixel; c += 16) {
    let total = accumulate ? v128.load(to + c) : f32x4.splat(0);
    for (let first = 0; first < pixels; first += BLOCK) {
      let at = <usize>first * pixel + c;
      let sum = f32x4.splat(0);
      for (let n = min(BLOCK, pixels - first); n; n--, at += pixel) sum = madd(v128.load(a + at), v128.load(b + at), sum);
      total = f32x4.add(total, sum);
    }
    v128.store(to + c, total);
  }
  for (; c < pixel; c += 4) {
    let total: f32 = accumulate ? load<f32>(to + c) : 0;
    for (let first = 0; first < pixels; first += BLOCK) {
      let at = <usize>first * pixel + c;
      let sum: f32 = 0;
      for (let n = min(BLOCK, pixels - first); n; n--, at += pixel) sum += load<f32>(a + at) * load<f32>(b + at);
      total += sum;
    }
    store<f32>(to + c, total);
  }
}

/**
 * Copies `channels` channels of each pixel between images of more channels: for concatenation and its gradient.
 *
 * @param fromChannels Channels of the image that `from` points into, likewise `toChannels`.
 */
export function copyChannels(
  from: usize, fromChannels: i32, to: usize, toChannels: i32, pixels: i32, channels: i32, accumulate: bool,
): void {
  const bytes = <usize>channels << 2;
  for (; pixels; pixels--, from += <usize>fromChannels << 2, to += <usize>toChannels << 2) {
    if (accumulate) scaleInto(from, 1, to, channels, true);
    else memory.copy(to, from, bytes);
  }
}

/** Adds a number for each channel to each pixel. */
export function addToPixels(numbers: usize, to: usize, pixels: i32, channels: i32): void {
  for (; pixels; pixels--, to += <usize>channels << 2) scaleInto(numbers, 1, to, channels, true);
}
