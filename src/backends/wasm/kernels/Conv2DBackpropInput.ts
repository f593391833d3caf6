/**
 * Input gradient of conv2d with stride 1: the convolution of dy, padded by the filter's size, with the filter turned by
 * half a turn. The backend's forward convolution is ten times as fast as its own input gradient, which is kept for
 * other strides. NHWC, overwrites.
 */
import {
  type Conv2DBackpropInputAttrs,
  type KernelConfig,
  type Tensor,
  type Tensor4D,
  type TensorInfo,
  Conv2DBackpropInput,
  backend_util,
  conv2d,
  pad,
  reverse,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { toTensor } from '../to-tensor';

/** @param stock The backend's own kernel. */
export function conv2DBackpropInputConfig(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    kernelName: Conv2DBackpropInput,
    backendName: 'wasm',
    kernelFunc: (params) => {
      const { dy, filter } = params.inputs as Record<'dy' | 'filter', TensorInfo>;
      const options = params.attrs as unknown as Conv2DBackpropInputAttrs;
      const info = backend_util.computeConv2DInfo(
        options.inputShape,
        filter.shape as [number, number, number, number],
        options.strides,
        1,
        options.pad,
        options.dimRoundingMode,
        false,
        backend_util.convertConv2DDataFormat(options.dataFormat),
      );
      if (info.strideHeight !== 1 || info.strideWidth !== 1) return stock.kernelFunc(params);
      return tidy(() => inputGradient(toTensor(dy), toTensor(filter), info));
    },
  };
}

function inputGradient(dy: Tensor, filter: Tensor, info: backend_util.Conv2DInfo): Tensor {
  const { top, left, bottom, right } = info.padInfo;
  const [height, width] = [info.filterHeight - 1, info.filterWidth - 1];
  const padded = pad(dy, [
    [0, 0],
    [height - top, height - bottom],
    [width - left, width - right],
    [0, 0],
  ]) as Tensor4D;
  const turned = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  return conv2d(padded, turned, 1, 'valid');
}
