/** tfjs's geometry of a two-dimensional convolution, from what a kernel of ours is told. NHWC. */
import { backend_util } from '@tensorflow/tfjs-core';
import { PupilaError } from '../core/errors';

/** The attributes that the kernels of convolution share. */
export interface ConvAttrs {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NHWC' | 'NCHW';
}

/**
 * @param depthwise Whether the filter is one of depthwise convolution.
 * @throws {PupilaError} 'backend-unavailable' for NCHW, which goes another way.
 */
export function convInfo(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvAttrs,
  depthwise = false,
): backend_util.Conv2DInfo {
  if (attrs.dataFormat === 'NCHW') {
    throw new PupilaError(
      'backend-unavailable',
      'Kernels of convolution take images as NHWC. Received: dataFormat=NCHW',
    );
  }
  return backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
  );
}
