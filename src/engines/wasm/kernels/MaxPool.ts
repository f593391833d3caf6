/** Max pooling. The stock kernel reads beyond its image where windows reach into padding. NHWC. */
import { type KernelConfig, MaxPool, type MaxPoolAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../module';
import { poolForward } from '../pool-window';

export const maxPoolConfig = (module: KernelModule): KernelConfig => ({
  kernelName: MaxPool,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) =>
    poolForward(module, module.exports.maxPool, inputs.x as TensorInfo, attrs as unknown as MaxPoolAttrs),
});
