/**
 * One axis of an input gradient. A pixel of a strided convolution's input meets only some of the taps, and which ones
 * depends on its place modulo the stride. So dx falls into `stride` classes of pixels (phase, phase + stride, …). In each
 * class, dx is a plain convolution of dy with the taps of the class in reverse.
 */

/** First tap that meets the pixels of a class; −1 if none does. */
export function firstTap(filter: i32, stride: i32, dilation: i32, padding: i32, phase: i32): i32 {
  for (let tap = 0; tap < min(filter, stride); tap++) {
    if ((phase + padding - tap * dilation) % stride == 0) return tap;
  }
  return -1;
}

/** Taps from one of a class to the next: the stride divided by its greatest common divisor with the dilation. */
export function tapStep(stride: i32, dilation: i32): i32 {
  let divisor = stride;
  while (dilation) {
    const rest = divisor % dilation;
    divisor = dilation;
    dilation = rest;
  }
  return stride / divisor;
}

/** Number of taps of a class. */
export function tapCount(filter: i32, first: i32, step: i32): i32 {
  return first < 0 ? 0 : (filter - first - 1) / step + 1;
}
