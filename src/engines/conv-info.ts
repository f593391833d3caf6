/** tfjs's geometry of a two-dimensional convolution, from the arguments of a kernel. NHWC. */
import { backend_util } from '@tensorflow/tfjs-core';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';

/** Attributes shared by the convolution kernels. */
export interface ConvAttrs {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NHWC' | 'NCHW';
}

/**
 * Computes the geometry of a convolution.
 *
 * @param depthwise Whether the filter is that of a depthwise convolution.
 * @throws {PupilaError} 'backend-unavailable' for NCHW, which must be transposed before (`channels-first.ts`).
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
      message`Convolution kernels need images in NHWC. Received: dataFormat=NCHW`,
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
