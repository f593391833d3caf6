/** Registers with tfjs what its WebAssembly backend lacks, or gets wrong, for training. */
import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { avgPoolGradConfig } from './kernels/AvgPoolGrad';
import { conv2DBackpropFilterConfig } from './kernels/Conv2DBackpropFilter';
import { maxPoolGradConfig } from './kernels/MaxPoolGrad';

const KERNELS = [avgPoolGradConfig, conv2DBackpropFilterConfig, maxPoolGradConfig];
let registered = false;

/** Registers once; later calls do nothing. The backend itself is started by the caller. */
export function registerWasmKernels(): void {
  if (registered) return;
  for (const config of KERNELS) {
    if (getKernel(config.kernelName, config.backendName))
      unregisterKernel(config.kernelName, config.backendName);
    registerKernel(config);
  }
  registered = true;
}
