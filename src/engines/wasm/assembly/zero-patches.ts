/**
 * Outputs of a 3 × 3 convolution whose nine pixels are 0 in all channels. Winograd's F(4 × 4, 3 × 3) leaves a rounding error
 * there instead of the bias. As long as the bias is 0, ReLU would let gradients through where a plain convolution lets
 * none through. Pictures with black areas have many of them.
 */

// @ts-ignore: decorator
@inline
function isZeroPixel(at: usize, bytes: usize): bool {
  for (const end = at + bytes; at != end; at += 16) {
    if (v128.any_true(f32x4.ne(v128.load(at), f32x4.splat(0)))) return false;
  }
  return true;
}

/** Whether the patch that starts at a pixel is 0. Its centre comes first: it decides for nearly all patches. */
function isZeroPatch(at: usize, line: usize, bytes: usize): bool {
  if (!isZeroPixel(at + line + bytes, bytes)) return false;
  for (let row = 0; row < 3; row++, at += line) {
    for (let column: usize = 0; column < 3; column++) {
      if (!isZeroPixel(at + column * bytes, bytes)) return false;
    }
  }
  return true;
}

/** Sets the outputs of zero patches to the bias, at least `floor`. Arguments as for `convolveWinogradLarge`. */
export function settleZeroPatches(
  x: usize, width: i32, inChannels: i32, outChannels: i32, y: usize, outHeight: i32, outWidth: i32, bias: usize,
  floor: f32,
): void {
  const bytes = <usize>inChannels << 2, pixel = <usize>outChannels << 2, line = <usize>width * bytes;
  for (let row = 0; row < outHeight; row++) {
    const from = x + <usize>row * line;
    for (let column = 0; column < outWidth; column++, y += pixel) {
      if (!isZeroPatch(from + <usize>column * bytes, line, bytes)) continue;
      for (let c: usize = 0; c < pixel; c += 16) {
        const value = bias ? v128.load(bias + c) : f32x4.splat(0);
        v128.store(y + c, f32x4.pmax(value, f32x4.splat(floor)));
      }
    }
  }
}

/** Sets maxima that are outputs of zero patches to the bias, at least 0 with ReLU. Arguments as for `convolvePooledWinograd`. */
export function settlePooledZeroPatches(
  x: usize, width: i32, inChannels: i32, outChannels: i32, bias: usize, relu: bool, y: usize, argmax: usize,
  pooledHeight: i32, pooledWidth: i32,
): void {
  const bytes = <usize>inChannels << 2, line = <usize>width * bytes;
  const least = relu ? <f32>0 : -<f32>Infinity;
  for (let row = 0; row < pooledHeight; row++) {
    for (let column = 0; column < pooledWidth; column++) {
      const at = x + <usize>(2 * row) * line + <usize>(2 * column) * bytes;
      let zeros = 0;
      for (let where = 0; where < 4; where++) {
        if (isZeroPatch(at + <usize>(where >> 1) * line + <usize>(where & 1) * bytes, line, bytes)) zeros |= 1 << where;
      }
      for (let c: usize = 0; zeros && c < <usize>outChannels; c++) {
        if (!((zeros >> <i32>load<u8>(argmax + c)) & 1)) continue;
        const value = bias ? load<f32>(bias + (c << 2)) : <f32>0;
        store<f32>(y + (c << 2), max(value, least));
      }
      y += <usize>outChannels << 2;
      argmax += <usize>outChannels;
    }
  }
}
