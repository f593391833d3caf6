/** Packs operands in the order in which the tile reads them. Addresses and steps are in bytes. */

/** Transposes a 4 × 4 block: four values of each of four rows become four steps of four values, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function turnFour(a: v128, b: v128, c: v128, d: v128, to: usize, step: usize): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(to + 2 * step, v128.shuffle<i64>(ab2, cd2, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<i64>(ab2, cd2, 1, 3));
}

/**
 * Interleaves six rows, 24 bytes per step. The rows are read in `runs` runs of `run` values, with `skip` bytes between
 * runs; a run is a row of a convolution's window.
 */
export function packSixRows(
  a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, run: usize, runs: i32, skip: usize, to: usize,
): void {
  do {
    const fours = a0 + ((run & ~3) << 2);
    const end = a0 + (run << 2);
    for (; a0 != fours; to += 96) {
      turnFour(v128.load(a0), v128.load(a1), v128.load(a2), v128.load(a3), to, 24);
      const e = v128.load(a4), f = v128.load(a5);
      const first = v128.shuffle<f32>(e, f, 0, 4, 1, 5), second = v128.shuffle<f32>(e, f, 2, 6, 3, 7);
      v128.store64_lane(to, first, 0, 16);
      v128.store64_lane(to, first, 1, 40);
      v128.store64_lane(to, second, 0, 64);
      v128.store64_lane(to, second, 1, 88);
      a0 += 16; a1 += 16; a2 += 16; a3 += 16; a4 += 16; a5 += 16;
    }
    for (; a0 != end; to += 24) {
      store<f32>(to, load<f32>(a0));
      store<f32>(to, load<f32>(a1), 4);
      store<f32>(to, load<f32>(a2), 8);
      store<f32>(to, load<f32>(a3), 12);
      store<f32>(to, load<f32>(a4), 16);
      store<f32>(to, load<f32>(a5), 20);
      a0 += 4; a1 += 4; a2 += 4; a3 += 4; a4 += 4; a5 += 4;
    }
    a0 += skip; a1 += skip; a2 += skip; a3 += skip; a4 += skip; a5 += skip;
  } while (--runs);
}

/** Packs the rows of a matrix into panels of six. In the last panel, missing rows repeat the last row. */
export function packRows(from: usize, rowStep: usize, rows: i32, depth: i32, to: usize): void {
  for (let row = 0; row < rows; row += 6) {
    const left = rows - row;
    const a1 = from + (left > 1 ? rowStep : 0), a2 = a1 + (left > 2 ? rowStep : 0);
    const a3 = a2 + (left > 3 ? rowStep : 0), a4 = a3 + (left > 4 ? rowStep : 0);
    packSixRows(from, a1, a2, a3, a4, a4 + (left > 5 ? rowStep : 0), depth, 1, 0, to);
    from += 6 * rowStep;
    to += 24 * depth;
  }
}

/**
 * Packs the columns of a matrix into panels of six. In the last panel, missing columns are left unwritten.
 *
 * @param depthStep Bytes from one row of the matrix to the next.
 */
export function packColumns(from: usize, depthStep: usize, columns: i32, depth: i32, to: usize): void {
  for (let first = 0; first < columns; first += 6) {
    const count = min(6, columns - first);
    let at = from;
    for (let step = 0; step < depth; step++) {
      if (count == 6) {
        v128.store(to, v128.load(at));
        v128.store64_lane(to, v128.load64_zero(at, 16), 0, 16);
      } else {
        for (let i: usize = 0; i < <usize>count << 2; i += 4) store<f32>(to + i, load<f32>(at + i));
      }
      at += depthStep;
      to += 24;
    }
    from += 24;
  }
}

/**
 * Packs the second operand into panels of eight columns, 32 bytes per step. In the last panel, missing columns are zeros.
 *
 * @param depthStep Bytes from one step to the next.
 * @param columnStep Bytes from one column to the next. Either this or `depthStep` is 4; the latter for a transposed
 *   operand.
 * @param panelStep Bytes from one panel to the next in `to`.
 */
export function packPanels(
  from: usize, depthStep: usize, columnStep: usize, depth: i32, columns: i32, to: usize, panelStep: usize,
): void {
  for (let first = 0; first < columns; first += 8) {
    const count = min(8, columns - first);
    if (count < 8) packPart(from, depthStep, columnStep, depth, count, to);
    else if (columnStep == 4) packStraight(from, depthStep, depth, to);
    else packTurned(from, columnStep, depth, to);
    from += 8 * columnStep;
    to += panelStep;
  }
}

function packStraight(from: usize, depthStep: usize, depth: i32, to: usize): void {
  for (; depth; depth--) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += depthStep;
    to += 32;
  }
}

function packTurned(a: usize, columnStep: usize, depth: i32, to: usize): void {
  const b = a + columnStep, c = b + columnStep, d = c + columnStep;
  const e = d + columnStep, f = e + columnStep, g = f + columnStep, h = g + columnStep;
  const end = <usize>depth << 2;
  const fours = end & ~15;
  let i: usize = 0;
  for (; i != fours; i += 16, to += 128) {
    turnFour(v128.load(a + i), v128.load(b + i), v128.load(c + i), v128.load(d + i), to, 32);
    turnFour(v128.load(e + i), v128.load(f + i), v128.load(g + i), v128.load(h + i), to + 16, 32);
  }
  if (i != end) packPart(a + i, 4, columnStep, depth & 3, 8, to);
}

function packPart(from: usize, depthStep: usize, columnStep: usize, depth: i32, count: i32, to: usize): void {
  const zero = f32x4.splat(0);
  for (; depth; depth--) {
    let at = from;
    v128.store(to, zero);
    v128.store(to, zero, 16);
    for (let column: usize = 0; column < <usize>count << 2; column += 4) {
      store<f32>(to + column, load<f32>(at));
      at += columnStep;
    }
    from += depthStep;
    to += 32;
  }
}
