/** `pupila/kernels`: the kernels that tfjs's backends lack for training, under tfjs's own names. */
import { registerWasmKernels } from './backends/wasm/register';
import { registerWebGpuKernels } from './backends/webgpu/register';
import { invalidArgument } from './core/errors';

export { setAssetBase } from './assets';

/**
 * Registers training kernels with tfjs, so that a plain tfjs-layers `model.fit()` trains on WebAssembly and is faster on
 * WebGPU. Call it after `tf.setBackend(backend)` and `tf.ready()`.
 *
 * @example
 * await tf.setBackend('wasm');
 * await registerTrainingKernels('wasm');
 * await model.fit(x, y);
 */
export async function registerTrainingKernels(backend: 'wasm' | 'webgpu'): Promise<void> {
  if (backend === 'wasm') await registerWasmKernels();
  else if (backend === 'webgpu') registerWebGpuKernels();
  else throw invalidArgument('Training kernels are there for wasm and webgpu.', { backend });
}
