/**
 * Matrix products: C = A·B or C += A·B, row-major, either operand transposed, any size.
 *
 * Blocked for the caches: a panel of B (DEPTH steps of 8 columns: 8 KB) stays in L1 while a block of A (ROWS × DEPTH:
 * 96 KB) streams from L2.
 */
import { packColumns, packPanels, packRows } from './pack';
import { TILE_BYTES, copyTile, tile4x8, tile6x4, tile6x8 } from './tile';
import { isWide, wideTile } from './tile-wide';

const DEPTH = 256;
const ROWS = 96;
const COLUMNS = 512;

/** Scratch bytes of `matMul`. */
export function matMulScratch(): usize {
  return TILE_BYTES + 32 + DEPTH * 4 * (COLUMNS + ROWS);
}

/**
 * @param a m × k, or k × m with `transposeA`; likewise b: k × n, or n × k. Each may be a submatrix: stored rows are
 *   `aStep` (`bStep`, `cStep`) bytes apart.
 * @param bias n initial values for every row, readable up to a multiple of 8; 0 for zeros.
 * @param accumulate Adds to C and ignores `bias`.
 * @param floor Lower bound of the output: 0 for ReLU, minus infinity for none.
 * @param scratch `matMulScratch()` bytes, aligned to 16.
 */
export function matMul(
  a: usize, aStep: usize, transposeA: bool, b: usize, bStep: usize, transposeB: bool, c: usize, cStep: usize,
  m: i32, n: i32, k: i32,
  bias: usize, accumulate: bool, floor: f32, scratch: usize,
): void {
  const zeros = scratch + TILE_BYTES;
  const panels = zeros + 32;
  const sixes = panels + DEPTH * COLUMNS * 4;
  v128.store(zeros, f32x4.splat(0));
  v128.store(zeros, f32x4.splat(0), 16);
  const bDepthStep: usize = transposeB ? 4 : bStep;
  const bColumnStep: usize = transposeB ? bStep : 4;
  for (let n0 = 0; n0 < n; n0 += COLUMNS) {
    const columns = min(COLUMNS, n - n0);
    for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const depth = min(DEPTH, k - k0);
      const more = accumulate || k0 > 0;
      const least: f32 = k0 + depth == k ? floor : -Infinity;
      const fromB = b + <usize>k0 * bDepthStep + <usize>n0 * bColumnStep;
      packPanels(fromB, bDepthStep, bColumnStep, depth, columns, panels, <usize>depth << 5);
      for (let m0 = 0; m0 < m; m0 += ROWS) {
        const rows = min(ROWS, m - m0);
        if (transposeA) packColumns(a + <usize>k0 * aStep + (<usize>m0 << 2), aStep, rows, depth, sixes);
        else packRows(a + <usize>m0 * aStep + (<usize>k0 << 2), aStep, rows, depth, sixes);
        const to = c + <usize>m0 * cStep + (<usize>n0 << 2);
        let init = zeros, initStep: usize = 0, initColumn: usize = 0;
        if (more) {
          init = to;
          initStep = cStep;
          initColumn = 4;
        } else if (bias) {
          init = bias + (<usize>n0 << 2);
          initColumn = 4;
        }
        multiplyPacked(
          sixes, panels, depth, init, initStep, initColumn, to, cStep, rows, columns, least, scratch,
        );
      }
    }
  }
}

/**
 * Multiplies packed rows by packed panels.
 *
 * @param initColumn Bytes from one column of `init` to the next: 0 for zeros, 4 for a bias or C.
 * @param tile `TILE_BYTES` of scratch memory.
 */
export function multiplyPacked(
  sixes: usize, panels: usize, depth: i32, init: usize, initStep: usize, initColumn: usize,
  c: usize, cStep: usize, rows: i32, columns: i32, floor: f32, tile: usize,
): void {
  const panelBytes = <usize>depth << 5;
  for (let column = 0; column < columns; column += 16) {
    let from = sixes, start = init + <usize>column * initColumn, to = c + (<usize>column << 2);
    for (let row = 0; row < rows; row += 6) {
      tilesInto(
        from, 24, 0, panels, panels + panelBytes, 32, 0, depth, 1, start, initStep, 8 * initColumn, to, cStep,
        min(6, rows - row), columns - column, floor, tile,
      );
      from += 24 * depth;
      start += 6 * initStep;
      to += 6 * cStep;
    }
    panels += 2 * panelBytes;
  }
}

/**
 * Up to 16 columns, as one wide tile or as two.
 *
 * @param e Where the right eight columns of B begin; `initRight`: bytes to their initial values.
 * @param columns Number of columns; more than 16 count as 16.
 */
// @ts-ignore: decorator
@inline
export function tilesInto(
  a: usize, aStep: usize, aSkip: usize, b: usize, e: usize, bStep: usize, bSkip: usize, inner: i32, outer: i32,
  init: usize, initStep: usize, initRight: usize, c: usize, cStep: usize, height: i32, columns: i32, floor: f32,
  tile: usize,
): void {
  if (isWide(height, columns)) {
    wideTile(a, aStep, aSkip, b, e, bStep, bSkip, inner, outer, init, initStep, initRight, c, cStep, height, floor);
    return;
  }
  tileInto(
    a, aStep, aSkip, b, bStep, bSkip, inner, outer, init, initStep, c, cStep, height, min(8, columns), floor, tile,
  );
  if (columns <= 8) return;
  tileInto(
    a, aStep, aSkip, e, bStep, bSkip, inner, outer, init + initRight, initStep, c + 32, cStep, height,
    min(8, columns - 8), floor, tile,
  );
}

/** `tile6x8`, but stores only `height` × `width` values. */
export function tileInto(
  a: usize, aStep: usize, aSkip: usize, b: usize, bStep: usize, bSkip: usize, inner: i32, outer: i32,
  init: usize, initStep: usize, c: usize, cStep: usize, height: i32, width: i32, floor: f32, tile: usize,
): void {
  if (width == 8 && height == 6) {
    tile6x8(a, aStep, aSkip, b, bStep, bSkip, inner, outer, init, initStep, c, cStep, floor);
    return;
  }
  if (width == 8 && height == 4) {
    tile4x8(a, aStep, aSkip, b, bStep, bSkip, inner, outer, init, initStep, c, cStep, floor);
    return;
  }
  if (width == 4 && height == 6) {
    tile6x4(a, aStep, aSkip, b, bStep, bSkip, inner, outer, init, initStep, c, cStep, floor);
    return;
  }
  if (initStep) {
    copyTile(init, initStep, tile, 32, height, width);
    init = tile;
    initStep = 32;
  }
  if (height <= 4) tile4x8(a, aStep, aSkip, b, bStep, bSkip, inner, outer, init, initStep, tile, 32, floor);
  else tile6x8(a, aStep, aSkip, b, bStep, bSkip, inner, outer, init, initStep, tile, 32, floor);
  copyTile(tile, 32, c, cStep, height, width);
}
