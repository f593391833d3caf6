/** Sums over axes. The values are float32, the sums float64, so that the result does not depend on how many there are. */

/**
 * Writes y[outer, inner] = scale · Σ x[outer, :, inner].
 *
 * @param count Number of values in each sum.
 */
export function reduceSum(x: usize, y: usize, outer: i32, count: i32, inner: i32, scale: f64): void {
  const row = <usize>inner << 2;
  for (; outer; outer--, y += row, x += row * <usize>count) {
    if (inner == 1) {
      store<f32>(y, <f32>(scale * sumOf(x, count)));
      continue;
    }
    let i: usize = 0;
    for (; i + 64 <= row; i += 64) sumColumns16(x + i, y + i, count, row, scale);
    for (; i + 8 <= row; i += 8) sumColumns2(x + i, y + i, count, row, scale);
    if (i < row) {
      let sum: f64 = 0;
      let from = x + i;
      for (let n = count; n; n--, from += row) sum += <f64>load<f32>(from);
      store<f32>(y + i, <f32>(scale * sum));
    }
  }
}

/** Returns the sum of adjacent values. */
function sumOf(x: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (; count >= 8; count -= 8, x += 32) {
    a = f64x2.add(a, pair(x));
    b = f64x2.add(b, pair(x + 8));
    c = f64x2.add(c, pair(x + 16));
    d = f64x2.add(d, pair(x + 24));
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; count; count--, x += 4) sum += <f64>load<f32>(x);
  return sum;
}

/** Sums two adjacent columns. `row`: bytes from one value of a column to the next. */
function sumColumns2(x: usize, y: usize, count: i32, row: usize, scale: f64): void {
  let sums = f64x2.splat(0);
  for (; count; count--, x += row) sums = f64x2.add(sums, pair(x));
  storePair(y, sums, scale);
}

/** Sums 16 adjacent columns: one cache line of each row. */
function sumColumns16(x: usize, y: usize, count: i32, row: usize, scale: f64): void {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  let e = f64x2.splat(0);
  let f = f64x2.splat(0);
  let g = f64x2.splat(0);
  let h = f64x2.splat(0);
  for (; count; count--, x += row) {
    a = f64x2.add(a, pair(x));
    b = f64x2.add(b, pair(x + 8));
    c = f64x2.add(c, pair(x + 16));
    d = f64x2.add(d, pair(x + 24));
    e = f64x2.add(e, pair(x + 32));
    f = f64x2.add(f, pair(x + 40));
    g = f64x2.add(g, pair(x + 48));
    h = f64x2.add(h, pair(x + 56));
  }
  storePair(y, a, scale);
  storePair(y + 8, b, scale);
  storePair(y + 16, c, scale);
  storePair(y + 24, d, scale);
  storePair(y + 32, e, scale);
  storePair(y + 40, f, scale);
  storePair(y + 48, g, scale);
  storePair(y + 56, h, scale);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function pair(x: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(x));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function storePair(y: usize, sums: v128, scale: f64): void {
  v128.store64_lane(y, f32x4.demote_f64x2_zero(f64x2.mul(sums, f64x2.splat(scale))), 0);
}
