/**
 * In-place dropout: sets a value to 0 with probability `rate`, and divides it by 1 − `rate` otherwise. The random number
 * is a hash of `key` and the index, so that the gradient gets the same mask (Ellis's "lowbias32", public domain).
 */
export function dropOut(values: usize, count: i32, rate: f32, key: i32): void {
  const rates = f32x4.splat(rate), scale = f32x4.splat(<f32>1 / (<f32>1 - rate));
  const end = values + (<usize>count << 2);
  let places = i32x4(0, 1, 2, 3);
  for (; values < end; values += 16) {
    // Spreads neighbouring indices, and keeps the masks of different keys from being shifted copies of each other.
    let x = v128.xor(i32x4.mul(places, i32x4.splat(0x9e3779b9)), i32x4.splat(key));
    x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
    x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x846ca68b));
    x = v128.xor(x, i32x4.shr_u(x, 16));
    const chance = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(x, 8)), f32x4.splat(1 / 16777216.0));
    const kept = v128.and(f32x4.mul(v128.load(values), scale), f32x4.ge(chance, rates));
    if (values + 16 <= end) v128.store(values, kept);
    else storePart(values, kept, end);
    places = i32x4.add(places, i32x4.splat(4));
  }
}

/** Stores the last one to three values. */
function storePart(to: usize, values: v128, end: usize): void {
  v128.store32_lane(to, values, 0);
  if (to + 4 < end) v128.store32_lane(to, values, 1, 4);
  if (to + 8 < end) v128.store32_lane(to, values, 2, 8);
}
