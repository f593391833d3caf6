/**
 * What batch normalization sums up for each channel of one image. NHWC, float32. An image has `pixels` pixels of
 * `channels` values each.
 *
 * Each loop has four sums or pairs of sums, of neighbouring vectors or of neighbouring pixels: a single sum would wait for
 * each addition.
 */
import { madd } from './madd';

/** Pixels whose values are added up before they are added to the total, so that long sums keep their digits. */
const BLOCK = 64;

/**
 * Computes for each channel the mean of an image, and the sum of the squared distances from it.
 *
 * @param mean Receives `channels` values, as `squares` does.
 */
export function channelMoments(x: usize, pixels: i32, channels: i32, mean: usize, squares: usize): void {
  const pixel = <usize>channels << 2;
  const share = <f32>1 / <f32>pixels;
  let c: usize = 0;
  for (; c + 64 <= pixel; c += 64) momentsOf(4, x + c, pixels, pixel, share, mean + c, squares + c);
  for (; c + 32 <= pixel; c += 32) momentsOf(2, x + c, pixels, pixel, share, mean + c, squares + c);
  for (; c + 16 <= pixel; c += 16) momentsOf(1, x + c, pixels, pixel, share, mean + c, squares + c);
  for (; c < pixel; c += 4) {
    let sum: f64 = 0;
    for (let at = x + c, end = at + <usize>pixels * pixel; at < end; at += pixel) sum += load<f32>(at);
    const middle = <f32>sum * share;
    sum = 0;
    for (let at = x + c, end = at + <usize>pixels * pixel; at < end; at += pixel) {
      const distance = <f64>(load<f32>(at) - middle);
      sum += distance * distance;
    }
    store<f32>(mean + c, middle);
    store<f32>(squares + c, <f32>sum);
  }
}

/** `channelMoments` of 1, 2 or 4 vectors of channels. Inlined with a constant for `vectors`. */
// @ts-ignore: decorator
@inline
function momentsOf(
  vectors: i32, x: usize, pixels: i32, pixel: usize, share: f32, mean: usize, squares: usize,
): void {
  const zero = f32x4.splat(0), shares = f32x4.splat(share);
  // Vectors 1 to 3 are those beside the first one, or those of the next pixels.
  const second: usize = vectors > 1 ? 16 : pixel;
  const third = vectors == 4 ? 32 : vectors == 2 ? pixel : 2 * pixel;
  const fourth = vectors == 4 ? 48 : vectors == 2 ? pixel + 16 : 3 * pixel;
  const together = 4 / vectors;
  const step = <usize>together * pixel;
  let total0 = zero, total1 = zero, total2 = zero, total3 = zero;
  for (let first = 0; first < pixels; first += BLOCK) {
    let at = x + <usize>first * pixel;
    let left = min(BLOCK, pixels - first);
    let sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero;
    for (; left >= together; left -= together, at += step) {
      sum0 = f32x4.add(sum0, v128.load(at));
      sum1 = f32x4.add(sum1, v128.load(at + second));
      sum2 = f32x4.add(sum2, v128.load(at + third));
      sum3 = f32x4.add(sum3, v128.load(at + fourth));
    }
    for (; left > 0; left--, at += pixel) {
      sum0 = f32x4.add(sum0, v128.load(at));
      if (vectors == 2) sum1 = f32x4.add(sum1, v128.load(at, 16));
    }
    total0 = f32x4.add(total0, sum0);
    total1 = f32x4.add(total1, sum1);
    total2 = f32x4.add(total2, sum2);
    total3 = f32x4.add(total3, sum3);
  }
  if (vectors == 2) {
    total0 = f32x4.add(total0, total2);
    total1 = f32x4.add(total1, total3);
  } else if (vectors == 1) total0 = f32x4.add(f32x4.add(total0, total1), f32x4.add(total2, total3));
  const middle0 = f32x4.mul(total0, shares);
  const middle1 = vectors > 1 ? f32x4.mul(total1, shares) : middle0;
  const middle2 = vectors == 4 ? f32x4.mul(total2, shares) : middle0;
  const middle3 = vectors == 4 ? f32x4.mul(total3, shares) : middle1;
  v128.store(mean, middle0);
  if (vectors > 1) v128.store(mean, middle1, 16);
  if (vectors == 4) {
    v128.store(mean, middle2, 32);
    v128.store(mean, middle3, 48);
  }
  total0 = zero; total1 = zero; total2 = zero; total3 = zero;
  for (let first = 0; first < pixels; first += BLOCK) {
    let at = x + <usize>first * pixel;
    let left = min(BLOCK, pixels - first);
    let sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero;
    for (; left >= together; left -= together, at += step) {
      sum0 = addSquare(sum0, at, middle0);
      sum1 = addSquare(sum1, at + second, middle1);
      sum2 = addSquare(sum2, at + third, middle2);
      sum3 = addSquare(sum3, at + fourth, middle3);
    }
    for (; left > 0; left--, at += pixel) {
      sum0 = addSquare(sum0, at, middle0);
      if (vectors == 2) sum1 = addSquare(sum1, at + 16, middle1);
    }
    total0 = f32x4.add(total0, sum0);
    total1 = f32x4.add(total1, sum1);
    total2 = f32x4.add(total2, sum2);
    total3 = f32x4.add(total3, sum3);
  }
  storeSums(vectors, total0, total1, total2, total3, squares);
}

// @ts-ignore: decorator
@inline
function addSquare(sum: v128, at: usize, middle: v128): v128 {
  const distance = f32x4.sub(v128.load(at), middle);
  return madd(distance, distance, sum);
}

/** Stores the sums of 1, 2 or 4 vectors of channels. */
// @ts-ignore: decorator
@inline
function storeSums(vectors: i32, sum0: v128, sum1: v128, sum2: v128, sum3: v128, to: usize): void {
  if (vectors == 4) {
    v128.store(to, sum0);
    v128.store(to, sum1, 16);
    v128.store(to, sum2, 32);
    v128.store(to, sum3, 48);
  } else if (vectors == 2) {
    v128.store(to, f32x4.add(sum0, sum2));
    v128.store(to, f32x4.add(sum1, sum3), 16);
  } else v128.store(to, f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}

/**
 * Computes for each channel the sum of an image's gradients, and the sum of the gradients times the distances of the
 * inputs from `mean`.
 */
export function channelGradientSums(
  dz: usize, x: usize, pixels: i32, channels: i32, mean: usize, sums: usize, products: usize,
): void {
  const pixel = <usize>channels << 2;
  let c: usize = 0;
  for (; c + 64 <= pixel; c += 64) gradientSumsOf(4, dz + c, x + c, pixels, pixel, mean + c, sums + c, products + c);
  for (; c + 32 <= pixel; c += 32) gradientSumsOf(2, dz + c, x + c, pixels, pixel, mean + c, sums + c, products + c);
  for (; c + 16 <= pixel; c += 16) gradientSumsOf(1, dz + c, x + c, pixels, pixel, mean + c, sums + c, products + c);
  for (; c < pixel; c += 4) {
    const middle = load<f32>(mean + c);
    let sum: f64 = 0, product: f64 = 0;
    let at = x + c, from = dz + c;
    for (let left = pixels; left; left--, at += pixel, from += pixel) {
      const gradient = <f64>load<f32>(from);
      sum += gradient;
      product += gradient * <f64>(load<f32>(at) - middle);
    }
    store<f32>(sums + c, <f32>sum);
    store<f32>(products + c, <f32>product);
  }
}

/** `channelGradientSums` of 1, 2 or 4 vectors of channels. Inlined with a constant for `vectors`. */
// @ts-ignore: decorator
@inline
function gradientSumsOf(
  vectors: i32, dz: usize, x: usize, pixels: i32, pixel: usize, mean: usize, sums: usize, products: usize,
): void {
  const zero = f32x4.splat(0);
  const second: usize = vectors > 1 ? 16 : pixel;
  const third = vectors == 4 ? 32 : vectors == 2 ? pixel : 2 * pixel;
  const fourth = vectors == 4 ? 48 : vectors == 2 ? pixel + 16 : 3 * pixel;
  const mean1: usize = vectors > 1 ? mean + 16 : mean;
  const mean2: usize = vectors == 4 ? mean + 32 : mean;
  const mean3: usize = vectors == 4 ? mean + 48 : mean1;
  const together = 4 / vectors;
  const step = <usize>together * pixel;
  let total0 = zero, total1 = zero, total2 = zero, total3 = zero;
  let all0 = zero, all1 = zero, all2 = zero, all3 = zero;
  for (let first = 0; first < pixels; first += BLOCK) {
    let at = x + <usize>first * pixel, from = dz + <usize>first * pixel;
    let left = min(BLOCK, pixels - first);
    let sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero;
    let part0 = zero, part1 = zero, part2 = zero, part3 = zero;
    for (; left >= together; left -= together, at += step, from += step) {
      let gradient = v128.load(from);
      sum0 = f32x4.add(sum0, gradient);
      part0 = madd(gradient, f32x4.sub(v128.load(at), v128.load(mean)), part0);
      gradient = v128.load(from + second);
      sum1 = f32x4.add(sum1, gradient);
      part1 = madd(gradient, f32x4.sub(v128.load(at + second), v128.load(mean1)), part1);
      gradient = v128.load(from + third);
      sum2 = f32x4.add(sum2, gradient);
      part2 = madd(gradient, f32x4.sub(v128.load(at + third), v128.load(mean2)), part2);
      gradient = v128.load(from + fourth);
      sum3 = f32x4.add(sum3, gradient);
      part3 = madd(gradient, f32x4.sub(v128.load(at + fourth), v128.load(mean3)), part3);
    }
    for (; left > 0; left--, at += pixel, from += pixel) {
      let gradient = v128.load(from);
      sum0 = f32x4.add(sum0, gradient);
      part0 = madd(gradient, f32x4.sub(v128.load(at), v128.load(mean)), part0);
      if (vectors == 2) {
        gradient = v128.load(from, 16);
        sum1 = f32x4.add(sum1, gradient);
        part1 = madd(gradient, f32x4.sub(v128.load(at, 16), v128.load(mean1)), part1);
      }
    }
    total0 = f32x4.add(total0, sum0);
    total1 = f32x4.add(total1, sum1);
    total2 = f32x4.add(total2, sum2);
    total3 = f32x4.add(total3, sum3);
    all0 = f32x4.add(all0, part0);
    all1 = f32x4.add(all1, part1);
    all2 = f32x4.add(all2, part2);
    all3 = f32x4.add(all3, part3);
  }
  storeSums(vectors, total0, total1, total2, total3, sums);
  storeSums(vectors, all0, all1, all2, all3, products);
}
