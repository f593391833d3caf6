/**
 * Depthwise convolution and its input gradient, NHWC float32. x has `channels` channels; y and the filter have
 * `channels` × `multiplier`. Padding is never read, and no image is copied. Fast with a multiplier of 1.
 */
import { firstTap, tapCount, tapStep } from './axis';
import { depthwiseFour, depthwiseWindow, hasDepthwiseFour } from './depthwise-tile';

/**
 * y[c, q] = bias[c, q] + Σ over taps inside the image of x[c] · filter[c, q].
 *
 * @param bias One value for each output channel; 0 for none.
 */
export function depthwiseImage(
  y: usize, x: usize, filter: usize, bias: usize, images: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32,
): void {
  const pixel = <usize>channels << 2;
  const out = pixel * multiplier;
  for (; images; images--) {
    correlate(
      x, height, width, pixel, filter, <usize>filterWidth * out, out, filterHeight, filterWidth,
      strideHeight, strideWidth, dilationHeight, dilationWidth, padTop, padLeft,
      bias, y, <usize>outWidth * out, out, outHeight, outWidth, channels * multiplier, multiplier, 1,
    );
    x += <usize>(height * width) * pixel;
    y += <usize>(outHeight * outWidth) * out;
  }
}

/** dx[c] = Σ over q and the windows that contain the pixel of dy[c, q] · filter[c, q]. Overwrites dx. */
export function depthwiseInputGradient(
  dx: usize, dy: usize, filter: usize, images: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const out = pixel * multiplier;
  const wLine = <usize>filterWidth * out;
  const rowStep = tapStep(strideHeight, dilationHeight);
  const columnStep = tapStep(strideWidth, dilationWidth);
  for (; images; images--) {
    for (let row = 0; row < min(height, strideHeight); row++) {
      const firstRow = firstTap(filterHeight, strideHeight, dilationHeight, padTop, row);
      const rows = tapCount(filterHeight, firstRow, rowStep);
      const lastRow = firstRow + (rows - 1) * rowStep;
      for (let column = 0; column < min(width, strideWidth); column++) {
        const firstColumn = firstTap(filterWidth, strideWidth, dilationWidth, padLeft, column);
        const taps = tapCount(filterWidth, firstColumn, columnStep);
        const lastColumn = firstColumn + (taps - 1) * columnStep;
        correlate(
          dy, outHeight, outWidth, out, filter + <usize>lastRow * wLine + <usize>lastColumn * out,
          -(<usize>rowStep * wLine), -(<usize>columnStep * out), taps ? rows : 0, rows ? taps : 0, 1, 1,
          rowStep * dilationHeight / strideHeight, columnStep * dilationWidth / strideWidth,
          (lastRow * dilationHeight - row - padTop) / strideHeight,
          (lastColumn * dilationWidth - column - padLeft) / strideWidth,
          0, dx + <usize>row * line + <usize>column * pixel, <usize>strideHeight * line, <usize>strideWidth * pixel,
          (height - row - 1) / strideHeight + 1, (width - column - 1) / strideWidth + 1, channels, 1, multiplier,
        );
      }
    }
    dx += <usize>height * line;
    dy += <usize>(outHeight * outWidth) * out;
  }
}

/**
 * One image: y = init + Σ over taps inside x of x · w, channel by channel.
 *
 * @param pixel Bytes of a pixel of x.
 * @param wLine Bytes from one row of weights to the next, and `wTap` from one tap to the next.
 * @param yLine Bytes from one row of y to the next, and `yPixel` from one pixel to the next.
 * @param channels Channels of y.
 * @param share Channels of y that read the same channel of x.
 * @param terms Channels of x and w that are summed in one channel of y.
 */
function correlate(
  x: usize, height: i32, width: i32, pixel: usize, w: usize, wLine: usize, wTap: usize, filterHeight: i32,
  filterWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, top: i32, left: i32,
  init: usize, y: usize, yLine: usize, yPixel: usize, outHeight: i32, outWidth: i32, channels: i32, share: i32,
  terms: i32,
): void {
  const line = <usize>width * pixel;
  const xTap = <usize>dilationWidth * pixel;
  const xRow = <usize>dilationHeight * line;
  const vectors = share == 1 && terms == 1 && channels >= 4;
  const four = vectors && dilationWidth == 1 && hasDepthwiseFour(filterWidth, strideWidth);
  // Windows from column `inside` to `outside` lie in the image.
  const inside = min(outWidth, max(0, (left + strideWidth - 1) / strideWidth));
  const room = width + left - (filterWidth - 1) * dilationWidth - 1;
  const outside = room < 0 ? inside : max(inside, min(outWidth, room / strideWidth + 1));
  for (let row = 0; row < outHeight; row++) {
    const start = row * strideHeight - top;
    const skipped = start < 0 ? (dilationHeight - 1 - start) / dilationHeight : 0;
    const end = height > start ? min(filterHeight, (height - start - 1) / dilationHeight + 1) : 0;
    const rows = max(0, end - skipped);
    const from = x + <usize>(start + skipped * dilationHeight) * line;
    const weights = w + <usize>skipped * wLine;
    for (let column = 0; column < outWidth;) {
      let first = column * strideWidth - left;
      if (four && column >= inside && column < outside && outside - inside >= 4) {
        // The last four may overlap those before.
        if (column > outside - 4) {
          first -= (column - outside + 4) * strideWidth;
          column = outside - 4;
        }
        depthwiseFour(
          filterWidth, strideWidth, from + <usize>first * pixel, pixel, xRow, weights, wTap, wLine, rows,
          init, y + <usize>column * yPixel, yPixel, channels,
        );
        column += 4;
        continue;
      }
      const before = first < 0 ? (dilationWidth - 1 - first) / dilationWidth : 0;
      const after = width > first ? min(filterWidth, (width - first - 1) / dilationWidth + 1) : 0;
      const at = from + <usize>(first + before * dilationWidth) * pixel;
      const tap = weights + <usize>before * wTap;
      const to = y + <usize>column * yPixel;
      if (vectors) depthwiseWindow(at, xTap, xRow, tap, wTap, wLine, after - before, rows, init, to, channels);
      else plainWindow(at, xTap, xRow, tap, wTap, wLine, after - before, rows, init, to, channels, share, terms);
      column++;
    }
    y += yLine;
  }
}

/** `depthwiseWindow` for any multiplier and number of channels. */
function plainWindow(
  x: usize, xTap: usize, xRow: usize, w: usize, wTap: usize, wRow: usize, taps: i32, rows: i32,
  init: usize, y: usize, channels: i32, share: i32, terms: i32,
): void {
  for (let channel = 0; channel < channels; channel++) {
    let sum: f32 = init ? load<f32>(init + (<usize>channel << 2)) : 0;
    let line = x + (<usize>(channel / share * terms) << 2);
    let weights = w + (<usize>(channel * terms) << 2);
    for (let row = rows; row > 0; row--, line += xRow, weights += wRow) {
      let at = line, from = weights;
      for (let tap = taps; tap > 0; tap--, at += xTap, from += wTap) {
        for (let term: usize = 0; term < <usize>terms << 2; term += 4) {
          sum += load<f32>(at + term) * load<f32>(from + term);
        }
      }
    }
    store<f32>(y + (<usize>channel << 2), sum);
  }
}
