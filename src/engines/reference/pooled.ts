/**
 * Fused convolution, ReLU and 2 × 2 max pooling with gradients as naive loops: the reference for tests, never shipped.
 * NHWC.
 */
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from './convolution';
import type { Geometry } from './geometry';
import { maxPoolGradient } from './pooling';

type Values = ArrayLike<number>;

/** Geometry of the pooling that follows a convolution. */
function poolingOf(g: Geometry): Geometry {
  return {
    ...g,
    height: g.outHeight,
    width: g.outWidth,
    channels: g.outChannels,
    outHeight: Math.floor(g.outHeight / 2),
    outWidth: Math.floor(g.outWidth / 2),
    filterHeight: 2,
    filterWidth: 2,
    strideHeight: 2,
    strideWidth: 2,
    dilationHeight: 1,
    dilationWidth: 1,
    top: 0,
    left: 0,
  };
}

/** Output of the convolution after its activation. */
function activated(g: Geometry, x: Values, filter: Values, bias: Values, relu: boolean): Float64Array {
  return conv2d(g, x, filter, bias).map((value) => (relu ? Math.max(0, value) : value));
}

/** Max pooling of act(x ∗ filter + bias). */
export function convolvePooled(
  g: Geometry,
  x: Values,
  filter: Values,
  bias: Values,
  relu: boolean,
): Float64Array {
  const values = activated(g, x, filter, bias, relu);
  const { images, outHeight, outWidth, outChannels } = poolingOf(g);
  const y = new Float64Array(images * outHeight * outWidth * outChannels).fill(-Infinity);
  for (let i = 0; i < values.length; i++) {
    const [pixel, o] = [Math.floor(i / outChannels), i % outChannels];
    const [line, column] = [Math.floor(pixel / g.outWidth), pixel % g.outWidth];
    const [image, row] = [Math.floor(line / g.outHeight), line % g.outHeight];
    const [py, px] = [row >> 1, column >> 1];
    if (py >= outHeight || px >= outWidth) continue;
    const at = ((image * outHeight + py) * outWidth + px) * outChannels + o;
    y[at] = Math.max(y[at]!, values[i]!);
  }
  return y;
}

/** Gradients with respect to the filter, the bias and x, given the gradient of the pooled values. */
export function convolvePooledGradients(
  g: Geometry,
  x: Values,
  filter: Values,
  bias: Values,
  relu: boolean,
  dy: Values,
): { dw: Float64Array; db: Float64Array; dx: Float64Array } {
  const values = activated(g, x, filter, bias, relu);
  const gradient = maxPoolGradient(poolingOf(g), values, dy).map((value, i) =>
    relu && values[i]! <= 0 ? 0 : value,
  );
  const db = new Float64Array(g.outChannels);
  gradient.forEach((value, i) => (db[i % g.outChannels]! += value));
  return { dw: conv2dFilterGradient(g, x, gradient), db, dx: conv2dInputGradient(g, gradient, filter) };
}
