/** The page of `npm run bench -- step --backend webgpu`. */
import { backend, ready, setBackend } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { webgpuAdapter } from '../../src/engines/webgpu-adapter';
import { type GpuConfig, measureGpu } from '../gpu/measure';

const bench = {
  adapter: webgpuAdapter,

  /** Measures on tfjs's device. tfjs uses its own kernels. */
  async measure(config: GpuConfig) {
    await import('@tensorflow/tfjs-backend-webgpu');
    if (!(await setBackend('webgpu'))) throw new Error('tfjs-backend-webgpu did not start.');
    await ready();
    return measureGpu((backend() as WebGPUBackend).device, config);
  },
};

Object.assign(globalThis, { bench });
