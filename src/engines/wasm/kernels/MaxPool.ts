/** Max pooling. The stock kernel reads outside of the image where windows overlap the padding. NHWC. */
import { type KernelConfig, MaxPool, type MaxPoolAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../module';
import { poolForward } from '../pool-window';

export const maxPoolConfig = (module: KernelModule): KernelConfig => ({
  kernelName: MaxPool,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) =>
    poolForward(module, module.exports.maxPool, inputs.x as TensorInfo, attrs as unknown as MaxPoolAttrs),
});
