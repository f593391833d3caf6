/** Filter gradient of convolution, as products of register tiles. NHWC, float32. */
import { tilesInto } from './gemm';

/** Bytes of pixels and gradients that `convolveFilterGradient` usually processes for all tiles before the next block. */
const BLOCK_BYTES = 32768;
/** Positions of a block at least: with fewer, loading and storing dw would cost more than the products. */
const BLOCK_POSITIONS = 64;

/**
 * Adds one image's share to the weight gradient: dw[ky, kx, c, o] += Σ x[.., c] · dy[.., o] over the output positions.
 * Reads pixels and gradients in place, without packing.
 *
 * @param dw Accumulated gradient.
 * @param scratch `TILE_BYTES`, aligned to 16.
 */
export function convolveFilterGradient(
  x: usize, width: i32, inChannels: i32, dy: usize, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  dw: usize, scratch: usize,
): void {
  const pixel = <usize>inChannels << 2;
  const line = <usize>width * pixel;
  const xStep = <usize>strideWidth * pixel;
  const yStep = <usize>outChannels << 2;
  const xLine = <usize>strideHeight * line;
  const yLine = <usize>outWidth * yStep;
  const bytes = <i32>(<usize>outWidth * (xStep + yStep));
  const lines = max((BLOCK_POSITIONS + outWidth - 1) / outWidth, BLOCK_BYTES / bytes);
  const joined = dilationWidth == 1;
  const runs = joined ? 1 : filterWidth;
  const run = joined ? filterWidth * inChannels : inChannels;
  const runStep = <usize>dilationWidth * pixel;
  for (let first = 0; first < outHeight; first += lines) {
    const count = min(lines, outHeight - first);
    let to = dw;
    for (let row = 0; row < filterHeight; row++) {
      let window = x + <usize>first * xLine + <usize>(row * dilationHeight) * line;
      for (let i = 0; i < runs; i++) {
        for (let k = 0; k < run; k += 6) {
          const height = min(6, run - k);
          for (let column = 0; column < outChannels; column += 16) {
            const cell = to + (<usize>column << 2), from = dy + <usize>first * yLine + (<usize>column << 2);
            tilesInto(
              window + (<usize>k << 2), xStep, xLine - <usize>outWidth * xStep, from, from + 32, yStep, 0, outWidth,
              count, cell, yStep, 32, cell, yStep, height, outChannels - column, -Infinity, scratch,
            );
          }
          to += <usize>height * yStep;
        }
        window += runStep;
      }
    }
  }
}
