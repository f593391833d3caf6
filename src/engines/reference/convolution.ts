/** Convolution and its gradients as naive loops: the reference for tests, never shipped. NHWC. */
import { type Geometry, forEachTap } from './geometry';

type Values = ArrayLike<number>;

/** y[n, oy, ox, o] = bias[o] + Σ x · filter[fy, fx, c, o]. */
export function conv2d(g: Geometry, x: Values, filter: Values, bias?: Values): Float64Array {
  const y = new Float64Array(g.images * g.outHeight * g.outWidth * g.outChannels);
  if (bias) y.forEach((_, i) => (y[i] = bias[i % g.outChannels] as number));
  forEachProduct(g, (xi, yi, wi) => (y[yi]! += x[xi]! * filter[wi]!));
  return y;
}

export function conv2dFilterGradient(g: Geometry, x: Values, dy: Values): Float64Array {
  const dw = new Float64Array(g.filterHeight * g.filterWidth * g.channels * g.outChannels);
  forEachProduct(g, (xi, yi, wi) => (dw[wi]! += x[xi]! * dy[yi]!));
  return dw;
}

export function conv2dInputGradient(g: Geometry, dy: Values, filter: Values): Float64Array {
  const dx = new Float64Array(g.images * g.height * g.width * g.channels);
  forEachProduct(g, (xi, yi, wi) => (dx[xi]! += dy[yi]! * filter[wi]!));
  return dx;
}

/** Depthwise: output channel o sees one input channel c, with o = c · multiplier + q. */
export function depthwiseConv2d(g: Geometry, x: Values, filter: Values, bias?: Values): Float64Array {
  const y = new Float64Array(g.images * g.outHeight * g.outWidth * g.outChannels);
  if (bias) y.forEach((_, i) => (y[i] = bias[i % g.outChannels] as number));
  forEachDepthwise(g, (xi, yi, wi) => (y[yi]! += x[xi]! * filter[wi]!));
  return y;
}

export function depthwiseFilterGradient(g: Geometry, x: Values, dy: Values): Float64Array {
  const dw = new Float64Array(g.filterHeight * g.filterWidth * g.outChannels);
  forEachDepthwise(g, (xi, yi, wi) => (dw[wi]! += x[xi]! * dy[yi]!));
  return dw;
}

export function depthwiseInputGradient(g: Geometry, dy: Values, filter: Values): Float64Array {
  const dx = new Float64Array(g.images * g.height * g.width * g.channels);
  forEachDepthwise(g, (xi, yi, wi) => (dx[xi]! += dy[yi]! * filter[wi]!));
  return dx;
}

type Visit = (xIndex: number, yIndex: number, filterIndex: number) => void;

function forEachProduct(g: Geometry, visit: Visit): void {
  forEachTap(g, (inPixel, outPixel, position) => {
    for (let c = 0; c < g.channels; c++) {
      for (let o = 0; o < g.outChannels; o++) {
        visit(
          inPixel * g.channels + c,
          outPixel * g.outChannels + o,
          (position * g.channels + c) * g.outChannels + o,
        );
      }
    }
  });
}

function forEachDepthwise(g: Geometry, visit: Visit): void {
  const multiplier = g.outChannels / g.channels;
  forEachTap(g, (inPixel, outPixel, position) => {
    for (let o = 0; o < g.outChannels; o++) {
      const c = Math.floor(o / multiplier);
      visit(inPixel * g.channels + c, outPixel * g.outChannels + o, position * g.outChannels + o);
    }
  });
}
