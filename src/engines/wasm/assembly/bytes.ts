/**
 * Converts bytes to floats and multiplies each by `scale` in float32. The bytes may occupy the last quarter of the output:
 * 16 bytes are read before floats overwrite them.
 */
export function bytesToFloats(bytes: usize, count: i32, scale: f32, to: usize): void {
  const scales = f32x4.splat(scale);
  const whole = count & ~15;
  for (let i = 0; i < whole; i += 16) {
    const read = v128.load(bytes + i);
    const low = i16x8.extend_low_i8x16_u(read), high = i16x8.extend_high_i8x16_u(read);
    const target = to + (<usize>i << 2);
    store(target, i32x4.extend_low_i16x8_u(low), scales);
    store(target + 16, i32x4.extend_high_i16x8_u(low), scales);
    store(target + 32, i32x4.extend_low_i16x8_u(high), scales);
    store(target + 48, i32x4.extend_high_i16x8_u(high), scales);
  }
  for (let i = whole; i < count; i++)
    f32.store(to + (<usize>i << 2), <f32>i32.load8_u(bytes + i) * scale);
}

// @ts-ignore: decorator
@inline
function store(to: usize, values: v128, scales: v128): void {
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_u(values), scales));
}

/** Like JavaScript's `set`, but as fast if the two addresses differ in their alignment within a word. */
export function copyBytes(from: usize, bytes: i32, to: usize): void {
  memory.copy(to, from, bytes);
}

/** Sets bytes to zero. A typed array's `fill` is several times slower on shared memory. */
export function clearBytes(at: usize, bytes: i32): void {
  memory.fill(at, 0, bytes);
}
