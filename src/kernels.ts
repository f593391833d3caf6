/** `pupila/kernels`: training kernels that tfjs's backends lack, registered under tfjs's names. */
import { getBackend } from '@tensorflow/tfjs-core';
import { startBackend } from './engines/select';
import { registerWebGpuKernels } from './engines/webgpu/register';
import { invalidArgument } from './core/errors';
import { message } from './core/message';

export { setAssetBase } from './assets/asset-base';

/**
 * Registers training kernels with tfjs, so that `model.fit()` of tfjs-layers works on WebAssembly and is faster on
 * WebGPU. Starts the backend if it is not active: tfjs's own startup hangs in minified bundles on cross-origin isolated
 * pages.
 *
 * @throws {PupilaError} 'invalid-argument', 'backend-unavailable', 'fetch-failed' if `dist/assets` is not found.
 * @example
 * await registerTrainingKernels('wasm');
 * await model.fit(x, y);
 */
export async function registerTrainingKernels(backend: 'wasm' | 'webgpu'): Promise<void> {
  if (backend !== 'wasm' && backend !== 'webgpu')
    throw invalidArgument(message`\`backend\` must be one of wasm, webgpu.`, { backend });
  // WebAssembly needs this even if it is active: kernels from another copy of tfjs must be initialized.
  if (backend === 'wasm' || getBackend() !== backend) await startBackend(backend);
  else registerWebGpuKernels();
}
