/** Convolution with bias and ReLU in one pass; the stock kernel does every other activation. NHWC. */
import { FusedConv2D, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvAttrs, convInfo } from '../conv-info';
import { NO_FLOOR, convolve } from '../convolution';
import { addressOf, makeOutput } from '../heap';
import type { KernelModule } from '../module';

/** @param stock The backend's own kernel. */
export const fusedConv2DConfig = (module: KernelModule, stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: FusedConv2D,
  backendName: 'wasm',
  kernelFunc: (params) => {
    const { x, filter, bias } = params.inputs as Record<'x' | 'filter', TensorInfo> & { bias?: TensorInfo };
    const attrs = params.attrs as unknown as ConvAttrs & { activation: string };
    const isRelu = attrs.activation === 'relu';
    if (!isRelu && attrs.activation !== 'linear') return stock.kernelFunc(params);
    const info = convInfo(x.shape, filter.shape, attrs);
    if (bias && bias.shape.at(-1) !== info.outChannels) return stock.kernelFunc(params);
    const y = makeOutput(info.outShape);
    const start = bias ? addressOf(bias) : 0;
    convolve(module, info, addressOf(x), addressOf(filter), addressOf(y), start, isRelu ? 0 : NO_FLOOR);
    return y;
  },
});
