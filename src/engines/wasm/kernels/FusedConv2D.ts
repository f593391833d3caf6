/** Convolution with bias and ReLU in one pass. Other biases and activations are applied afterwards. */
import { Conv2D, FusedConv2D, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvAttrs, convInfo } from '../../conv-info';
import { NO_FLOOR, convolve } from '../convolution';
import { type Finish, finish } from '../fused';
import { addressOf, makeOutput } from '../heap';
import type { KernelModule } from '../module';
import { runKernel } from '../run-kernel';

export const fusedConv2DConfig = (module: KernelModule): KernelConfig => ({
  kernelName: FusedConv2D,
  backendName: 'wasm',
  kernelFunc: (params) => {
    const { x, filter } = params.inputs as Record<'x' | 'filter', TensorInfo>;
    const { bias, preluActivationWeights } = params.inputs;
    const attrs = params.attrs as unknown as ConvAttrs & Finish;
    const isRelu = attrs.activation === 'relu';
    const isPerChannel = !bias || (bias.shape.length === 1 && bias.shape[0] === filter.shape[3]);
    if (!isPerChannel || attrs.dataFormat === 'NCHW' || !(isRelu || attrs.activation === 'linear')) {
      const y = runKernel(Conv2D, { x, filter }, params.attrs);
      return finish(y, { ...attrs, bias, preluActivationWeights });
    }
    const info = convInfo(x.shape, filter.shape, attrs);
    const y = makeOutput(info.outShape);
    const start = bias ? addressOf(bias) : 0;
    convolve(module, info, addressOf(x), addressOf(filter), addressOf(y), start, isRelu ? 0 : NO_FLOOR);
    return y;
  },
});
