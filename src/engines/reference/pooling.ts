/** Pooling and its gradients as naive loops: the reference for tests, never shipped. NHWC. */
import { type Geometry, forEachTap } from './geometry';

type Values = ArrayLike<number>;

/** If several values equal the maximum, the first in the window gets the gradient. */
export function maxPoolGradient(g: Geometry, x: Values, dy: Values): Float64Array {
  const best = new Map<number, number>();
  forEachTap(g, (inPixel, outPixel) => {
    for (let c = 0; c < g.channels; c++) {
      const i = inPixel * g.channels + c;
      const o = outPixel * g.channels + c;
      const known = best.get(o);
      if (known === undefined || x[i]! > x[known]!) best.set(o, i);
    }
  });
  const dx = new Float64Array(x.length);
  for (const [o, i] of best) dx[i]! += dy[o]!;
  return dx;
}

/** Means exclude padding. */
export function averagePoolGradient(g: Geometry, dy: Values): Float64Array {
  const seen = new Float64Array(g.images * g.outHeight * g.outWidth);
  forEachTap(g, (_, outPixel) => seen[outPixel]!++);
  const dx = new Float64Array(g.images * g.height * g.width * g.channels);
  forEachTap(g, (inPixel, outPixel) => {
    for (let c = 0; c < g.channels; c++) {
      dx[inPixel * g.channels + c]! += dy[outPixel * g.channels + c]! / seen[outPixel]!;
    }
  });
  return dx;
}

/** Maximum of each window, or 0 if the window is empty. */
export function maxPool(g: Geometry, x: Values): Float64Array {
  const y = new Float64Array(g.images * g.outHeight * g.outWidth * g.channels).fill(-Infinity);
  forEachTap(g, (inPixel, outPixel) => {
    for (let c = 0; c < g.channels; c++) {
      const o = outPixel * g.channels + c;
      y[o] = Math.max(y[o]!, x[inPixel * g.channels + c]!);
    }
  });
  return y.map((value) => (value === -Infinity ? 0 : value));
}

/** Mean of each window excluding padding, or 0 if the window is empty. */
export function averagePool(g: Geometry, x: Values): Float64Array {
  const seen = new Float64Array(g.images * g.outHeight * g.outWidth);
  const y = new Float64Array(seen.length * g.channels);
  forEachTap(g, (inPixel, outPixel) => {
    seen[outPixel]!++;
    for (let c = 0; c < g.channels; c++) y[outPixel * g.channels + c]! += x[inPixel * g.channels + c]!;
  });
  return y.map((sum, o) => sum / Math.max(1, seen[Math.floor(o / g.channels)]!));
}
