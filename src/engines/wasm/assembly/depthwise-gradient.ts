/** Filter gradient of depthwise convolution, NHWC float32. Padding is never read, and no image is copied. */
import { madd } from './madd';

/** Positions whose products are summed in registers. The sums are then added to dw: one long sum would lose digits. */
const BLOCK_POSITIONS = 256;

/**
 * Adds to the filter gradient: dw[tap, c, q] += Σ over positions of x[.., c] · dy[.., c, q].
 *
 * @param multiplier Output channels of each channel of x. Fast if it is 1.
 */
export function depthwiseFilterGradient(
  x: usize, dy: usize, dw: usize, images: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const out = pixel * multiplier;
  const outLine = <usize>outWidth * out;
  const blockRows = max(1, BLOCK_POSITIONS / outWidth);
  const xStep = <usize>strideWidth * pixel;
  const xLine = <usize>strideHeight * line;
  // Columns for which all taps of a row lie in the image.
  const inside = min(outWidth, firstInside(padLeft, strideWidth));
  const outside = max(inside, min(outWidth, endInside(width, padLeft - (filterWidth - 1) * dilationWidth, strideWidth)));
  const three = multiplier == 1 && filterWidth == 3 && outside > inside;
  for (; images; images--) {
    for (let block = 0; block < outHeight; block += blockRows) {
      for (let row = 0; row < filterHeight; row++) {
        const down = padTop - row * dilationHeight;
        const top = max(block, firstInside(down, strideHeight));
        const rows = min(min(outHeight, block + blockRows), endInside(height, down, strideHeight)) - top;
        if (rows <= 0) continue;
        const lines = x + <usize>(top * strideHeight - down) * line;
        const gradients = dy + <usize>top * outLine;
        let to = dw + <usize>(row * filterWidth) * out;
        if (three) {
          threeTaps(
            lines + <usize>(inside * strideWidth - padLeft) * pixel, <usize>dilationWidth * pixel, xStep, xLine,
            gradients + <usize>inside * out, outLine, outside - inside, rows, to, channels,
          );
        }
        for (let tap = 0; tap < filterWidth; tap++, to += out) {
          const across = padLeft - tap * dilationWidth;
          const left = firstInside(across, strideWidth);
          const right = min(outWidth, endInside(width, across, strideWidth));
          const from = lines - <usize>across * pixel;
          const middle = three ? inside : right;
          oneTap(
            from + <usize>left * xStep, xStep, xLine, gradients + <usize>left * out, outLine, middle - left, rows, to,
            channels, multiplier,
          );
          if (!three) continue;
          oneTap(
            from + <usize>outside * xStep, xStep, xLine, gradients + <usize>outside * out, outLine, right - outside,
            rows, to, channels, 1,
          );
        }
      }
    }
    x += <usize>height * line;
    dy += <usize>outHeight * outLine;
  }
}

/** First output position of which a tap, `before` pixels before the window's place, lies in the image. */
// @ts-ignore: decorator
@inline
function firstInside(before: i32, stride: i32): i32 {
  return before > 0 ? (before + stride - 1) / stride : 0;
}

/** End of the output positions of which the tap lies in the image. */
// @ts-ignore: decorator
@inline
function endInside(size: i32, before: i32, stride: i32): i32 {
  const room = size + before - 1;
  return room < 0 ? 0 : room / stride + 1;
}

/** Adds one tap's sum over rows × columns positions. */
function oneTap(
  x: usize, xStep: usize, xLine: usize, dy: usize, outLine: usize, columns: i32, rows: i32, dw: usize, channels: i32,
  multiplier: i32,
): void {
  if (columns <= 0) return;
  const outChannels = channels * multiplier;
  const out = <usize>outChannels << 2;
  const wide = multiplier == 1 ? out & ~63 : 0;
  let c: usize = 0;
  for (; c < wide; c += 64) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let xRow = x + c, yRow = dy + c;
    for (let row = rows; row; row--, xRow += xLine, yRow += outLine) {
      let at = xRow, from = yRow;
      for (let column = columns; column; column--, at += xStep, from += out) {
        a0 = madd(v128.load(at), v128.load(from), a0);
        a1 = madd(v128.load(at, 16), v128.load(from, 16), a1);
        a2 = madd(v128.load(at, 32), v128.load(from, 32), a2);
        a3 = madd(v128.load(at, 48), v128.load(from, 48), a3);
      }
    }
    addTo(dw + c, a0); addTo(dw + c + 16, a1); addTo(dw + c + 32, a2); addTo(dw + c + 48, a3);
  }
  const fours = multiplier == 1 ? out & ~15 : 0;
  for (; c < fours; c += 16) {
    let sum = f32x4.splat(0);
    let xRow = x + c, yRow = dy + c;
    for (let row = rows; row; row--, xRow += xLine, yRow += outLine) {
      let at = xRow, from = yRow;
      for (let column = columns; column; column--, at += xStep, from += out) {
        sum = madd(v128.load(at), v128.load(from), sum);
      }
    }
    addTo(dw + c, sum);
  }
  for (; c < out; c += 4) {
    let sum: f32 = 0;
    let xRow = x + (<usize>(<i32>(c >> 2) / multiplier) << 2), yRow = dy + c;
    for (let row = rows; row; row--, xRow += xLine, yRow += outLine) {
      let at = xRow, from = yRow;
      for (let column = columns; column; column--, at += xStep, from += out) sum += load<f32>(at) * load<f32>(from);
    }
    store<f32>(dw + c, load<f32>(dw + c) + sum);
  }
}

/** Adds the sums of three taps, `xTap` bytes apart, over rows × columns positions. The multiplier is 1. */
function threeTaps(
  x: usize, xTap: usize, xStep: usize, xLine: usize, dy: usize, outLine: usize, columns: i32, rows: i32, dw: usize,
  channels: i32,
): void {
  const out = <usize>channels << 2;
  let c: usize = 0;
  for (; c + 64 <= out; c += 64) {
    let r00 = f32x4.splat(0), r01 = r00, r02 = r00, r03 = r00;
    let r10 = r00, r11 = r00, r12 = r00, r13 = r00, r20 = r00, r21 = r00, r22 = r00, r23 = r00;
    let xRow = x + c, yRow = dy + c;
    for (let row = rows; row; row--, xRow += xLine, yRow += outLine) {
      let at = xRow, from = yRow;
      for (let column = columns; column; column--, at += xStep, from += out) {
        let g = v128.load(from);
        const second = at + xTap, third = second + xTap;
        r00 = madd(v128.load(at), g, r00);
        r10 = madd(v128.load(second), g, r10);
        r20 = madd(v128.load(third), g, r20);
        g = v128.load(from, 16);
        r01 = madd(v128.load(at, 16), g, r01);
        r11 = madd(v128.load(second, 16), g, r11);
        r21 = madd(v128.load(third, 16), g, r21);
        g = v128.load(from, 32);
        r02 = madd(v128.load(at, 32), g, r02);
        r12 = madd(v128.load(second, 32), g, r12);
        r22 = madd(v128.load(third, 32), g, r22);
        g = v128.load(from, 48);
        r03 = madd(v128.load(at, 48), g, r03);
        r13 = madd(v128.load(second, 48), g, r13);
        r23 = madd(v128.load(third, 48), g, r23);
      }
    }
    let to = dw + c;
    addTo(to, r00); addTo(to + 16, r01); addTo(to + 32, r02); addTo(to + 48, r03);
    to += out;
    addTo(to, r10); addTo(to + 16, r11); addTo(to + 32, r12); addTo(to + 48, r13);
    to += out;
    addTo(to, r20); addTo(to + 16, r21); addTo(to + 32, r22); addTo(to + 48, r23);
  }
  for (; c < out; c += 4) {
    const whole = c + 16 <= out;
    let r0 = f32x4.splat(0), r1 = r0, r2 = r0;
    let xRow = x + c, yRow = dy + c;
    for (let row = rows; row; row--, xRow += xLine, yRow += outLine) {
      let at = xRow, from = yRow;
      for (let column = columns; column; column--, at += xStep, from += out) {
        const g = whole ? v128.load(from) : v128.load32_zero(from);
        r0 = madd(whole ? v128.load(at) : v128.load32_zero(at), g, r0);
        r1 = madd(whole ? v128.load(at + xTap) : v128.load32_zero(at + xTap), g, r1);
        r2 = madd(whole ? v128.load(at + 2 * xTap) : v128.load32_zero(at + 2 * xTap), g, r2);
      }
    }
    const to = dw + c;
    if (whole) {
      addTo(to, r0); addTo(to + out, r1); addTo(to + 2 * out, r2);
      c += 12;
    } else {
      addOne(to, r0); addOne(to + out, r1); addOne(to + 2 * out, r2);
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(to: usize, sum: v128): void {
  v128.store(to, f32x4.add(v128.load(to), sum));
}

// @ts-ignore: decorator
@inline
function addOne(to: usize, sum: v128): void {
  store<f32>(to, load<f32>(to) + f32x4.extract_lane(sum, 0));
}
