/**
 * Adds each row of `x` to the row of `sums` given by its id. Skips ids outside 0 ≤ id < `segments`.
 *
 * @param ids int32, one per row.
 * @param width Values per row.
 */
export function addSegments(
  x: usize, ids: usize, rows: i32, width: i32, sums: usize, segments: i32,
): void {
  const bytes = <usize>width << 2;
  for (; rows; rows--, ids += 4, x += bytes) {
    const id = load<i32>(ids);
    if (<u32>id >= <u32>segments) continue;
    const to = sums + <usize>id * bytes;
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(x + i));
  }
}
