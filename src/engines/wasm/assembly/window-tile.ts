/**
 * The register tile of convolutions with few output channels: C[6 × 8] = init + A · B like `tile6x8`, but the six rows of
 * A are windows of an image, read in place. To pack windows costs about as much as to multiply them by two channels, so
 * many output channels are faster with packed windows.
 */
import { madd } from './madd';

/**
 * C = init + windows · B. A window has `rows` rows, each of `runs` runs of `run` contiguous values.
 *
 * @param a0 First value of the first window; likewise `a1` … `a5`.
 * @param runSkip Bytes from the end of a run to the next run of its row.
 * @param rowSkip Bytes from where a next run would begin to the next row.
 * @param b A panel of `packFilter`.
 * @param init Eight initial values for every row of C.
 * @param floor Lower bound of the output: 0 for ReLU, minus infinity for none.
 */
export function windowTile(
  a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize,
  run: i32, runs: i32, runSkip: usize, rows: i32, rowSkip: usize,
  b: usize, init: usize, c: usize, cStep: usize, floor: f32,
): void {
  let r00 = v128.load(init), r01 = v128.load(init, 16);
  let r10 = r00, r11 = r01, r20 = r00, r21 = r01, r30 = r00, r31 = r01;
  let r40 = r00, r41 = r01, r50 = r00, r51 = r01;
  do {
    let runsLeft = runs;
    do {
      let left = run;
      // Two steps a round, to advance six pointers half as often. More steps would spill registers in V8.
      for (; left >= 2; left -= 2) {
        let b0 = v128.load(b), b1 = v128.load(b, 16);
        let s = v128.load32_splat(a0);
        r00 = madd(s, b0, r00); r01 = madd(s, b1, r01);
        s = v128.load32_splat(a1);
        r10 = madd(s, b0, r10); r11 = madd(s, b1, r11);
        s = v128.load32_splat(a2);
        r20 = madd(s, b0, r20); r21 = madd(s, b1, r21);
        s = v128.load32_splat(a3);
        r30 = madd(s, b0, r30); r31 = madd(s, b1, r31);
        s = v128.load32_splat(a4);
        r40 = madd(s, b0, r40); r41 = madd(s, b1, r41);
        s = v128.load32_splat(a5);
        r50 = madd(s, b0, r50); r51 = madd(s, b1, r51);
        b0 = v128.load(b, 32); b1 = v128.load(b, 48);
        s = v128.load32_splat(a0, 4);
        r00 = madd(s, b0, r00); r01 = madd(s, b1, r01);
        s = v128.load32_splat(a1, 4);
        r10 = madd(s, b0, r10); r11 = madd(s, b1, r11);
        s = v128.load32_splat(a2, 4);
        r20 = madd(s, b0, r20); r21 = madd(s, b1, r21);
        s = v128.load32_splat(a3, 4);
        r30 = madd(s, b0, r30); r31 = madd(s, b1, r31);
        s = v128.load32_splat(a4, 4);
        r40 = madd(s, b0, r40); r41 = madd(s, b1, r41);
        s = v128.load32_splat(a5, 4);
        r50 = madd(s, b0, r50); r51 = madd(s, b1, r51);
        a0 += 8; a1 += 8; a2 += 8; a3 += 8; a4 += 8; a5 += 8;
        b += 64;
      }
      if (left) {
        const b0 = v128.load(b), b1 = v128.load(b, 16);
        let s = v128.load32_splat(a0);
        r00 = madd(s, b0, r00); r01 = madd(s, b1, r01);
        s = v128.load32_splat(a1);
        r10 = madd(s, b0, r10); r11 = madd(s, b1, r11);
        s = v128.load32_splat(a2);
        r20 = madd(s, b0, r20); r21 = madd(s, b1, r21);
        s = v128.load32_splat(a3);
        r30 = madd(s, b0, r30); r31 = madd(s, b1, r31);
        s = v128.load32_splat(a4);
        r40 = madd(s, b0, r40); r41 = madd(s, b1, r41);
        s = v128.load32_splat(a5);
        r50 = madd(s, b0, r50); r51 = madd(s, b1, r51);
        a0 += 4; a1 += 4; a2 += 4; a3 += 4; a4 += 4; a5 += 4;
        b += 32;
      }
      a0 += runSkip; a1 += runSkip; a2 += runSkip; a3 += runSkip; a4 += runSkip; a5 += runSkip;
    } while (--runsLeft);
    a0 += rowSkip; a1 += rowSkip; a2 += rowSkip; a3 += rowSkip; a4 += rowSkip; a5 += rowSkip;
  } while (--rows);
  const least = f32x4.splat(floor);
  v128.store(c, f32x4.pmax(r00, least)); v128.store(c, f32x4.pmax(r01, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r10, least)); v128.store(c, f32x4.pmax(r11, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r20, least)); v128.store(c, f32x4.pmax(r21, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r30, least)); v128.store(c, f32x4.pmax(r31, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r40, least)); v128.store(c, f32x4.pmax(r41, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r50, least)); v128.store(c, f32x4.pmax(r51, least), 16);
}
