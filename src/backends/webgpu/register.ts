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
  const stock = getKernel(Conv2DBackpropFilter, 'webgpu') as KernelConfig;
  for (const name of [Conv2DBackpropFilter, AvgPoolGrad]) unregisterKernel(name, 'webgpu');
  registerKernel(conv2DBackpropFilterConfig(stock));
  registerKernel(avgPoolGradConfig());
}
