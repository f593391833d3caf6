/** Sums over axes in float64. The stock kernels add all values into one float32, whose error grows with their number. */
import {
  type MeanAttrs,
  type SumAttrs,
  type TensorInfo,
  Transpose,
  backend_util,
  util,
} from '@tensorflow/tfjs-core';
import { addressOf, makeOutput } from './heap';
import type { KernelModule } from './module';
import { release, runKernel } from './run-kernel';

/** Returns Σ x over the axes, divided by the number of values if `isMean`. `x`: float32. */
export function reduce(
  module: KernelModule,
  x: TensorInfo,
  { axis, keepDims }: SumAttrs | MeanAttrs,
  isMean: boolean,
): TensorInfo {
  const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const [shape, reduced] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const y = makeOutput(keepDims ? backend_util.expandShapeToKeepDim(shape, axes) : shape);
  if (util.sizeFromShape(y.shape) === 0) return y;
  const count = util.sizeFromShape(reduced);
  const first = axes[0] ?? 0;
  const isOneBlock = axes.every((each, i) => each === first + i);
  const from = isOneBlock ? x : axesLast(x, axes);
  const outer = isOneBlock ? util.sizeFromShape(x.shape.slice(0, first)) : util.sizeFromShape(shape);
  const inner = util.sizeFromShape(shape) / outer;
  module.exports.reduceSum(addressOf(from), addressOf(y), outer, count, inner, isMean ? 1 / count : 1);
  if (from !== x) release(from);
  return y;
}

function axesLast(x: TensorInfo, axes: readonly number[]): TensorInfo {
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  return runKernel(Transpose, { x }, { perm: [...kept, ...axes] });
}
