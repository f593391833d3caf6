/** Sums rows by segment: the gradient of `gather` and of embedding layers, which tfjs-backend-wasm lacks. float32. */
import {
  type KernelConfig,
  type TensorInfo,
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { addressOf, makeZeros } from '../heap';
import type { KernelModule } from '../module';

export const unsortedSegmentSumConfig = (module: KernelModule): KernelConfig => ({
  kernelName: UnsortedSegmentSum,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { x, segmentIds } = inputs as Record<'x' | 'segmentIds', TensorInfo>;
    const { numSegments } = attrs as unknown as UnsortedSegmentSumAttrs;
    const rows = util.sizeFromShape(segmentIds.shape);
    const rest = x.shape.slice(segmentIds.shape.length);
    const sums = makeZeros(module, [numSegments, ...rest]);
    const width = util.sizeFromShape(rest);
    module.exports.addSegments(
      addressOf(x),
      addressOf(segmentIds),
      rows,
      width,
      addressOf(sums),
      numSegments,
    );
    return sums;
  },
});
