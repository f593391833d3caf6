/** Registers with tfjs what its WebGPU backend does slowly for training, or gets wrong. */
import {
  AvgPoolGrad,
  Conv2DBackpropFilter,
  type KernelConfig,
  getBackend,
  getKernel,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { invalidArgument } from '../../core/errors';
import { avgPoolGradConfig } from './kernels/AvgPoolGrad';
import { conv2DBackpropFilterConfig } from './kernels/Conv2DBackpropFilter';

/** Our kernels, by tfjs's names; each leaves to the stock kernel what it cannot do. */
const KERNELS: Record<string, (stock: KernelConfig) => KernelConfig> = {
  [AvgPoolGrad]: avgPoolGradConfig,
  [Conv2DBackpropFilter]: conv2DBackpropFilterConfig,
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
