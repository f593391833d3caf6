/**
 * Copies an image into a larger one filled with zeros: padding around the pixels and, for the gradient of a strided
 * convolution, gaps between them. Skips pixels that would lie outside (negative `top` or `left` crop).
 *
 * @param from height × width pixels of `pixel` bytes each.
 * @param to outHeight × outWidth pixels.
 */
export function placePixels(
  from: usize, height: i32, width: i32, pixel: usize, to: usize, outHeight: i32, outWidth: i32,
  top: i32, left: i32, rowStep: i32, columnStep: i32,
): void {
  memory.fill(to, 0, <usize>outHeight * outWidth * pixel);
  const firstRow = top < 0 ? (rowStep - 1 - top) / rowStep : 0;
  const firstColumn = left < 0 ? (columnStep - 1 - left) / columnStep : 0;
  const endColumn = min(width, (outWidth - left + columnStep - 1) / columnStep);
  if (firstColumn >= endColumn) return;
  for (let row = firstRow; row < height; row++) {
    const y = top + row * rowStep;
    if (y >= outHeight) return;
    let source = from + <usize>(row * width + firstColumn) * pixel;
    let target = to + <usize>(y * outWidth + left + firstColumn * columnStep) * pixel;
    if (columnStep == 1) {
      memory.copy(target, source, <usize>(endColumn - firstColumn) * pixel);
      continue;
    }
    for (let column = firstColumn; column < endColumn; column++) {
      memory.copy(target, source, pixel);
      source += pixel;
      target += <usize>columnStep * pixel;
    }
  }
}
