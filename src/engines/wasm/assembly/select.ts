/** Operations that choose for each value, and their gradients. float32. */

/** y = x if x > 0, alpha · x otherwise, with a number for each channel. */
export function prelu(x: usize, alpha: usize, y: usize, pixels: i32, channels: i32): void {
  const pixel = <usize>channels << 2;
  const zero = f32x4.splat(0);
  for (; pixels; pixels--, x += pixel, y += pixel) {
    let c: usize = 0;
    for (; c + 16 <= pixel; c += 16) {
      const value = v128.load(x + c);
      const below = f32x4.mul(value, v128.load(alpha + c));
      v128.store(y + c, v128.bitselect(value, below, f32x4.gt(value, zero)));
    }
    for (; c < pixel; c += 4) {
      const value = load<f32>(x + c);
      store<f32>(y + c, value > 0 ? value : value * load<f32>(alpha + c));
    }
  }
}

/**
 * The gradients of `prelu`. May work in place on dy.
 *
 * @param dx 0 if it is not needed.
 * @param dAlpha Is added to; 0 for none.
 */
export function preluGradient(
  x: usize, alpha: usize, dy: usize, dx: usize, dAlpha: usize, pixels: i32, channels: i32,
): void {
  const pixel = <usize>channels << 2;
  const zero = f32x4.splat(0);
  for (; pixels; pixels--, x += pixel, dy += pixel) {
    let c: usize = 0;
    for (; c + 16 <= pixel; c += 16) {
      const value = v128.load(x + c), gradient = v128.load(dy + c);
      const isAbove = f32x4.gt(value, zero);
      if (dAlpha) {
        const change = v128.andnot(f32x4.mul(gradient, value), isAbove);
        v128.store(dAlpha + c, f32x4.add(v128.load(dAlpha + c), change));
      }
      if (dx) {
        const below = f32x4.mul(gradient, v128.load(alpha + c));
        v128.store(dx + c, v128.bitselect(gradient, below, isAbove));
      }
    }
    for (; c < pixel; c += 4) {
      const value = load<f32>(x + c), gradient = load<f32>(dy + c);
      if (dAlpha && value <= 0) store<f32>(dAlpha + c, load<f32>(dAlpha + c) + gradient * value);
      if (dx) store<f32>(dx + c, value > 0 ? gradient : gradient * load<f32>(alpha + c));
    }
    if (dx) dx += pixel;
  }
}

/** y = the larger or the smaller of a and b. */
export function extremum(a: usize, b: usize, y: usize, count: i32, isLargest: bool): void {
  const bytes = <usize>count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const one = v128.load(a + i), other = v128.load(b + i);
    v128.store(y + i, v128.bitselect(one, other, isFirst(one, other, isLargest)));
  }
  for (; i < bytes; i += 4) {
    const one = v128.load32_zero(a + i), other = v128.load32_zero(b + i);
    v128.store32_lane(y + i, v128.bitselect(one, other, isFirst(one, other, isLargest)), 0);
  }
}

/**
 * Writes the gradient of one of the two values. May work in place on dy.
 *
 * @param ofSecond Whether it is that of b.
 */
export function extremumGradient(
  a: usize, b: usize, dy: usize, to: usize, count: i32, isLargest: bool, ofSecond: bool,
): void {
  const bytes = <usize>count << 2;
  const flip = i32x4.splat(ofSecond ? -1 : 0);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const chosen = v128.xor(isFirst(v128.load(a + i), v128.load(b + i), isLargest), flip);
    v128.store(to + i, v128.and(v128.load(dy + i), chosen));
  }
  for (; i < bytes; i += 4) {
    const chosen = v128.xor(isFirst(v128.load32_zero(a + i), v128.load32_zero(b + i), isLargest), flip);
    v128.store32_lane(to + i, v128.and(v128.load32_zero(dy + i), chosen), 0);
  }
}

// @ts-ignore: decorator
@inline
function isFirst(a: v128, b: v128, isLargest: bool): v128 {
  return isLargest ? f32x4.ge(a, b) : f32x4.le(a, b);
}
