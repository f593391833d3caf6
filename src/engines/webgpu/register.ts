/** Registers training kernels that tfjs's WebGPU backend computes slowly or wrongly. */
import {
  AvgPoolGrad,
  BatchMatMul,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  FusedConv2D,
  getBackend,
  getKernel,
  registerKernel,
  unregisterKernel,
  _FusedMatMul,
} from '@tensorflow/tfjs-core';
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { avgPoolGrad } from './kernels/AvgPoolGrad';
import { batchMatMul } from './kernels/BatchMatMul';
import { conv2D } from './kernels/Conv2D';
import { conv2DBackpropFilter } from './kernels/Conv2DBackpropFilter';
import { conv2DBackpropInput } from './kernels/Conv2DBackpropInput';
import { fusedConv2D } from './kernels/FusedConv2D';
import { fusedMatMul } from './kernels/_FusedMatMul';
import { type OwnKernel, withFallback } from './own-kernel';

/** Our kernels by tfjs's names. */
const KERNELS: Record<string, OwnKernel> = {
  [AvgPoolGrad]: avgPoolGrad,
  [BatchMatMul]: batchMatMul,
  [Conv2D]: conv2D,
  [Conv2DBackpropFilter]: conv2DBackpropFilter,
  [Conv2DBackpropInput]: conv2DBackpropInput,
  [FusedConv2D]: fusedConv2D,
  [_FusedMatMul]: fusedMatMul,
};

let isRegistered = false;

/**
 * Registers the kernels once. Call it after `tf.setBackend('webgpu')` and `tf.ready()`.
 *
 * @throws {PupilaError} 'invalid-argument' if another backend is active.
 */
export function registerWebGpuKernels(): void {
  if (getBackend() !== 'webgpu') {
    throw invalidArgument(message`The active backend must be 'webgpu'.`, { backend: getBackend() });
  }
  if (isRegistered) return;
  isRegistered = true;
  for (const [name, own] of Object.entries(KERNELS)) {
    const stock = getKernel(name, 'webgpu');
    unregisterKernel(name, 'webgpu');
    registerKernel(withFallback(stock, own));
  }
}
