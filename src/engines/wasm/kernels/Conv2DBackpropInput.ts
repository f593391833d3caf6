/** Input gradient of convolution, and forward pass of Conv2DTranspose. The stock kernel is a naive loop. NHWC. */
import {
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { convInfo } from '../../conv-info';
import { convolveInputGradient } from '../convolution';
import { addressOf, makeOutput } from '../heap';
import type { KernelModule } from '../module';

/** @param stock The backend's own kernel, for a `conv2dTranspose` whose output size does not match its input. */
export const conv2DBackpropInputConfig = (module: KernelModule, stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: Conv2DBackpropInput,
  backendName: 'wasm',
  kernelFunc: (params) => {
    const { dy, filter } = params.inputs as Record<'dy' | 'filter', TensorInfo>;
    const options = params.attrs as unknown as Conv2DBackpropInputAttrs;
    const info = convInfo(options.inputShape, filter.shape, options);
    if (dy.shape[1] !== info.outHeight || dy.shape[2] !== info.outWidth) return stock.kernelFunc(params);
    const dx = makeOutput(options.inputShape);
    convolveInputGradient(module, info, addressOf(dy), addressOf(filter), addressOf(dx));
    return dx;
  },
});
