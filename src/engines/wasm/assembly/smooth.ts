/** Smooth activations and their slopes. float32. */
import { exp, sigmoid } from './activation';
import { madd } from './madd';

/**
 * The distribution function of the normal distribution, to about 1e-7 (Abramowitz and Stegun, "Handbook of Mathematical
 * Functions", 7.1.26). The tail is computed by itself, so that it keeps its digits.
 *
 * @param density e^(−x²/2).
 */
function normal(x: v128, density: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, madd(f32x4.abs(x), f32x4.splat(0.3275911 * 0.7071067811865476), one));
  let sum = f32x4.splat(1.061405429);
  sum = madd(sum, t, f32x4.splat(-1.453152027));
  sum = madd(sum, t, f32x4.splat(1.421413741));
  sum = madd(sum, t, f32x4.splat(-0.284496736));
  sum = madd(sum, t, f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(sum, t), density), f32x4.splat(0.5));
  return v128.bitselect(f32x4.sub(one, tail), tail, f32x4.gt(x, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function densityAt(x: v128): v128 {
  return exp(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** x · Φ(x). */
export function gelu(x: v128): v128 {
  return f32x4.mul(x, normal(x, densityAt(x)));
}

export function geluSlope(x: v128): v128 {
  const density = densityAt(x);
  return madd(f32x4.mul(x, density), f32x4.splat(0.3989422804014327), normal(x, density));
}

const TANH_SCALE: f32 = 1.5957691216057308; // 2 · √(2 / π)
const TANH_CUBE: f32 = 0.044715;

/** x · ½ · (1 + tanh(√(2 / π) · (x + 0.044715 · x³))): x times a sigmoid. */
export function geluTanh(x: v128): v128 {
  return f32x4.mul(x, tanhShare(x));
}

// @ts-ignore: decorator
@inline
function tanhShare(x: v128): v128 {
  const factor = madd(f32x4.mul(x, x), f32x4.splat(TANH_SCALE * TANH_CUBE), f32x4.splat(TANH_SCALE));
  return sigmoid(f32x4.mul(x, factor));
}

export function geluTanhSlope(x: v128): v128 {
  const one = f32x4.splat(1);
  const share = tanhShare(x);
  const inner = madd(f32x4.mul(x, x), f32x4.splat(3 * TANH_SCALE * TANH_CUBE), f32x4.splat(TANH_SCALE));
  const change = f32x4.mul(f32x4.mul(share, f32x4.sub(one, share)), inner);
  return madd(x, change, share);
}

/** log(1 + eˣ) = max(x, 0) + log(1 + u) with u = e^−|x|; log(1 + u) = 2 · artanh(u / (2 + u)). */
export function softplus(x: v128): v128 {
  const u = exp(f32x4.neg(f32x4.abs(x)));
  const s = f32x4.div(u, f32x4.add(u, f32x4.splat(2)));
  const square = f32x4.mul(s, s);
  let sum = f32x4.splat(2 / 13.0);
  sum = madd(sum, square, f32x4.splat(2 / 11.0));
  sum = madd(sum, square, f32x4.splat(2 / 9.0));
  sum = madd(sum, square, f32x4.splat(2 / 7.0));
  sum = madd(sum, square, f32x4.splat(2 / 5.0));
  sum = madd(sum, square, f32x4.splat(2 / 3.0));
  sum = madd(sum, square, f32x4.splat(2));
  return madd(sum, s, f32x4.max(x, f32x4.splat(0)));
}

/** x / (1 + |x|). */
export function softsign(x: v128): v128 {
  return f32x4.div(x, f32x4.add(f32x4.abs(x), f32x4.splat(1)));
}

export function softsignSlope(x: v128): v128 {
  const below = f32x4.add(f32x4.abs(x), f32x4.splat(1));
  return f32x4.div(f32x4.splat(1), f32x4.mul(below, below));
}

/** x · tanh(softplus(x)) = x · n / (n + 2) with n = eˣ · (eˣ + 2). From x = 20 on, it is x. */
export function mish(x: v128): v128 {
  const n = mishTerm(x);
  return f32x4.mul(x, f32x4.div(n, f32x4.add(n, f32x4.splat(2))));
}

export function mishSlope(x: v128): v128 {
  const one = f32x4.splat(1);
  const n = mishTerm(x);
  const below = f32x4.add(n, f32x4.splat(2));
  // 1 − tanh² = 4 · (n + 1) / (n + 2)².
  const change = f32x4.div(f32x4.mul(f32x4.splat(4), f32x4.add(n, one)), f32x4.mul(below, below));
  return madd(f32x4.mul(x, sigmoid(x)), change, f32x4.div(n, below));
}

// @ts-ignore: decorator
@inline
function mishTerm(x: v128): v128 {
  const e = exp(f32x4.min(x, f32x4.splat(20)));
  return f32x4.mul(e, f32x4.add(e, f32x4.splat(2)));
}
