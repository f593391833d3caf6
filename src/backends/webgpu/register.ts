/** Registers with tfjs what its WebGPU backend does slowly for training, or gets wrong. */
import {
  AvgPoolGrad,
  BatchMatMul,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  FusedConv2D,
  type KernelConfig,
  getBackend,
  getKernel,
  registerKernel,
  unregisterKernel,
  _FusedMatMul,
} from '@tensorflow/tfjs-core';
import { invalidArgument } from '../../core/errors';
import { avgPoolGradConfig } from './kernels/AvgPoolGrad';
import { batchMatMulConfig } from './kernels/BatchMatMul';
import { conv2DConfig } from './kernels/Conv2D';
import { conv2DBackpropFilterConfig } from './kernels/Conv2DBackpropFilter';
import { conv2DBackpropInputConfig } from './kernels/Conv2DBackpropInput';
import { fusedConv2DConfig } from './kernels/FusedConv2D';
import { fusedMatMulConfig } from './kernels/_FusedMatMul';

/** Our kernels, by tfjs's names; each leaves to the stock kernel what it cannot do. */
const KERNELS: Record<string, (stock: KernelConfig) => KernelConfig> = {
  [AvgPoolGrad]: avgPoolGradConfig,
  [BatchMatMul]: batchMatMulConfig,
  [Conv2D]: conv2DConfig,
  [Conv2DBackpropFilter]: conv2DBackpropFilterConfig,
  [Conv2DBackpropInput]: conv2DBackpropInputConfig,
  [FusedConv2D]: fusedConv2DConfig,
  [_FusedMatMul]: fusedMatMulConfig,
};

let isRegistered = false;

/**
 * Registers once. Call it after `tf.setBackend('webgpu')` and `tf.ready()`.
 *
 * @throws {PupilaError} 'invalid-argument' when another backend is in use.
 */
export function registerWebGpuKernels(): void {
  if (getBackend() !== 'webgpu') {
    throw invalidArgument("The backend in use is 'webgpu'.", { backend: getBackend() });
  }
  if (isRegistered) return;
  isRegistered = true;
  for (const [name, configOf] of Object.entries(KERNELS)) {
    const stock = getKernel(name, 'webgpu') as KernelConfig;
    unregisterKernel(name, 'webgpu');
    registerKernel(configOf(stock));
  }
}
