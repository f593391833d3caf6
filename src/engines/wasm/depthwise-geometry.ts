/** Geometry of a depthwise convolution as arguments of the compiled kernels. */
import type { DepthwiseGeometry } from './kernel-exports';
import { type ConvAttrs, convInfo } from '../conv-info';

export function depthwiseGeometry(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvAttrs,
): DepthwiseGeometry {
  const info = convInfo(inShape, filterShape, attrs, true);
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    filterShape[3] as number,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}
