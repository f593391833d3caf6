/**
 * Weight gradient of conv2d, which tfjs-backend-wasm lacks (tensorflow/tfjs#8474). NHWC, overwrites.
 *
 * dW[ky, kx] = Σ over positions of x(shifted by ky, kx, every stride-th)ᵀ · dy: one matrix product for each position
 * of the filter, composed of the backend's own kernels.
 */
import {
  type Conv2DBackpropFilterAttrs,
  type KernelConfig,
  type Tensor,
  type TensorInfo,
  Conv2DBackpropFilter,
  backend_util,
  matMul,
  pad,
  reshape,
  stack,
  stridedSlice,
  tidy,
} from '@tensorflow/tfjs-core';
import { toTensor } from '../to-tensor';

export const conv2DBackpropFilterConfig: KernelConfig = {
  kernelName: Conv2DBackpropFilter,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
    const {
      strides,
      pad: padding,
      dataFormat,
      dimRoundingMode,
      filterShape,
    } = attrs as unknown as Conv2DBackpropFilterAttrs;
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      padding,
      dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(dataFormat),
    );
    return tidy(() => filterGradient(toTensor(x), toTensor(dy), info));
  },
};

function filterGradient(x: Tensor, dy: Tensor, info: backend_util.Conv2DInfo): Tensor {
  const { batchSize, outHeight, outWidth, outChannels, inChannels, strideHeight, strideWidth } = info;
  const { top, left, bottom, right } = info.padInfo;
  const padded = pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const positions = batchSize * outHeight * outWidth;
  const gradient = reshape(dy, [positions, outChannels]);
  const rows: Tensor[] = [];
  for (let ky = 0; ky < info.filterHeight; ky++) {
    for (let kx = 0; kx < info.filterWidth; kx++) {
      const end = [
        batchSize,
        ky + (outHeight - 1) * strideHeight + 1,
        kx + (outWidth - 1) * strideWidth + 1,
        inChannels,
      ];
      const window = stridedSlice(padded, [0, ky, kx, 0], end, [1, strideHeight, strideWidth, 1]);
      rows.push(matMul(reshape(window, [positions, inChannels]), gradient, true, false));
    }
  }
  return reshape(stack(rows), info.filterShape);
}
