/**
 * Weight gradient of conv2d, which tfjs-backend-wasm lacks (tensorflow/tfjs#8474). NHWC, overwrites.
 *
 * dW[ky, kx, c, o] = Σ x[n, s·oy + ky, s·ox + kx, c] · dy[n, oy, ox, o] is itself a convolution: of x with channels in
 * the place of images, by dy as a filter whose channels are the images, dilated by the stride. The backend's forward
 * convolution (XNNPACK) computes it ten times faster than its matrix product of transposed operands.
 */
import {
  type Conv2DBackpropFilterAttrs,
  type KernelConfig,
  type Tensor,
  type Tensor4D,
  type TensorInfo,
  Conv2DBackpropFilter,
  backend_util,
  conv2d,
  pad,
  slice,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { toTensor } from '../to-tensor';

export const conv2DBackpropFilterConfig: KernelConfig = {
  kernelName: Conv2DBackpropFilter,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
    const options = attrs as unknown as Conv2DBackpropFilterAttrs;
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      options.filterShape,
      options.strides,
      1,
      options.pad,
      options.dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(options.dataFormat),
    );
    return tidy(() => filterGradient(toTensor(x), toTensor(dy), info));
  },
};

function filterGradient(x: Tensor, dy: Tensor, info: backend_util.Conv2DInfo): Tensor {
  const { filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const { top, left, bottom, right } = info.padInfo;
  const padded =
    top + left + bottom + right === 0
      ? x
      : pad(x, [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ]);
  const images = transpose(padded, [3, 1, 2, 0]) as Tensor4D;
  const filter = transpose(dy, [1, 2, 0, 3]) as Tensor4D;
  const whole = conv2d(images, filter, 1, 'valid', 'NHWC', [strideHeight, strideWidth]);
  // Rows and columns that no window reaches give positions beyond the filter.
  const gradient = slice(whole, [0, 0, 0, 0], [inChannels, filterHeight, filterWidth, outChannels]);
  return transpose(gradient, [1, 2, 0, 3]);
}
