/** Weight gradient of convolution, which tfjs-backend-wasm lacks (tensorflow/tfjs#8474). NHWC, overwrites. */
import {
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { convInfo } from '../../conv-info';
import { convolveFilterGradient } from '../convolution';
import { addressOf, makeOutput } from '../heap';
import type { KernelModule } from '../module';

export const conv2DBackpropFilterConfig = (module: KernelModule): KernelConfig => ({
  kernelName: Conv2DBackpropFilter,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
    const options = attrs as unknown as Conv2DBackpropFilterAttrs;
    const info = convInfo(x.shape, options.filterShape, options);
    const dw = makeOutput(options.filterShape);
    convolveFilterGradient(module, info, addressOf(x), addressOf(dy), addressOf(dw));
    return dw;
  },
});
