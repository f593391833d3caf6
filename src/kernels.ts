/** `pupila/kernels`: the kernels that tfjs's backends lack for training, under tfjs's own names. */
import { getBackend } from '@tensorflow/tfjs-core';
import { startBackend } from './engines/select';
import { registerWebGpuKernels } from './engines/webgpu/register';
import { invalidArgument } from './core/errors';

export { setAssetBase } from './assets/asset-url';

/**
 * Registers training kernels with tfjs, so that a plain tfjs-layers `model.fit()` trains on WebAssembly and is faster on
 * WebGPU. Starts the backend where it is not in use yet; tfjs's own start waits for ever in minified bundles on isolated pages.
 *
 * @throws {PupilaError} 'invalid-argument', 'backend-unavailable', 'fetch-failed' when `dist/assets` is not found.
 * @example
 * await registerTrainingKernels('wasm');
 * await model.fit(x, y);
 */
export async function registerTrainingKernels(backend: 'wasm' | 'webgpu'): Promise<void> {
  if (backend !== 'wasm' && backend !== 'webgpu')
    throw invalidArgument('Training kernels are there for wasm and webgpu.', { backend });
  // On WebAssembly also where it is in use: kernels that came with another copy of tfjs have to be set up.
  if (backend === 'wasm' || getBackend() !== backend) await startBackend(backend);
  else registerWebGpuKernels();
}
