/** Registers with tfjs what its WebAssembly backend lacks, gets wrong, or does slowly, for training. */
import {
  BatchMatMul,
  Conv2DBackpropInput,
  type KernelConfig,
  getKernel,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { avgPoolGradConfig } from './kernels/AvgPoolGrad';
import { batchMatMulConfig } from './kernels/BatchMatMul';
import { conv2DBackpropFilterConfig } from './kernels/Conv2DBackpropFilter';
import { conv2DBackpropInputConfig } from './kernels/Conv2DBackpropInput';
import { maxPoolGradConfig } from './kernels/MaxPoolGrad';

let registered = false;

/** Registers once; later calls do nothing. The backend itself is started by the caller. */
export function registerWasmKernels(): void {
  if (registered) return;
  const stock = (name: string) => getKernel(name, 'wasm') as KernelConfig;
  const kernels = [
    avgPoolGradConfig,
    batchMatMulConfig(stock(BatchMatMul)),
    conv2DBackpropFilterConfig,
    conv2DBackpropInputConfig(stock(Conv2DBackpropInput)),
    maxPoolGradConfig,
  ];
  for (const config of kernels) {
    if (getKernel(config.kernelName, 'wasm')) unregisterKernel(config.kernelName, 'wasm');
    registerKernel(config);
  }
  registered = true;
}
