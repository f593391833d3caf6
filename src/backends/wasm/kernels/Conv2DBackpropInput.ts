/** Input gradient of convolution; also the forward pass of Conv2DTranspose. The stock kernel is a naive loop. NHWC. */
import {
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { convInfo } from '../conv-info';
import { convolveInputGradient } from '../convolution';
import { addressOf, makeOutput } from '../heap';
import type { KernelModule } from '../module';

export const conv2DBackpropInputConfig = (module: KernelModule): KernelConfig => ({
  kernelName: Conv2DBackpropInput,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
    const options = attrs as unknown as Conv2DBackpropInputAttrs;
    const info = convInfo(options.inputShape, filter.shape, options);
    const dx = makeOutput(options.inputShape);
    convolveInputGradient(module, info, addressOf(dy), addressOf(filter), addressOf(dx));
    return dx;
  },
});
