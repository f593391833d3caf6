/** Geometry of depthwise convolution, as the compiled kernels want to be told. */
import type { DepthwiseGeometry } from './module';
import { type ConvAttrs, convInfo } from '../conv-info';

export function depthwiseGeometry(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvAttrs,
): DepthwiseGeometry {
  const info = convInfo(inShape, filterShape, attrs, true);
  return [
    ...([info.batchSize, info.inHeight, info.inWidth, info.inChannels, filterShape[3] as number] as const),
    ...([info.outHeight, info.outWidth] as const),
    ...([info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth] as const),
    ...([info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left] as const),
  ];
}
