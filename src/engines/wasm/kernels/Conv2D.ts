/** Convolution. The stock kernel (XNNPACK) repacks its filter in every call and reaches a fraction of this speed. NHWC. */
import { Conv2D, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvAttrs, convInfo } from '../../conv-info';
import { convolve } from '../convolution';
import { addressOf, makeOutput } from '../heap';
import type { KernelModule } from '../module';

export const conv2DConfig = (module: KernelModule): KernelConfig => ({
  kernelName: Conv2D,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { x, filter } = inputs as Record<'x' | 'filter', TensorInfo>;
    const info = convInfo(x.shape, filter.shape, attrs as unknown as ConvAttrs);
    const y = makeOutput(info.outShape);
    convolve(module, info, addressOf(x), addressOf(filter), addressOf(y));
    return y;
  },
});
