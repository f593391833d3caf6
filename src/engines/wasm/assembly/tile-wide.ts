/**
 * The register tile of 6 × 16 for a V8 that pairs 128-bit operations to 256 bits: 12 pairs of accumulators, which `tile6x8` has
 * half of. Without pairing it would spill registers, so `useWideTiles` switches it on. Each value is summed in the same order
 * as in `tile6x8`, so no bit differs.
 */
import { madd } from './madd';

let isOn = false;

/** Uses tiles of 16 columns in this instance, or not. */
export function useWideTiles(on: bool): void {
  isOn = on;
}

/** Whether a tile of `height` rows at the left of `columns` more columns is a wide one. */
// @ts-ignore: decorator
@inline
export function isWide(height: i32, columns: i32): bool {
  return isOn && columns >= 16 && (height == 6 || height == 4);
}

/** `tile6x16` or `tile4x16`. */
export function wideTile(
  a: usize, aStep: usize, aSkip: usize, b: usize, e: usize, bStep: usize, bSkip: usize, inner: i32, outer: i32,
  init: usize, initStep: usize, initRight: usize, c: usize, cStep: usize, height: i32, floor: f32,
): void {
  if (height == 6) {
    tile6x16(a, aStep, aSkip, b, e, bStep, bSkip, inner, outer, init, initStep, initRight, c, cStep);
  } else tile4x16(a, aStep, aSkip, b, e, bStep, bSkip, inner, outer, init, initStep, initRight, c, cStep);
  if (floor == -Infinity) return;
  // As a parameter of the tile, `floor` would take the register that its loop lacks then.
  const least = f32x4.splat(floor);
  for (; height; height--, c += cStep) {
    v128.store(c, f32x4.pmax(v128.load(c), least));
    v128.store(c, f32x4.pmax(v128.load(c, 16), least), 16);
    v128.store(c, f32x4.pmax(v128.load(c, 32), least), 32);
    v128.store(c, f32x4.pmax(v128.load(c, 48), least), 48);
  }
}

/**
 * Like `tile6x8`, for 16 columns.
 *
 * @param e Where the right eight columns of B begin, with the steps of `b`.
 * @param initRight Bytes to the initial values of the right eight columns: 32, or 0 for the same zeros.
 */
export function tile6x16(
  a: usize, aStep: usize, aSkip: usize, b: usize, e: usize, bStep: usize, bSkip: usize, inner: i32, outer: i32,
  init: usize, initStep: usize, initRight: usize, c: usize, cStep: usize,
): void {
  let r00 = v128.load(init), r01 = v128.load(init, 16);
  let r02 = v128.load(init + initRight), r03 = v128.load(init + initRight, 16);
  init += initStep;
  let r10 = v128.load(init), r11 = v128.load(init, 16);
  let r12 = v128.load(init + initRight), r13 = v128.load(init + initRight, 16);
  init += initStep;
  let r20 = v128.load(init), r21 = v128.load(init, 16);
  let r22 = v128.load(init + initRight), r23 = v128.load(init + initRight, 16);
  init += initStep;
  let r30 = v128.load(init), r31 = v128.load(init, 16);
  let r32 = v128.load(init + initRight), r33 = v128.load(init + initRight, 16);
  init += initStep;
  let r40 = v128.load(init), r41 = v128.load(init, 16);
  let r42 = v128.load(init + initRight), r43 = v128.load(init + initRight, 16);
  init += initStep;
  let r50 = v128.load(init), r51 = v128.load(init, 16);
  let r52 = v128.load(init + initRight), r53 = v128.load(init + initRight, 16);
  do {
    let left = inner;
    do {
      const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(e), b3 = v128.load(e, 16);
      let s = v128.load32_splat(a);
      r00 = madd(s, b0, r00); r01 = madd(s, b1, r01); r02 = madd(s, b2, r02); r03 = madd(s, b3, r03);
      s = v128.load32_splat(a, 4);
      r10 = madd(s, b0, r10); r11 = madd(s, b1, r11); r12 = madd(s, b2, r12); r13 = madd(s, b3, r13);
      s = v128.load32_splat(a, 8);
      r20 = madd(s, b0, r20); r21 = madd(s, b1, r21); r22 = madd(s, b2, r22); r23 = madd(s, b3, r23);
      s = v128.load32_splat(a, 12);
      r30 = madd(s, b0, r30); r31 = madd(s, b1, r31); r32 = madd(s, b2, r32); r33 = madd(s, b3, r33);
      s = v128.load32_splat(a, 16);
      r40 = madd(s, b0, r40); r41 = madd(s, b1, r41); r42 = madd(s, b2, r42); r43 = madd(s, b3, r43);
      s = v128.load32_splat(a, 20);
      r50 = madd(s, b0, r50); r51 = madd(s, b1, r51); r52 = madd(s, b2, r52); r53 = madd(s, b3, r53);
      a += aStep; b += bStep; e += bStep;
    } while (--left);
    a += aSkip; b += bSkip; e += bSkip;
  } while (--outer);
  v128.store(c, r00); v128.store(c, r01, 16);
  v128.store(c, r02, 32); v128.store(c, r03, 48);
  c += cStep;
  v128.store(c, r10); v128.store(c, r11, 16);
  v128.store(c, r12, 32); v128.store(c, r13, 48);
  c += cStep;
  v128.store(c, r20); v128.store(c, r21, 16);
  v128.store(c, r22, 32); v128.store(c, r23, 48);
  c += cStep;
  v128.store(c, r30); v128.store(c, r31, 16);
  v128.store(c, r32, 32); v128.store(c, r33, 48);
  c += cStep;
  v128.store(c, r40); v128.store(c, r41, 16);
  v128.store(c, r42, 32); v128.store(c, r43, 48);
  c += cStep;
  v128.store(c, r50); v128.store(c, r51, 16);
  v128.store(c, r52, 32); v128.store(c, r53, 48);
}

/** The first four rows of `tile6x16`. Steps of A are still six values in packed panels. */
export function tile4x16(
  a: usize, aStep: usize, aSkip: usize, b: usize, e: usize, bStep: usize, bSkip: usize, inner: i32, outer: i32,
  init: usize, initStep: usize, initRight: usize, c: usize, cStep: usize,
): void {
  let r00 = v128.load(init), r01 = v128.load(init, 16);
  let r02 = v128.load(init + initRight), r03 = v128.load(init + initRight, 16);
  init += initStep;
  let r10 = v128.load(init), r11 = v128.load(init, 16);
  let r12 = v128.load(init + initRight), r13 = v128.load(init + initRight, 16);
  init += initStep;
  let r20 = v128.load(init), r21 = v128.load(init, 16);
  let r22 = v128.load(init + initRight), r23 = v128.load(init + initRight, 16);
  init += initStep;
  let r30 = v128.load(init), r31 = v128.load(init, 16);
  let r32 = v128.load(init + initRight), r33 = v128.load(init + initRight, 16);
  do {
    let left = inner;
    do {
      const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(e), b3 = v128.load(e, 16);
      let s = v128.load32_splat(a);
      r00 = madd(s, b0, r00); r01 = madd(s, b1, r01); r02 = madd(s, b2, r02); r03 = madd(s, b3, r03);
      s = v128.load32_splat(a, 4);
      r10 = madd(s, b0, r10); r11 = madd(s, b1, r11); r12 = madd(s, b2, r12); r13 = madd(s, b3, r13);
      s = v128.load32_splat(a, 8);
      r20 = madd(s, b0, r20); r21 = madd(s, b1, r21); r22 = madd(s, b2, r22); r23 = madd(s, b3, r23);
      s = v128.load32_splat(a, 12);
      r30 = madd(s, b0, r30); r31 = madd(s, b1, r31); r32 = madd(s, b2, r32); r33 = madd(s, b3, r33);
      a += aStep; b += bStep; e += bStep;
    } while (--left);
    a += aSkip; b += bSkip; e += bSkip;
  } while (--outer);
  v128.store(c, r00); v128.store(c, r01, 16);
  v128.store(c, r02, 32); v128.store(c, r03, 48);
  c += cStep;
  v128.store(c, r10); v128.store(c, r11, 16);
  v128.store(c, r12, 32); v128.store(c, r13, 48);
  c += cStep;
  v128.store(c, r20); v128.store(c, r21, 16);
  v128.store(c, r22, 32); v128.store(c, r23, 48);
  c += cStep;
  v128.store(c, r30); v128.store(c, r31, 16);
  v128.store(c, r32, 32); v128.store(c, r33, 48);
}
