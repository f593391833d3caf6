/**
 * Normalization of one image by itself: in groups of channels over all pixels, or each pixel over its channels. NHWC,
 * float32; sums are float64. A block is what has one mean: `rows` runs of `run` adjacent values, a pixel apart.
 */

/** Mean and 1 / σ of the last block. */
let mean: f64 = 0;
let inverse: f64 = 0;

function measure(x: usize, rows: i32, run: usize, pixel: usize, epsilon: f64): void {
  const end = x + <usize>rows * pixel;
  const share = 1 / (<f64>rows * <f64>(run >> 2));
  let sum: f64 = 0;
  for (let row = x; row != end; row += pixel) sum += runSum(row, run);
  mean = sum * share;
  let square: f64 = 0;
  for (let row = x; row != end; row += pixel) square += runSquares(row, run, mean);
  inverse = 1 / sqrt<f64>(square * share + epsilon);
}

// @ts-ignore: decorator
@inline
function low(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

// @ts-ignore: decorator
@inline
function high(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 0));
}

// @ts-ignore: decorator
@inline
function total(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

function runSum(x: usize, run: usize): f64 {
  let sums = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 16 <= run; i += 16) {
    const values = v128.load(x + i);
    sums = f64x2.add(sums, f64x2.add(low(values), high(values)));
  }
  let sum = total(sums);
  for (; i < run; i += 4) sum += <f64>load<f32>(x + i);
  return sum;
}

function runSquares(x: usize, run: usize, middle: f64): f64 {
  const means = f64x2.splat(middle);
  let sums = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 16 <= run; i += 16) {
    const values = v128.load(x + i);
    const a = f64x2.sub(low(values), means), b = f64x2.sub(high(values), means);
    sums = f64x2.add(sums, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
  }
  let sum = total(sums);
  for (; i < run; i += 4) {
    const distance = <f64>load<f32>(x + i) - middle;
    sum += distance * distance;
  }
  return sum;
}

/**
 * y = (x − mean) / √(variance + epsilon) · gamma + beta.
 *
 * @param groups Groups of channels, each normalized over all pixels; 0 to normalize each pixel over its channels.
 * @param gamma A number for each channel, likewise `beta`; 0 for none.
 */
export function normalizeSample(
  x: usize, y: usize, pixels: i32, channels: i32, groups: i32, gamma: usize, beta: usize, epsilon: f64,
): void {
  const pixel = <usize>channels << 2;
  if (!groups) {
    for (; pixels; pixels--, x += pixel, y += pixel) normalizeBlock(x, y, 1, pixel, pixel, gamma, beta, epsilon);
    return;
  }
  const run = pixel / <usize>groups;
  for (let at: usize = 0; at < pixel; at += run) {
    normalizeBlock(x + at, y + at, pixels, run, pixel, gamma ? gamma + at : 0, beta ? beta + at : 0, epsilon);
  }
}

function normalizeBlock(
  x: usize, y: usize, rows: i32, run: usize, pixel: usize, gamma: usize, beta: usize, epsilon: f64,
): void {
  measure(x, rows, run, pixel, epsilon);
  const middle = <f32>mean, factor = <f32>inverse;
  const middles = f32x4.splat(middle), factors = f32x4.splat(factor);
  for (; rows; rows--, x += pixel, y += pixel) {
    let i: usize = 0;
    for (; i + 16 <= run; i += 16) {
      let value = f32x4.mul(f32x4.sub(v128.load(x + i), middles), factors);
      if (gamma) value = f32x4.mul(value, v128.load(gamma + i));
      if (beta) value = f32x4.add(value, v128.load(beta + i));
      v128.store(y + i, value);
    }
    for (; i < run; i += 4) {
      let value = (load<f32>(x + i) - middle) * factor;
      if (gamma) value *= load<f32>(gamma + i);
      if (beta) value += load<f32>(beta + i);
      store<f32>(y + i, value);
    }
  }
}

/**
 * dx, and the gradients of gamma and beta. With z the normalized value and g = dy · gamma, each mean over the block:
 * dx = (g − mean(g) − z · mean(g · z)) / σ. May work in place on dy.
 *
 * @param dx 0 if it is not needed.
 * @param dGamma Is added to, like `dBeta`; 0 for none.
 */
export function normalizeSampleGradient(
  x: usize, dy: usize, dx: usize, pixels: i32, channels: i32, groups: i32, gamma: usize, dGamma: usize, dBeta: usize,
  epsilon: f64,
): void {
  const pixel = <usize>channels << 2;
  if (!groups) {
    for (; pixels; pixels--, x += pixel, dy += pixel) {
      blockGradient(x, dy, dx, 1, pixel, pixel, gamma, dGamma, dBeta, epsilon);
      if (dx) dx += pixel;
    }
    return;
  }
  const run = pixel / <usize>groups;
  for (let at: usize = 0; at < pixel; at += run) {
    blockGradient(
      x + at, dy + at, dx ? dx + at : 0, pixels, run, pixel, gamma ? gamma + at : 0, dGamma ? dGamma + at : 0,
      dBeta ? dBeta + at : 0, epsilon,
    );
  }
}

function blockGradient(
  x: usize, dy: usize, dx: usize, rows: i32, run: usize, pixel: usize, gamma: usize, dGamma: usize, dBeta: usize,
  epsilon: f64,
): void {
  measure(x, rows, run, pixel, epsilon);
  const middle = <f32>mean, factor = <f32>inverse;
  const middles = f32x4.splat(middle), factors = f32x4.splat(factor);
  const share = 1 / (<f64>rows * <f64>(run >> 2));
  let sum: f64 = 0, product: f64 = 0;
  let at = x, from = dy;
  for (let n = rows; n; n--, at += pixel, from += pixel) {
    let sums = f64x2.splat(0), products = f64x2.splat(0);
    let i: usize = 0;
    for (; i + 16 <= run; i += 16) {
      const gradient = v128.load(from + i);
      const z = f32x4.mul(f32x4.sub(v128.load(at + i), middles), factors);
      const change = f32x4.mul(gradient, z);
      if (dGamma) v128.store(dGamma + i, f32x4.add(v128.load(dGamma + i), change));
      if (dBeta) v128.store(dBeta + i, f32x4.add(v128.load(dBeta + i), gradient));
      const scaled = gamma ? f32x4.mul(gradient, v128.load(gamma + i)) : gradient;
      const both = f32x4.mul(scaled, z);
      sums = f64x2.add(sums, f64x2.add(low(scaled), high(scaled)));
      products = f64x2.add(products, f64x2.add(low(both), high(both)));
    }
    sum += total(sums);
    product += total(products);
    for (; i < run; i += 4) {
      const gradient = load<f32>(from + i);
      const z = (load<f32>(at + i) - middle) * factor;
      if (dGamma) store<f32>(dGamma + i, load<f32>(dGamma + i) + gradient * z);
      if (dBeta) store<f32>(dBeta + i, load<f32>(dBeta + i) + gradient);
      const scaled = gamma ? gradient * load<f32>(gamma + i) : gradient;
      sum += <f64>scaled;
      product += <f64>(scaled * z);
    }
  }
  if (!dx) return;
  const offset = <f32>(sum * share), tilt = <f32>(product * share);
  const offsets = f32x4.splat(offset), tilts = f32x4.splat(tilt);
  for (; rows; rows--, x += pixel, dy += pixel, dx += pixel) {
    let i: usize = 0;
    for (; i + 16 <= run; i += 16) {
      let value = v128.load(dy + i);
      if (gamma) value = f32x4.mul(value, v128.load(gamma + i));
      const z = f32x4.mul(f32x4.sub(v128.load(x + i), middles), factors);
      value = f32x4.sub(f32x4.sub(value, offsets), f32x4.mul(z, tilts));
      v128.store(dx + i, f32x4.mul(value, factors));
    }
    for (; i < run; i += 4) {
      let value = load<f32>(dy + i);
      if (gamma) value *= load<f32>(gamma + i);
      const z = (load<f32>(x + i) - middle) * factor;
      store<f32>(dx + i, (value - offset - z * tilt) * factor);
    }
  }
}
