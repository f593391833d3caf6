/** The page's end of `npm run bench -- step --backend webgpu`. */
import { backend, ready, setBackend } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { webgpuAdapter } from '../../src/backends/webgpu-adapter';
import { type GpuConfig, measureGpu } from '../gpu/measure';

const bench = {
  /** On tfjs's device, with tfjs's own kernels for what is tfjs's. */
  async measure(config: GpuConfig) {
    const adapter = await webgpuAdapter();
    if (!adapter) throw new Error('This browser has no WebGPU adapter.');
    await import('@tensorflow/tfjs-backend-webgpu');
    if (!(await setBackend('webgpu'))) throw new Error('tfjs-backend-webgpu did not start.');
    await ready();
    return { adapter, ...(await measureGpu((backend() as WebGPUBackend).device, config)) };
  },
};

Object.assign(globalThis, { bench });
