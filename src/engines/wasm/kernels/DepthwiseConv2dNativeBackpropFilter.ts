/** Weight gradient of depthwise convolution, which tfjs-backend-wasm lacks. NHWC, overwrites. */
import {
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { depthwiseGeometry } from '../depthwise-geometry';
import { addressOf, makeZeros } from '../heap';
import type { KernelModule } from '../module';

export const depthwiseBackpropFilterConfig = (module: KernelModule): KernelConfig => ({
  kernelName: DepthwiseConv2dNativeBackpropFilter,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
    const options = attrs as unknown as DepthwiseConv2dNativeBackpropFilterAttrs;
    const geometry = depthwiseGeometry(x.shape, options.filterShape, options);
    const dw = makeZeros(module, options.filterShape);
    const addresses = [x, dy, dw].map(addressOf) as [number, number, number];
    module.exports.depthwiseFilterGradient(...addresses, ...geometry);
    return dw;
  },
});
