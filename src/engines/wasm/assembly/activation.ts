/**
 * In-place activations other than ReLU, and their gradients computed from the outputs. float32. `kind` is 0 for sigmoid,
 * 1 for tanh, 2 for ELU with α = 1.
 */
import { madd } from './madd';

/** 1.5 · 2²³: added to a number, it rounds it to an integer, which is then in the lowest bits of the sum. */
const ROUNDER: f32 = 12582912;

/** e^x, accurate to the last bits of float32: 2ⁿ · e^r with |r| ≤ ln 2 / 2, and a polynomial for e^r. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const one = f32x4.splat(1);
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  const rounded = madd(x, f32x4.splat(1.4426950408889634), f32x4.splat(ROUNDER));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDER));
  // ln 2 is split in two. The first part has few bits, so that n times it is exact.
  let r = madd(n, f32x4.splat(-0.693359375), x);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  let sum = f32x4.splat(1 / 5040.0);
  sum = madd(sum, r, f32x4.splat(1 / 720.0));
  sum = madd(sum, r, f32x4.splat(1 / 120.0));
  sum = madd(sum, r, f32x4.splat(1 / 24.0));
  sum = madd(sum, r, f32x4.splat(1 / 6.0));
  sum = madd(sum, r, f32x4.splat(0.5));
  sum = madd(sum, r, one);
  sum = madd(sum, r, one);
  // n + 127 in the bits of the exponent; all others of `rounded` are shifted out.
  const power = i32x4.add(i32x4.shl(rounded, 23), one);
  return f32x4.mul(sum, power);
}

// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline
function value(x: v128, kind: i32): v128 {
  const one = f32x4.splat(1);
  if (kind == 0) return sigmoid(x);
  if (kind == 1) return f32x4.sub(f32x4.mul(f32x4.splat(2), sigmoid(f32x4.add(x, x))), one);
  return v128.bitselect(x, f32x4.sub(exp(x), one), f32x4.gt(x, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function slope(y: v128, kind: i32): v128 {
  const one = f32x4.splat(1);
  if (kind == 0) return f32x4.mul(y, f32x4.sub(one, y));
  if (kind == 1) return f32x4.sub(one, f32x4.mul(y, y));
  return v128.bitselect(one, f32x4.add(y, one), f32x4.gt(y, f32x4.splat(0)));
}

/** y = act(y). */
export function activate(y: usize, count: i32, kind: i32): void {
  const end = y + (<usize>count << 2);
  for (; y + 16 <= end; y += 16) v128.store(y, value(v128.load(y), kind));
  for (; y < end; y += 4) v128.store32_lane(y, value(v128.load32_zero(y), kind), 0);
}

/** In place: dy *= act'(x), given y = act(x). */
export function activationGradient(dy: usize, y: usize, count: i32, kind: i32): void {
  const end = y + (<usize>count << 2);
  for (; y + 16 <= end; y += 16, dy += 16) {
    v128.store(dy, f32x4.mul(v128.load(dy), slope(v128.load(y), kind)));
  }
  for (; y < end; y += 4, dy += 4) {
    v128.store32_lane(dy, f32x4.mul(v128.load32_zero(dy), slope(v128.load32_zero(y), kind)), 0);
  }
}
