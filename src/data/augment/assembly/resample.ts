/**
 * `resample.ts` of the parent folder, compiled: SciPy's `affine_transform` of order 0 and 1, in double and in SciPy's
 * order, bit for bit, followed by the optional flips and scale factor. Works in its own memory, on the addresses passed
 * to it.
 */

/** How pixels outside the picture are filled: the numbers of `FILL_MODES` in resample-kernel.ts; 3 is wrap. */
const CONSTANT = 0;
const NEAREST = 1;
const REFLECT = 2;

/** Bytes of a row and a column coordinate, as doubles. */
const COORDINATES = 16;
const RGB = 3;
/** Bytes of a pixel's red and green, as doubles. */
const RED_GREEN = 16;
const BLUE = 8;

/** Returns the start of free memory, where the caller puts its arrays. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * Constants of the innermost loop, kept in memory because V8 rebuilds a vector constant wherever it appears in code.
 */
const ONES = memory.data<f64>([1, 1]);
/** Adding 2⁵² to a whole double of 0 or more leaves the integer in the lower half of the sum. */
const INTEGERS = memory.data<f64>([4503599627370496, 4503599627370496]);

// @ts-ignore: decorator
@inline
function clamp(at: f64, last: f64): f64 {
  return at < 0 ? 0 : at > last ? last : at;
}

/** SciPy's `map_coordinate`; see `EXTEND` in resample.ts. */
function extend(mode: i32, at: f64, last: f64): f64 {
  if (mode == NEAREST) return clamp(at, last);
  if (mode == REFLECT) {
    if (at >= 0 && at <= last) return at;
    const length = last + 1;
    const period = 2 * length;
    if (at < 0) {
      const near = at < -period ? at + period * trunc<f64>(-at / period) : at;
      return clamp(near < -length ? near + period : -near - 1, last);
    }
    const near = at < period ? at : at - period * trunc<f64>(at / period);
    return clamp(near >= length ? period - near - 1 : near, last);
  }
  if (last == 0) return 0;
  if (at < 0) return at + last * (trunc<f64>(-at / last) + 1);
  return at > last ? at - last * trunc<f64>(at / last) : at;
}

/**
 * @param from height × width × channels values: bytes, or float32 with `floats`.
 * @param to As many float32 values, plus room for one more.
 * @param work Room for width × 16 bytes; for bytes with three channels and order 1, (height + 2) × width × 24 more.
 * @param rr … c The map of `AffineMap`.
 * @param mode 0 constant, 1 nearest, 2 reflect, 3 wrap.
 * @param cval Value outside the picture, with mode 0.
 * @param order 0 nearest neighbour, 1 bilinear.
 * @param mirror Whether to mirror the result left to right.
 * @param upend Whether to mirror the result top to bottom.
 * @param scale Factor applied to the result.
 */
export function resample(
  from: usize, floats: bool, height: i32, width: i32, channels: i32, to: usize, work: usize,
  rr: f64, rc: f64, r: f64, cr: f64, cc: f64, c: f64,
  mode: i32, cval: f32, order: i32, mirror: bool, upend: bool, scale: f32,
): void {
  const last = pair(<f64>(height - 1), <f64>(width - 1));
  const pixelBytes = <usize>channels << 2;
  const fast = channels == RGB && !floats && order == 1;
  const redGreens = work + <usize>width * COORDINATES;
  const blues = redGreens + <usize>((height + 1) * width + 1) * RED_GREEN;
  if (fast) unpack(from, height, width, redGreens, blues);
  for (let i = 0; i < height; i++) {
    const row = upend ? height - 1 - i : i;
    readLine(work, width, pair(r + <f64>row * rr, c + <f64>row * cr), pair(rc, cc), mirror);
    let first = 0, end = width;
    if (mode == CONSTANT) {
      // The line of coordinates crosses the picture only once, because rounded products and sums are monotone.
      while (first < end && isOutside(work, first, last)) first++;
      while (end > first && isOutside(work, end - 1, last)) end--;
      to = fill(to, to + <usize>first * pixelBytes, cval * scale);
    } else extendLine(work, width, mode, last);
    const at = work + <usize>first * COORDINATES, atEnd = work + <usize>end * COORDINATES;
    if (fast) bilinearRgb(at, atEnd, redGreens, blues, width, scale, to);
    else if (order == 0) nearest(at, atEnd, from, floats, width, channels, scale, to);
    else bilinear(at, atEnd, from, floats, height, width, channels, scale, to);
    to += <usize>(end - first) * pixelBytes;
    to = fill(to, to + <usize>(width - end) * pixelBytes, cval * scale);
  }
}

// @ts-ignore: decorator
@inline
function pair(low: f64, high: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(low), 1, high);
}

/** Computes the row and column that each pixel of a line is read from. */
function readLine(work: usize, width: i32, start: v128, step: v128, mirror: bool): void {
  const next = f64x2.splat(mirror ? -1 : 1);
  let column = f64x2.splat(mirror ? <f64>(width - 1) : 0);
  for (const end = work + <usize>width * COORDINATES; work < end; work += COORDINATES) {
    v128.store(work, f64x2.add(start, f64x2.mul(column, step)));
    column = f64x2.add(column, next);
  }
}

function extendLine(work: usize, width: i32, mode: i32, last: v128): void {
  const lastRow = f64x2.extract_lane(last, 0), lastColumn = f64x2.extract_lane(last, 1);
  for (const end = work + <usize>width * COORDINATES; work < end; work += COORDINATES) {
    store<f64>(work, extend(mode, load<f64>(work), lastRow));
    store<f64>(work, extend(mode, load<f64>(work, 8), lastColumn), 8);
  }
}

// @ts-ignore: decorator
@inline
function isOutside(work: usize, column: i32, last: v128): bool {
  const at = v128.load(work + <usize>column * COORDINATES);
  return v128.any_true(v128.or(f64x2.lt(at, f64x2.splat(0)), f64x2.gt(at, last)));
}

/** Fills up to `end`, and returns `end`. */
function fill(to: usize, end: usize, value: f32): usize {
  if (value == 0) memory.fill(to, 0, end - to);
  else for (; to < end; to += 4) store<f32>(to, value);
  return end;
}

/**
 * Unpacks pixels of three bytes to doubles: red and green together, blue apart. A row and a pixel of zeros follow,
 * which are read as neighbours with weight 0.
 */
function unpack(from: usize, height: i32, width: i32, redGreens: usize, blues: usize): void {
  const pixels = height * width;
  for (let i = 0; i < pixels; i++, from += RGB, redGreens += RED_GREEN, blues += BLUE) {
    const colors = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
    v128.store(redGreens, f64x2.convert_low_i32x4_s(colors));
    store<f64>(blues, <f64>load<u8>(from + 2));
  }
  memory.fill(redGreens, 0, <usize>(width + 1) * RED_GREEN);
  memory.fill(blues, 0, <usize>(width + 1) * BLUE);
}

/** Reads the pixels of a line, from `at` to `end` in its coordinates. */
function bilinearRgb(
  at: usize, end: usize, redGreens: usize, blues: usize, width: i32, scale: f32, to: usize,
): void {
  const scales = f32x4.splat(scale);
  for (; at < end; at += COORDINATES, to += RGB * 4) {
    const place = v128.load(at);
    const whole = f64x2.floor(place);
    const part = f64x2.sub(place, whole);
    const rest = f64x2.sub(v128.load(ONES), part);
    const integers = f64x2.add(whole, v128.load(INTEGERS));
    const pixel = <usize>(i32x4.extract_lane(integers, 0) * width + i32x4.extract_lane(integers, 2));
    const redGreen = redGreens + pixel * RED_GREEN, blue = blues + pixel * BLUE;
    const redGreenBelow = redGreen + <usize>width * RED_GREEN;
    const down = v128.shuffle<i64>(part, part, 0, 0), up = v128.shuffle<i64>(rest, rest, 0, 0);
    const right = v128.shuffle<i64>(part, part, 1, 1), left = v128.shuffle<i64>(rest, rest, 1, 1);
    const sides = v128.shuffle<i64>(rest, part, 1, 3);
    const redsGreens = f64x2.add(
      f64x2.add(
        f64x2.add(weighted(v128.load(redGreen), up, left), weighted(v128.load(redGreen, RED_GREEN), up, right)),
        weighted(v128.load(redGreenBelow), down, left),
      ),
      weighted(v128.load(redGreenBelow, RED_GREEN), down, right),
    );
    const above = weighted(v128.load(blue), up, sides);
    const below = weighted(v128.load(blue + <usize>width * BLUE), down, sides);
    const mixedBlue = f64x2.add(f64x2.add(f64x2.add(above, second(above)), below), second(below));
    const rgb = v128.shuffle<i64>(f32x4.demote_f64x2_zero(redsGreens), f32x4.demote_f64x2_zero(mixedBlue), 0, 2);
    v128.store(to, f32x4.mul(rgb, scales));
  }
}

// @ts-ignore: decorator
@inline
function weighted(values: v128, vertical: v128, horizontal: v128): v128 {
  return f64x2.mul(f64x2.mul(values, vertical), horizontal);
}

/** Returns the second double in the first lane. */
// @ts-ignore: decorator
@inline
function second(values: v128): v128 {
  return v128.shuffle<i64>(values, values, 1, 1);
}

/** Like `bilinearRgb`, for any number of channels, bytes or floats. */
function bilinear(
  at: usize, end: usize, from: usize, floats: bool, height: i32, width: i32, channels: i32, scale: f32, to: usize,
): void {
  for (; at < end; at += COORDINATES) {
    const row = load<f64>(at), column = load<f64>(at, 8);
    const top = <i32>row, left = <i32>column;
    const down = row - <f64>top, right = column - <f64>left;
    const up = 1 - down, leftward = 1 - right;
    const across = left < width - 1 ? channels : 0, below = top < height - 1 ? width * channels : 0;
    let i = (top * width + left) * channels;
    for (const last = i + channels; i < last; i++, to += 4) {
      const mixed =
        value(from, floats, i) * up * leftward +
        value(from, floats, i + across) * up * right +
        value(from, floats, i + below) * down * leftward +
        value(from, floats, i + below + across) * down * right;
      store<f32>(to, <f32>mixed * scale);
    }
  }
}

function nearest(
  at: usize, end: usize, from: usize, floats: bool, width: i32, channels: i32, scale: f32, to: usize,
): void {
  for (; at < end; at += COORDINATES) {
    const row = <i32>Math.floor(load<f64>(at) + 0.5), column = <i32>Math.floor(load<f64>(at, 8) + 0.5);
    let i = (row * width + column) * channels;
    for (const last = i + channels; i < last; i++, to += 4) store<f32>(to, <f32>value(from, floats, i) * scale);
  }
}

// @ts-ignore: decorator
@inline
function value(from: usize, floats: bool, at: i32): f64 {
  return floats ? <f64>load<f32>(from + (<usize>at << 2)) : <f64>load<u8>(from + at);
}
