/** Where the windows of a pooling layer lie. */
import { backend_util } from '@tensorflow/tfjs-core';

/** What the pooling kernels are told. */
interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Sizes and padding of a pooling over NHWC images. */
export function poolInfo(shape: readonly number[], attrs: PoolAttrs): backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** The rows and columns of the input that one output sees; padding is cut off. Ends are exclusive. */
export function windowOf(info: backend_util.Conv2DInfo, row: number, column: number) {
  const top = row * info.strideHeight - info.padInfo.top;
  const left = column * info.strideWidth - info.padInfo.left;
  return {
    top: Math.max(0, top),
    bottom: Math.min(info.inHeight, top + info.filterHeight),
    left: Math.max(0, left),
    right: Math.min(info.inWidth, left + info.filterWidth),
  };
}
