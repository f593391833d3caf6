/** Depthwise convolution with any bias that broadcasts. The stock kernel supports only one value per channel. */
import {
  DepthwiseConv2dNative,
  FusedDepthwiseConv2D,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { type Finish, finish } from '../fused';
import { runKernel } from '../run-kernel';

/** @param stock The backend's own kernel. */
export const fusedDepthwiseConv2DConfig = (stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelFunc: (params) => {
    const { x, filter, bias, preluActivationWeights } = params.inputs as Record<string, TensorInfo>;
    if (!bias || bias.shape.length === 1) return stock.kernelFunc(params);
    const attrs = params.attrs as NonNullable<typeof params.attrs>;
    const y = runKernel(DepthwiseConv2dNative, { x: x, filter: filter }, attrs);
    return finish(y, { ...(attrs as unknown as Finish), bias, preluActivationWeights });
  },
  kernelName: FusedDepthwiseConv2D,
});
