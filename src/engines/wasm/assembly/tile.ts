/**
 * The register tile: C[6 × 8] = init + A · B in twelve accumulators, two loaded vectors and one splat. Every matrix
 * product and convolution here is a loop around it. Larger tiles and unrolled loops spill registers in V8 and are slower.
 * Smaller tiles are written out too: V8 keeps sums in registers only as local variables, which no function can share.
 *
 * All addresses and steps are in bytes. The sums start from `init`: zeros or a bias (`initStep` 0), or C itself to
 * accumulate. The tile reads whole vectors: up to 28 bytes past the last column and 20 past the last row. Values read
 * there affect only the part of the tile outside C.
 */
import { madd } from './madd';

/** Bytes of a tile, stored whole before part of it is copied to C. */
export const TILE_BYTES: usize = 6 * 32;

/**
 * C = init + A · B for six rows and eight columns. A is read step by step (the six values of a step are contiguous), and
 * so is B. Each of the `inner` steps advances both operands by their step, and each of the `outer` rounds by their skip
 * in addition. Packed panels are one round with steps of 24 and 32; the pixels of an image and the gradients of its
 * outputs can be read in place.
 *
 * @param floor Lower bound of the output: 0 for ReLU, minus infinity for none.
 */
export function tile6x8(
  a: usize,
  aStep: usize,
  aSkip: usize,
  b: usize,
  bStep: usize,
  bSkip: usize,
  inner: i32,
  outer: i32,
  init: usize,
  initStep: usize,
  c: usize,
  cStep: usize,
  floor: f32,
): void {
  let r00 = v128.load(init),
    r01 = v128.load(init, 16);
  init += initStep;
  let r10 = v128.load(init),
    r11 = v128.load(init, 16);
  init += initStep;
  let r20 = v128.load(init),
    r21 = v128.load(init, 16);
  init += initStep;
  let r30 = v128.load(init),
    r31 = v128.load(init, 16);
  init += initStep;
  let r40 = v128.load(init),
    r41 = v128.load(init, 16);
  init += initStep;
  let r50 = v128.load(init),
    r51 = v128.load(init, 16);
  do {
    let left = inner;
    do {
      const b0 = v128.load(b),
        b1 = v128.load(b, 16);
      let s = v128.load32_splat(a);
      r00 = madd(s, b0, r00);
      r01 = madd(s, b1, r01);
      s = v128.load32_splat(a, 4);
      r10 = madd(s, b0, r10);
      r11 = madd(s, b1, r11);
      s = v128.load32_splat(a, 8);
      r20 = madd(s, b0, r20);
      r21 = madd(s, b1, r21);
      s = v128.load32_splat(a, 12);
      r30 = madd(s, b0, r30);
      r31 = madd(s, b1, r31);
      s = v128.load32_splat(a, 16);
      r40 = madd(s, b0, r40);
      r41 = madd(s, b1, r41);
      s = v128.load32_splat(a, 20);
      r50 = madd(s, b0, r50);
      r51 = madd(s, b1, r51);
      a += aStep;
      b += bStep;
    } while (--left);
    a += aSkip;
    b += bSkip;
  } while (--outer);
  const least = f32x4.splat(floor);
  v128.store(c, f32x4.pmax(r00, least));
  v128.store(c, f32x4.pmax(r01, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r10, least));
  v128.store(c, f32x4.pmax(r11, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r20, least));
  v128.store(c, f32x4.pmax(r21, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r30, least));
  v128.store(c, f32x4.pmax(r31, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r40, least));
  v128.store(c, f32x4.pmax(r41, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r50, least));
  v128.store(c, f32x4.pmax(r51, least), 16);
}

/** The first four rows of `tile6x8`, for the last rows of a matrix. Steps of A are still six values in packed panels. */
export function tile4x8(
  a: usize,
  aStep: usize,
  aSkip: usize,
  b: usize,
  bStep: usize,
  bSkip: usize,
  inner: i32,
  outer: i32,
  init: usize,
  initStep: usize,
  c: usize,
  cStep: usize,
  floor: f32,
): void {
  let r00 = v128.load(init),
    r01 = v128.load(init, 16);
  init += initStep;
  let r10 = v128.load(init),
    r11 = v128.load(init, 16);
  init += initStep;
  let r20 = v128.load(init),
    r21 = v128.load(init, 16);
  init += initStep;
  let r30 = v128.load(init),
    r31 = v128.load(init, 16);
  do {
    let left = inner;
    do {
      const b0 = v128.load(b),
        b1 = v128.load(b, 16);
      let s = v128.load32_splat(a);
      r00 = madd(s, b0, r00);
      r01 = madd(s, b1, r01);
      s = v128.load32_splat(a, 4);
      r10 = madd(s, b0, r10);
      r11 = madd(s, b1, r11);
      s = v128.load32_splat(a, 8);
      r20 = madd(s, b0, r20);
      r21 = madd(s, b1, r21);
      s = v128.load32_splat(a, 12);
      r30 = madd(s, b0, r30);
      r31 = madd(s, b1, r31);
      a += aStep;
      b += bStep;
    } while (--left);
    a += aSkip;
    b += bSkip;
  } while (--outer);
  const least = f32x4.splat(floor);
  v128.store(c, f32x4.pmax(r00, least));
  v128.store(c, f32x4.pmax(r01, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r10, least));
  v128.store(c, f32x4.pmax(r11, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r20, least));
  v128.store(c, f32x4.pmax(r21, least), 16);
  c += cStep;
  v128.store(c, f32x4.pmax(r30, least));
  v128.store(c, f32x4.pmax(r31, least), 16);
}

/** The left half of `tile6x8`, for the last four columns of a matrix. */
export function tile6x4(
  a: usize,
  aStep: usize,
  aSkip: usize,
  b: usize,
  bStep: usize,
  bSkip: usize,
  inner: i32,
  outer: i32,
  init: usize,
  initStep: usize,
  c: usize,
  cStep: usize,
  floor: f32,
): void {
  let r0 = v128.load(init);
  let r1 = v128.load(init + initStep);
  let r2 = v128.load(init + 2 * initStep);
  let r3 = v128.load(init + 3 * initStep);
  let r4 = v128.load(init + 4 * initStep);
  let r5 = v128.load(init + 5 * initStep);
  do {
    let left = inner;
    do {
      const b0 = v128.load(b);
      r0 = madd(v128.load32_splat(a), b0, r0);
      r1 = madd(v128.load32_splat(a, 4), b0, r1);
      r2 = madd(v128.load32_splat(a, 8), b0, r2);
      r3 = madd(v128.load32_splat(a, 12), b0, r3);
      r4 = madd(v128.load32_splat(a, 16), b0, r4);
      r5 = madd(v128.load32_splat(a, 20), b0, r5);
      a += aStep;
      b += bStep;
    } while (--left);
    a += aSkip;
    b += bSkip;
  } while (--outer);
  const least = f32x4.splat(floor);
  v128.store(c, f32x4.pmax(r0, least));
  v128.store(c + cStep, f32x4.pmax(r1, least));
  v128.store(c + 2 * cStep, f32x4.pmax(r2, least));
  v128.store(c + 3 * cStep, f32x4.pmax(r3, least));
  v128.store(c + 4 * cStep, f32x4.pmax(r4, least));
  v128.store(c + 5 * cStep, f32x4.pmax(r5, least));
}

/** Copies `rows` × `columns` values between a tile's memory and a matrix, in either direction. */
export function copyTile(
  from: usize,
  fromStep: usize,
  to: usize,
  toStep: usize,
  rows: i32,
  columns: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const bytes = (<usize>columns) << 2;
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
    for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
    from += fromStep;
    to += toStep;
  }
}
