/** Parts of a dense layer's gradients. float32, row-major. */

/** sums[column] += Σ over rows of x. */
export function addColumns(x: usize, rows: i32, columns: i32, sums: usize): void {
  const bytes = <usize>columns << 2;
  for (; rows; rows--, x += bytes) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(sums + i, f32x4.add(v128.load(sums + i), v128.load(x + i)));
    for (; i < bytes; i += 4) store<f32>(sums + i, load<f32>(sums + i) + load<f32>(x + i));
  }
}

/** ReLU's gradient in place: sets dy to 0 where y is 0. */
export function stopAtZero(dy: usize, y: usize, count: i32): void {
  const bytes = <usize>count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(dy + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), f32x4.splat(0))));
  }
  for (; i < bytes; i += 4) if (!(load<f32>(y + i) > 0)) store<f32>(dy + i, 0);
}
