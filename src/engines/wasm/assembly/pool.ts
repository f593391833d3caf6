/**
 * Gradients of pooling, NHWC float32. Both add to dx, which the caller sets to zero, because windows may overlap. Padding
 * is ignored. Sizes are in pixels, addresses in bytes.
 */

/**
 * Adds each gradient at the maximum of its window; if several values are equal, at the first, as TensorFlow does. Values
 * are compared bitwise with the maximum found, so that NaN gets its gradient too.
 */
export function maxPoolGradient(
  x: usize, dy: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const fours = pixel & ~15;
  for (; images; images--) {
    for (let row = 0; row < outHeight; row++) {
      const y = row * strideHeight - padTop;
      const top = max(0, y), bottom = min(height, y + filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = max(0, column * strideWidth - padLeft);
        const right = min(width, column * strideWidth - padLeft + filterWidth);
        if (bottom <= top || right <= left) {
          dy += pixel;
          continue;
        }
        const first = <usize>top * line + <usize>left * pixel;
        const last = first + <usize>(bottom - top - 1) * line;
        const span = <usize>(right - left) * pixel;
        for (let c: usize = 0; c < fours; c += 16) {
          let best = v128.load(x + first + c);
          for (let at = first; at <= last; at += line) {
            for (let i = at + c, end = i + span; i < end; i += pixel) {
              const value = v128.load(x + i);
              best = v128.bitselect(value, best, f32x4.gt(value, best));
            }
          }
          let share = v128.load(dy + c);
          for (let at = first; at <= last; at += line) {
            for (let i = at + c, end = i + span; i < end; i += pixel) {
              const here = i32x4.eq(v128.load(x + i), best);
              v128.store(dx + i, f32x4.add(v128.load(dx + i), v128.and(share, here)));
              share = v128.andnot(share, here);
            }
          }
        }
        for (let c = fours; c < pixel; c += 4) {
          let best = first + c;
          for (let at = first; at <= last; at += line) {
            for (let i = at + c, end = i + span; i < end; i += pixel) {
              if (load<f32>(x + i) > load<f32>(x + best)) best = i;
            }
          }
          store<f32>(dx + best, load<f32>(dx + best) + load<f32>(dy + c));
        }
        dy += pixel;
      }
    }
    x += <usize>height * line;
    dx += <usize>height * line;
  }
}

/** Divides each gradient equally among the values of its window. */
export function averagePoolGradient(
  dy: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const fours = pixel & ~15;
  for (; images; images--) {
    for (let row = 0; row < outHeight; row++) {
      const y = row * strideHeight - padTop;
      const top = max(0, y), bottom = min(height, y + filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = max(0, column * strideWidth - padLeft);
        const right = min(width, column * strideWidth - padLeft + filterWidth);
        if (bottom <= top || right <= left) {
          dy += pixel;
          continue;
        }
        const share = <f32>1 / <f32>((bottom - top) * (right - left));
        const shares = f32x4.splat(share);
        const first = dx + <usize>top * line + <usize>left * pixel;
        const last = first + <usize>(bottom - top - 1) * line;
        const span = <usize>(right - left) * pixel;
        for (let at = first; at <= last; at += line) {
          for (let i = at, end = at + span; i < end; i += pixel) {
            let c: usize = 0;
            for (; c < fours; c += 16) {
              const part = f32x4.mul(v128.load(dy + c), shares);
              v128.store(i + c, f32x4.add(v128.load(i + c), part));
            }
            for (; c < pixel; c += 4) store<f32>(i + c, load<f32>(i + c) + load<f32>(dy + c) * share);
          }
        }
        dy += pixel;
      }
    }
    dx += <usize>height * line;
  }
}
