/** Input gradient of depthwise convolution, which tfjs-backend-wasm lacks. NHWC, overwrites. */
import {
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { depthwiseGeometry } from '../depthwise-geometry';
import { addressOf, makeOutput } from '../heap';
import type { KernelModule } from '../module';

export const depthwiseBackpropInputConfig = (module: KernelModule): KernelConfig => ({
  kernelName: DepthwiseConv2dNativeBackpropInput,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
    const options = attrs as unknown as DepthwiseConv2dNativeBackpropInputAttrs;
    const geometry = depthwiseGeometry(options.inputShape, filter.shape, options);
    const dx = makeOutput(options.inputShape);
    module.exports.depthwiseInputGradient(addressOf(dx), addressOf(dy), addressOf(filter), ...geometry);
    return dx;
  },
});
