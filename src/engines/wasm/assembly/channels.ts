/**
 * Operations on the pixels of one image whose numbers depend on the channel: scale, shift and activation, and the gradient
 * of a normalization. NHWC, float32. An image has `pixels` pixels of `channels` values each.
 */
import { LINEAR, RECTIFIER, SILU, activated, slopeAt } from './activated';
import { madd } from './madd';

/**
 * y = act(x · scale + shift), where scale and shift have a number for each channel. May work in place.
 *
 * @param scale 0 for y = act(x).
 */
export function activateChannels(
  x: usize, y: usize, pixels: i32, channels: i32, scale: usize, shift: usize, kind: i32, a: f32, b: f32,
): void {
  if (!scale) {
    channels *= pixels;
    pixels = 1;
    if (kind == RECTIFIER) activateAll(x, y, pixels, channels, 0, 0, RECTIFIER, a, b);
    else activateAll(x, y, pixels, channels, 0, 0, kind, a, b);
  } else if (kind == RECTIFIER) activateAll(x, y, pixels, channels, scale, shift, RECTIFIER, a, b);
  else if (kind == LINEAR) activateAll(x, y, pixels, channels, scale, shift, LINEAR, a, b);
  else if (kind == SILU) activateAll(x, y, pixels, channels, scale, shift, SILU, a, b);
  else activateAll(x, y, pixels, channels, scale, shift, kind, a, b);
}

// @ts-ignore: decorator
@inline
function activateAll(
  x: usize, y: usize, pixels: i32, channels: i32, scale: usize, shift: usize, kind: i32, a: f32, b: f32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b);
  const pixel = <usize>channels << 2;
  for (; pixels; pixels--, x += pixel, y += pixel) {
    let c: usize = 0;
    for (; c + 16 <= pixel; c += 16) {
      let value = v128.load(x + c);
      if (scale) value = madd(value, v128.load(scale + c), v128.load(shift + c));
      v128.store(y + c, activated(value, kind, as, bs));
    }
    for (; c < pixel; c += 4) {
      let value = v128.load32_zero(x + c);
      if (scale) value = madd(value, v128.load32_zero(scale + c), v128.load32_zero(shift + c));
      v128.store32_lane(y + c, activated(value, kind, as, bs), 0);
    }
  }
}

/** dz = dy · act'(x · scale + shift). May work in place. */
export function activateChannelsGradient(
  x: usize, dy: usize, dz: usize, pixels: i32, channels: i32, scale: usize, shift: usize, kind: i32, a: f32, b: f32,
): void {
  if (!scale) {
    channels *= pixels;
    pixels = 1;
    if (kind == RECTIFIER) slopeAll(x, dy, dz, pixels, channels, 0, 0, RECTIFIER, a, b);
    else slopeAll(x, dy, dz, pixels, channels, 0, 0, kind, a, b);
  } else if (kind == RECTIFIER) slopeAll(x, dy, dz, pixels, channels, scale, shift, RECTIFIER, a, b);
  else if (kind == SILU) slopeAll(x, dy, dz, pixels, channels, scale, shift, SILU, a, b);
  else slopeAll(x, dy, dz, pixels, channels, scale, shift, kind, a, b);
}

// @ts-ignore: decorator
@inline
function slopeAll(
  x: usize, dy: usize, dz: usize, pixels: i32, channels: i32, scale: usize, shift: usize, kind: i32, a: f32, b: f32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b);
  const pixel = <usize>channels << 2;
  for (; pixels; pixels--, x += pixel, dy += pixel, dz += pixel) {
    let c: usize = 0;
    for (; c + 16 <= pixel; c += 16) {
      let value = v128.load(x + c);
      if (scale) value = madd(value, v128.load(scale + c), v128.load(shift + c));
      v128.store(dz + c, f32x4.mul(v128.load(dy + c), slopeAt(value, kind, as, bs)));
    }
    for (; c < pixel; c += 4) {
      let value = v128.load32_zero(x + c);
      if (scale) value = madd(value, v128.load32_zero(scale + c), v128.load32_zero(shift + c));
      v128.store32_lane(dz + c, f32x4.mul(v128.load32_zero(dy + c), slopeAt(value, kind, as, bs)), 0);
    }
  }
}

/**
 * dx = dz · a + x · b + c, with numbers for each channel: the gradient of a normalization. May work in place on dz.
 *
 * @param accumulate Adds to dx.
 */
export function combineChannels(
  dz: usize, x: usize, dx: usize, pixels: i32, channels: i32, a: usize, b: usize, c: usize, accumulate: bool,
): void {
  const pixel = <usize>channels << 2;
  for (; pixels; pixels--, dz += pixel, x += pixel, dx += pixel) {
    let i: usize = 0;
    for (; i + 16 <= pixel; i += 16) {
      const affine = madd(v128.load(x + i), v128.load(b + i), v128.load(c + i));
      const value = madd(v128.load(dz + i), v128.load(a + i), affine);
      v128.store(dx + i, accumulate ? f32x4.add(v128.load(dx + i), value) : value);
    }
    for (; i < pixel; i += 4) {
      const value = load<f32>(dz + i) * load<f32>(a + i) + (load<f32>(x + i) * load<f32>(b + i) + load<f32>(c + i));
      store<f32>(dx + i, accumulate ? load<f32>(dx + i) + value : value);
    }
  }
}
