/** Means over axes, in float64. */
import { Cast, type KernelConfig, Mean, type MeanAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../module';
import { reduce } from '../reduce';
import { release, runKernel } from '../run-kernel';

export const meanConfig = (module: KernelModule): KernelConfig => ({
  kernelName: Mean,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const x = inputs['x'] as TensorInfo;
    const options = attrs as unknown as MeanAttrs;
    if (x.dtype === 'float32') return reduce(module, x, options, true);
    const floats = runKernel(Cast, { x }, { dtype: 'float32' });
    const mean = reduce(module, floats, options, true);
    release(floats);
    return mean;
  },
});
