/**
 * Iterates over a list of entries (an address and a factor, 8 bytes) and adds factor × the values at address + offset to
 * sums in registers. After ReLU and max pooling, few gradients are left; as such a list they cost only what is left.
 * Entries point to windows of pixels for the weight gradient, and to rows of weights for the input gradient.
 */
import { madd } from './madd';

/** 12 vectors of sums. */
export function walk12(entries: usize, count: i32, offset: usize, sums: usize): void {
  let r0 = v128.load(sums);
  let r1 = v128.load(sums, 16);
  let r2 = v128.load(sums, 32);
  let r3 = v128.load(sums, 48);
  let r4 = v128.load(sums, 64);
  let r5 = v128.load(sums, 80);
  let r6 = v128.load(sums, 96);
  let r7 = v128.load(sums, 112);
  let r8 = v128.load(sums, 128);
  let r9 = v128.load(sums, 144);
  let r10 = v128.load(sums, 160);
  let r11 = v128.load(sums, 176);
  for (; count > 0; count--) {
    const at = load<usize>(entries) + offset;
    const s = v128.load32_splat(entries, 4);
    r0 = madd(s, v128.load(at), r0);
    r1 = madd(s, v128.load(at, 16), r1);
    r2 = madd(s, v128.load(at, 32), r2);
    r3 = madd(s, v128.load(at, 48), r3);
    r4 = madd(s, v128.load(at, 64), r4);
    r5 = madd(s, v128.load(at, 80), r5);
    r6 = madd(s, v128.load(at, 96), r6);
    r7 = madd(s, v128.load(at, 112), r7);
    r8 = madd(s, v128.load(at, 128), r8);
    r9 = madd(s, v128.load(at, 144), r9);
    r10 = madd(s, v128.load(at, 160), r10);
    r11 = madd(s, v128.load(at, 176), r11);
    entries += 8;
  }
  v128.store(sums, r0);
  v128.store(sums, r1, 16);
  v128.store(sums, r2, 32);
  v128.store(sums, r3, 48);
  v128.store(sums, r4, 64);
  v128.store(sums, r5, 80);
  v128.store(sums, r6, 96);
  v128.store(sums, r7, 112);
  v128.store(sums, r8, 128);
  v128.store(sums, r9, 144);
  v128.store(sums, r10, 160);
  v128.store(sums, r11, 176);
}

/** 9 vectors of sums. */
export function walk9(entries: usize, count: i32, offset: usize, sums: usize): void {
  let r0 = v128.load(sums);
  let r1 = v128.load(sums, 16);
  let r2 = v128.load(sums, 32);
  let r3 = v128.load(sums, 48);
  let r4 = v128.load(sums, 64);
  let r5 = v128.load(sums, 80);
  let r6 = v128.load(sums, 96);
  let r7 = v128.load(sums, 112);
  let r8 = v128.load(sums, 128);
  for (; count > 0; count--) {
    const at = load<usize>(entries) + offset;
    const s = v128.load32_splat(entries, 4);
    r0 = madd(s, v128.load(at), r0);
    r1 = madd(s, v128.load(at, 16), r1);
    r2 = madd(s, v128.load(at, 32), r2);
    r3 = madd(s, v128.load(at, 48), r3);
    r4 = madd(s, v128.load(at, 64), r4);
    r5 = madd(s, v128.load(at, 80), r5);
    r6 = madd(s, v128.load(at, 96), r6);
    r7 = madd(s, v128.load(at, 112), r7);
    r8 = madd(s, v128.load(at, 128), r8);
    entries += 8;
  }
  v128.store(sums, r0);
  v128.store(sums, r1, 16);
  v128.store(sums, r2, 32);
  v128.store(sums, r3, 48);
  v128.store(sums, r4, 64);
  v128.store(sums, r5, 80);
  v128.store(sums, r6, 96);
  v128.store(sums, r7, 112);
  v128.store(sums, r8, 128);
}

/** 6 vectors of sums. */
export function walk6(entries: usize, count: i32, offset: usize, sums: usize): void {
  let r0 = v128.load(sums);
  let r1 = v128.load(sums, 16);
  let r2 = v128.load(sums, 32);
  let r3 = v128.load(sums, 48);
  let r4 = v128.load(sums, 64);
  let r5 = v128.load(sums, 80);
  for (; count > 0; count--) {
    const at = load<usize>(entries) + offset;
    const s = v128.load32_splat(entries, 4);
    r0 = madd(s, v128.load(at), r0);
    r1 = madd(s, v128.load(at, 16), r1);
    r2 = madd(s, v128.load(at, 32), r2);
    r3 = madd(s, v128.load(at, 48), r3);
    r4 = madd(s, v128.load(at, 64), r4);
    r5 = madd(s, v128.load(at, 80), r5);
    entries += 8;
  }
  v128.store(sums, r0);
  v128.store(sums, r1, 16);
  v128.store(sums, r2, 32);
  v128.store(sums, r3, 48);
  v128.store(sums, r4, 64);
  v128.store(sums, r5, 80);
}

/** 3 vectors of sums. */
export function walk3(entries: usize, count: i32, offset: usize, sums: usize): void {
  let r0 = v128.load(sums);
  let r1 = v128.load(sums, 16);
  let r2 = v128.load(sums, 32);
  for (; count > 0; count--) {
    const at = load<usize>(entries) + offset;
    const s = v128.load32_splat(entries, 4);
    r0 = madd(s, v128.load(at), r0);
    r1 = madd(s, v128.load(at, 16), r1);
    r2 = madd(s, v128.load(at, 32), r2);
    entries += 8;
  }
  v128.store(sums, r0);
  v128.store(sums, r1, 16);
  v128.store(sums, r2, 32);
}

/** 3 × 3 vectors of sums: a window of three short rows, `line` bytes apart (for example RGB pixels). */
export function walkRows3(entries: usize, count: i32, line: usize, sums: usize): void {
  let r0 = v128.load(sums);
  let r1 = v128.load(sums, 16);
  let r2 = v128.load(sums, 32);
  let r3 = v128.load(sums, 48);
  let r4 = v128.load(sums, 64);
  let r5 = v128.load(sums, 80);
  let r6 = v128.load(sums, 96);
  let r7 = v128.load(sums, 112);
  let r8 = v128.load(sums, 128);
  for (; count > 0; count--) {
    let at = load<usize>(entries);
    const s = v128.load32_splat(entries, 4);
    r0 = madd(s, v128.load(at), r0);
    r1 = madd(s, v128.load(at, 16), r1);
    r2 = madd(s, v128.load(at, 32), r2);
    at += line;
    r3 = madd(s, v128.load(at), r3);
    r4 = madd(s, v128.load(at, 16), r4);
    r5 = madd(s, v128.load(at, 32), r5);
    at += line;
    r6 = madd(s, v128.load(at), r6);
    r7 = madd(s, v128.load(at, 16), r7);
    r8 = madd(s, v128.load(at, 32), r8);
    entries += 8;
  }
  v128.store(sums, r0);
  v128.store(sums, r1, 16);
  v128.store(sums, r2, 32);
  v128.store(sums, r3, 48);
  v128.store(sums, r4, 64);
  v128.store(sums, r5, 80);
  v128.store(sums, r6, 96);
  v128.store(sums, r7, 112);
  v128.store(sums, r8, 128);
}
