/** Average pooling. The stock kernel reads outside of the image where windows overlap the padding. NHWC. */
import { AvgPool, type AvgPoolAttrs, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../module';
import { poolForward } from '../pool-window';

export const avgPoolConfig = (module: KernelModule): KernelConfig => ({
  kernelName: AvgPool,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) =>
    poolForward(module, module.exports.averagePool, inputs.x as TensorInfo, attrs as unknown as AvgPoolAttrs),
});
