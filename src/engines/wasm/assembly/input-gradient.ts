/**
 * Input gradient of convolution. NHWC, float32. Each class of pixels (see `axis.ts`) is a plain convolution of dy with the
 * taps of the class in reverse, so no product with a zero between the pixels of dy is computed.
 */
import { firstTap, tapCount, tapStep } from './axis';
import { convolveScratch, convolveTo } from './convolve';
import { packPanels } from './pack';
import { placePixels } from './pad';

/**
 * Packs a filter (filterHeight × filterWidth × inChannels × outChannels) for `convolveInputGradient`: the panels of each
 * class in turn.
 *
 * @param to 32 bytes for each filter position, output channel and group of up to eight input channels.
 */
export function packInputGradientFilter(
  filter: usize, filterHeight: i32, filterWidth: i32, inChannels: i32, outChannels: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32, to: usize,
): void {
  const rowStep = tapStep(strideHeight, dilationHeight);
  const columnStep = tapStep(strideWidth, dilationWidth);
  const position = <usize>(inChannels * outChannels) << 2;
  for (let row = 0; row < strideHeight; row++) {
    const firstRow = firstTap(filterHeight, strideHeight, dilationHeight, padTop, row);
    const rows = tapCount(filterHeight, firstRow, rowStep);
    for (let column = 0; column < strideWidth; column++) {
      const firstColumn = firstTap(filterWidth, strideWidth, dilationWidth, padLeft, column);
      const columns = tapCount(filterWidth, firstColumn, columnStep);
      const panelStep = <usize>(rows * columns * outChannels) << 5;
      let put = to;
      for (let i = rows - 1; i >= 0; i--) {
        for (let j = columns - 1; j >= 0; j--) {
          const tap = (firstRow + i * rowStep) * filterWidth + firstColumn + j * columnStep;
          const from = filter + <usize>tap * position;
          packPanels(from, 4, <usize>outChannels << 2, outChannels, inChannels, put, panelStep);
          put += <usize>outChannels << 5;
        }
      }
      to += panelStep * <usize>((inChannels + 7) >> 3);
    }
  }
}

/** Rows (or columns) of zeros before dy that the windows of some class reach. */
// @ts-ignore: decorator
@inline
function before(filter: i32, stride: i32, dilation: i32): i32 {
  return (filter - 1) * dilation / stride;
}

/** Rows (or columns) of the padded dy. */
// @ts-ignore: decorator
@inline
function paddedSize(filter: i32, stride: i32, dilation: i32, size: i32, padding: i32): i32 {
  return before(filter, stride, dilation) + (size - 1 + padding) / stride + 1;
}

/** Scratch bytes of `convolveInputGradient`, which uses them for a padded copy of dy. */
export function inputGradientScratch(
  outChannels: i32, filterHeight: i32, filterWidth: i32, inChannels: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  height: i32, width: i32, padTop: i32, padLeft: i32,
): usize {
  const rows = paddedSize(filterHeight, strideHeight, dilationHeight, height, padTop);
  const columns = paddedSize(filterWidth, strideWidth, dilationWidth, width, padLeft);
  const depth = filterHeight * filterWidth * outChannels;
  return convolveScratch(depth) + 32 + <usize>inChannels * 24 + (<usize>(rows * columns * outChannels) << 2) + 32;
}

/**
 * dx = Σ over the windows that contain the pixel of dy · filterᵀ. Overwrites dx, which has no padding.
 *
 * @param filter Packed by `packInputGradientFilter`.
 * @param height Rows of dx; `width`: its columns.
 * @param padTop Rows of padding above the image in the forward convolution; `padLeft`: columns to the left of it.
 * @param scratch `inputGradientScratch(…)` bytes, aligned to 16.
 */
export function convolveInputGradient(
  dy: usize, outHeight: i32, outWidth: i32, outChannels: i32,
  filter: usize, filterHeight: i32, filterWidth: i32, inChannels: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  dx: usize, height: i32, width: i32, padTop: i32, padLeft: i32, scratch: usize,
): void {
  const depth = filterHeight * filterWidth * outChannels;
  const six = (scratch + convolveScratch(depth) + 15) & ~15;
  const padded = (six + <usize>inChannels * 24 + 15) & ~15;
  const top = before(filterHeight, strideHeight, dilationHeight);
  const left = before(filterWidth, strideWidth, dilationWidth);
  const rowsOfDy = paddedSize(filterHeight, strideHeight, dilationHeight, height, padTop);
  const columnsOfDy = paddedSize(filterWidth, strideWidth, dilationWidth, width, padLeft);
  const line = <usize>(columnsOfDy * outChannels) << 2;
  let from = dy;
  if (top || left || rowsOfDy > outHeight || columnsOfDy != outWidth) {
    from = padded;
    placePixels(dy, outHeight, outWidth, <usize>outChannels << 2, from, rowsOfDy, columnsOfDy, top, left, 1, 1);
  }
  const pixel = <usize>inChannels << 2;
  const dxLine = <usize>width * pixel;
  const rowStep = tapStep(strideHeight, dilationHeight);
  const columnStep = tapStep(strideWidth, dilationWidth);
  const panels = <usize>((inChannels + 7) >> 3);
  // Without taps in some class, its pixels have no gradient.
  const isWhole = filterHeight >= strideHeight && rowStep == strideHeight && filterWidth >= strideWidth
    && columnStep == strideWidth;
  if (!isWhole) memory.fill(dx, 0, <usize>height * dxLine);
  for (let row = 0; row < strideHeight; row++) {
    const firstRow = firstTap(filterHeight, strideHeight, dilationHeight, padTop, row);
    const rows = tapCount(filterHeight, firstRow, rowStep);
    const lastRow = firstRow + (rows - 1) * rowStep;
    // Row of the padded dy at which the first window of the class begins.
    const start = top - (lastRow * dilationHeight - row - padTop) / strideHeight;
    for (let column = 0; column < strideWidth; column++) {
      const firstColumn = firstTap(filterWidth, strideWidth, dilationWidth, padLeft, column);
      const columns = tapCount(filterWidth, firstColumn, columnStep);
      const lastColumn = firstColumn + (columns - 1) * columnStep;
      const startColumn = left - (lastColumn * dilationWidth - column - padLeft) / strideWidth;
      if (rows * columns == 0) continue;
      if (row < height && column < width) {
        convolveTo(
          from + <usize>start * line + (<usize>(startColumn * outChannels) << 2), columnsOfDy, outChannels,
          filter, rows, columns, inChannels, 1, 1,
          rowStep * dilationHeight / strideHeight, columnStep * dilationWidth / strideWidth,
          dx + <usize>row * dxLine + <usize>column * pixel, <usize>strideWidth * pixel, <usize>strideHeight * dxLine,
          (height - row - 1) / strideHeight + 1, (width - column - 1) / strideWidth + 1, 0, -Infinity, scratch, six,
        );
      }
      filter += (<usize>(rows * columns * outChannels) << 5) * panels;
    }
  }
}
