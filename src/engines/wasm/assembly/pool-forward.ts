/** Pooling, NHWC float32. Overwrites y and ignores padding. Sizes are in pixels, addresses in bytes. */

/** Maximum of each window; 0 for a window that lies entirely in the padding. */
export function maxPool(
  x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32,
): void {
  pool(
    true, x, y, images, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight,
    strideWidth, padTop, padLeft,
  );
}

/** Mean of each window's values; 0 for a window that lies entirely in the padding. */
export function averagePool(
  x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32,
): void {
  pool(
    false, x, y, images, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight,
    strideWidth, padTop, padLeft,
  );
}

function pool(
  isMax: bool, x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, outHeight: i32,
  outWidth: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32,
  padLeft: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (; images; images--, x += <usize>height * line) {
    for (let row = 0; row < outHeight; row++) {
      const start = row * strideHeight - padTop;
      const top = max(0, start), bottom = min(height, start + filterHeight);
      for (let column = 0; column < outWidth; column++, y += pixel) {
        const left = max(0, column * strideWidth - padLeft);
        const right = min(width, column * strideWidth - padLeft + filterWidth);
        if (bottom <= top || right <= left) {
          memory.fill(y, 0, pixel);
          continue;
        }
        const first = x + <usize>top * line + <usize>left * pixel;
        poolWindow(isMax, first, line, bottom - top, pixel, right - left, y);
      }
    }
  }
}

/** Pools one window of rows × columns pixels, for all channels. */
function poolWindow(
  isMax: bool, first: usize, line: usize, rows: i32, pixel: usize, columns: i32, y: usize,
): void {
  const last = first + <usize>(rows - 1) * line;
  const span = <usize>columns * pixel;
  const share = <f32>1 / <f32>(rows * columns);
  let c: usize = 0;
  for (; c + 16 <= pixel; c += 16) {
    let result = isMax ? v128.load(first + c) : f32x4.splat(0);
    for (let at = first; at <= last; at += line) {
      for (let i = at + c, end = i + span; i < end; i += pixel) {
        const value = v128.load(i);
        result = isMax ? v128.bitselect(value, result, f32x4.gt(value, result)) : f32x4.add(result, value);
      }
    }
    v128.store(y + c, isMax ? result : f32x4.mul(result, f32x4.splat(share)));
  }
  for (; c < pixel; c += 4) {
    let result = isMax ? load<f32>(first + c) : <f32>0;
    for (let at = first; at <= last; at += line) {
      for (let i = at + c, end = i + span; i < end; i += pixel) {
        const value = load<f32>(i);
        if (!isMax) result += value;
        else if (value > result) result = value;
      }
    }
    store<f32>(y + c, isMax ? result : result * share);
  }
}
