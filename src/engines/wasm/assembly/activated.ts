/**
 * Activations as functions of their input, and their slopes. `kind` is one of the constants below; `a` and `b` are its two
 * numbers, in all lanes.
 */
import { exp, sigmoid } from './activation';
import { gelu, geluSlope, geluTanh, geluTanhSlope, mish, mishSlope, softplus, softsign, softsignSlope } from './smooth';

export const LINEAR = 0;
/** min(x, b) if x > 0, a · x otherwise. */
export const RECTIFIER = 1;
export const SIGMOID = 2;
export const TANH = 3;
/** b · x if x > 0, b · a · (eˣ − 1) otherwise. */
export const ELU = 4;
/** x · sigmoid(x). */
export const SILU = 5;
/** min(max(x + 3, 0), 6) / 6. */
export const HARD_SIGMOID = 6;
/** x times the hard sigmoid of x. */
export const HARD_SILU = 7;
export const GELU = 8;
export const GELU_TANH = 9;
export const SOFTPLUS = 10;
export const SOFTSIGN = 11;
export const MISH = 12;
export const EXPONENTIAL = 13;
/** b if x > a, 0 otherwise. */
export const STEP = 14;
/** min(max(x, a), b). */
export const CLIP = 15;

// @ts-ignore: decorator
@inline
export function activated(x: v128, kind: i32, a: v128, b: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == LINEAR) return x;
  if (kind == RECTIFIER) return v128.bitselect(f32x4.min(x, b), f32x4.mul(x, a), f32x4.gt(x, zero));
  if (kind == SIGMOID) return sigmoid(x);
  if (kind == TANH) return f32x4.sub(f32x4.mul(f32x4.splat(2), sigmoid(f32x4.add(x, x))), one);
  if (kind == ELU) {
    const below = f32x4.mul(a, f32x4.sub(exp(x), one));
    return f32x4.mul(b, v128.bitselect(x, below, f32x4.gt(x, zero)));
  }
  if (kind == SILU) return f32x4.mul(x, sigmoid(x));
  if (kind == HARD_SIGMOID) return hardSigmoid(x);
  if (kind == HARD_SILU) return f32x4.mul(x, hardSigmoid(x));
  if (kind == GELU) return gelu(x);
  if (kind == GELU_TANH) return geluTanh(x);
  if (kind == SOFTPLUS) return softplus(x);
  if (kind == SOFTSIGN) return softsign(x);
  if (kind == MISH) return mish(x);
  if (kind == EXPONENTIAL) return exp(x);
  if (kind == STEP) return v128.and(b, f32x4.gt(x, a));
  return f32x4.min(f32x4.max(x, a), b);
}

/** The derivative at x. At a corner, it is that of TensorFlow: of the side with the smaller slope. */
// @ts-ignore: decorator
@inline
export function slopeAt(x: v128, kind: i32, a: v128, b: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == LINEAR) return one;
  if (kind == RECTIFIER) {
    return v128.bitselect(v128.and(one, f32x4.lt(x, b)), a, f32x4.gt(x, zero));
  }
  if (kind == SIGMOID) {
    const y = sigmoid(x);
    return f32x4.mul(y, f32x4.sub(one, y));
  }
  if (kind == TANH) {
    const y = f32x4.sub(f32x4.mul(f32x4.splat(2), sigmoid(f32x4.add(x, x))), one);
    return f32x4.sub(one, f32x4.mul(y, y));
  }
  if (kind == ELU) return f32x4.mul(b, v128.bitselect(one, f32x4.mul(a, exp(x)), f32x4.gt(x, zero)));
  if (kind == SILU) {
    const y = sigmoid(x);
    return f32x4.mul(y, f32x4.add(one, f32x4.mul(x, f32x4.sub(one, y))));
  }
  if (kind == HARD_SIGMOID) return hardSlope(x);
  if (kind == HARD_SILU) return f32x4.add(hardSigmoid(x), f32x4.mul(x, hardSlope(x)));
  if (kind == GELU) return geluSlope(x);
  if (kind == GELU_TANH) return geluTanhSlope(x);
  if (kind == SOFTPLUS) return sigmoid(x);
  if (kind == SOFTSIGN) return softsignSlope(x);
  if (kind == MISH) return mishSlope(x);
  if (kind == EXPONENTIAL) return exp(x);
  if (kind == STEP) return zero;
  return v128.and(one, v128.and(f32x4.ge(x, a), f32x4.le(x, b)));
}

// @ts-ignore: decorator
@inline
function hardSlope(x: v128): v128 {
  const three = f32x4.splat(3);
  const isBetween = v128.and(f32x4.gt(x, f32x4.neg(three)), f32x4.lt(x, three));
  return v128.and(f32x4.splat(1 / 6.0), isBetween);
}

// @ts-ignore: decorator
@inline
function hardSigmoid(x: v128): v128 {
  const six = f32x4.splat(6);
  const cut = f32x4.pmin(f32x4.pmax(f32x4.add(x, f32x4.splat(3)), f32x4.splat(0)), six);
  return f32x4.mul(cut, f32x4.splat(1 / 6.0));
}
