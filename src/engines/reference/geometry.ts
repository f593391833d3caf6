/** Sizes for the naive loops, which take NHWC and compute in float64. */

export interface Geometry {
  images: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  /** Output channels; for depthwise convolution, `channels` × multiplier. */
  outChannels: number;
  filterHeight: number;
  filterWidth: number;
  strideHeight: number;
  strideWidth: number;
  dilationHeight: number;
  dilationWidth: number;
  top: number;
  left: number;
}

/** Calls `visit` for each pair of an output pixel and an input pixel in its window. Skips padding. */
export function forEachTap(
  g: Geometry,
  visit: (inPixel: number, outPixel: number, position: number) => void,
): void {
  for (let n = 0; n < g.images; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++) {
        for (let fy = 0; fy < g.filterHeight; fy++) {
          for (let fx = 0; fx < g.filterWidth; fx++) {
            const y = oy * g.strideHeight - g.top + fy * g.dilationHeight;
            const x = ox * g.strideWidth - g.left + fx * g.dilationWidth;
            if (y < 0 || y >= g.height || x < 0 || x >= g.width) continue;
            const inPixel = (n * g.height + y) * g.width + x;
            visit(inPixel, (n * g.outHeight + oy) * g.outWidth + ox, fy * g.filterWidth + fx);
          }
        }
      }
    }
  }
}

/** A padded image, convolved by a 3 × 3 filter to height × width outputs. */
export function windowsOfThree(
  height: number,
  width: number,
  channels: number,
  outChannels: number,
): Geometry {
  return {
    images: 1,
    height: height + 2,
    width: width + 2,
    channels,
    outHeight: height,
    outWidth: width,
    outChannels,
    filterHeight: 3,
    filterWidth: 3,
    strideHeight: 1,
    strideWidth: 1,
    dilationHeight: 1,
    dilationWidth: 1,
    top: 0,
    left: 0,
  };
}
