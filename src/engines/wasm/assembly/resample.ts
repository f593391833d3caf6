/**
 * Images of another size, and images with their axes in another order. NHWC, float32. A table has three words for each row
 * (or column) of the larger or smaller image: two rows of the source, and the share of the second, a float32.
 */
import { madd } from './madd';

const ENTRY = 12;

// @ts-ignore: decorator
@inline
function mixed(a: v128, b: v128, share: v128): v128 {
  return madd(f32x4.sub(b, a), share, a);
}

/**
 * y = the pixels of x at the places in the tables, each mixed of four.
 *
 * @param width Width of x in pixels.
 * @param isNearest Whether all shares are 0.
 */
export function resample(
  x: usize, width: i32, channels: i32, y: usize, outHeight: i32, outWidth: i32, rows: usize, columns: usize,
  isNearest: bool,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (; outHeight; outHeight--, rows += ENTRY) {
    const top = x + <usize>load<i32>(rows) * line, bottom = x + <usize>load<i32>(rows, 4) * line;
    const down = f32x4.splat(load<f32>(rows, 8));
    let at = columns;
    for (let column = 0; column < outWidth; column++, at += ENTRY, y += pixel) {
      const left = <usize>load<i32>(at) * pixel, right = <usize>load<i32>(at, 4) * pixel;
      if (isNearest) {
        memory.copy(y, top + left, pixel);
        continue;
      }
      const across = f32x4.splat(load<f32>(at, 8));
      let c: usize = 0;
      for (; c + 16 <= pixel; c += 16) {
        const above = mixed(v128.load(top + left + c), v128.load(top + right + c), across);
        const below = mixed(v128.load(bottom + left + c), v128.load(bottom + right + c), across);
        v128.store(y + c, mixed(above, below, down));
      }
      for (; c < pixel; c += 4) {
        const above = mixed(v128.load32_zero(top + left + c), v128.load32_zero(top + right + c), across);
        const below = mixed(v128.load32_zero(bottom + left + c), v128.load32_zero(bottom + right + c), across);
        v128.store32_lane(y + c, mixed(above, below, down), 0);
      }
    }
  }
}

/** Adds the gradient of each pixel of y to those of x that it is mixed of. The arguments are those of `resample`. */
export function resampleGradient(
  dy: usize, width: i32, channels: i32, dx: usize, outHeight: i32, outWidth: i32, rows: usize, columns: usize,
  isNearest: bool,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (; outHeight; outHeight--, rows += ENTRY) {
    const top = dx + <usize>load<i32>(rows) * line, bottom = dx + <usize>load<i32>(rows, 4) * line;
    const down = load<f32>(rows, 8);
    let at = columns;
    for (let column = 0; column < outWidth; column++, at += ENTRY, dy += pixel) {
      const left = <usize>load<i32>(at) * pixel, right = <usize>load<i32>(at, 4) * pixel;
      const across = load<f32>(at, 8);
      addPart(dy, top + left, pixel, (1 - down) * (1 - across));
      if (isNearest) continue;
      if (across) addPart(dy, top + right, pixel, (1 - down) * across);
      if (!down) continue;
      addPart(dy, bottom + left, pixel, down * (1 - across));
      if (across) addPart(dy, bottom + right, pixel, down * across);
    }
  }
}

// @ts-ignore: decorator
@inline
function addPart(from: usize, to: usize, bytes: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  let c: usize = 0;
  for (; c + 16 <= bytes; c += 16) v128.store(to + c, madd(v128.load(from + c), factors, v128.load(to + c)));
  for (; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(from + c) * factor);
}

/**
 * y[i, j, k] = x[i · step0 + j · step1 + k · step2].
 *
 * @param count0 Size of the first axis of y, and so on. Steps are in values.
 */
export function permute(
  x: usize, y: usize, count0: i32, count1: i32, count2: i32, step0: i32, step1: i32, step2: i32,
): void {
  for (let i = 0; i < count0; i++) {
    for (let j = 0; j < count1; j++) {
      let at = x + (<usize>(i * step0 + j * step1) << 2);
      const end = y + (<usize>count2 << 2);
      if (step2 == 1) {
        memory.copy(y, at, <usize>count2 << 2);
        y = end;
        continue;
      }
      for (; y != end; y += 4, at += <usize>step2 << 2) store<f32>(y, load<f32>(at));
    }
  }
}
