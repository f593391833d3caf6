/** The texts about what computes and why, in English. By the kinds of `src/core/backend-reason.ts`. */
export const backend = {
  reasons: {
    'webgpu-requested': (adapter: string) => `WebGPU was requested; the adapter is ${adapter}.`,
    'gpu-hardware': (adapter: string) => `WebGPU, because there is a GPU: ${adapter}.`,
    'wasm-requested': 'WebAssembly was requested.',
    'software-adapter': (adapter: string) =>
      `WebAssembly with SIMD, because the only WebGPU adapter computes in software (${adapter}).`,
    'no-gpu': (missing: string) => `WebAssembly with SIMD, because ${missing}.`,
  },
  /** Clauses for 'no-gpu'. */
  missing: {
    'no-adapter': 'the browser has no GPU adapter',
    'no-webgpu':
      'the browser has no WebGPU here (it needs a recent browser and a secure page: https or localhost)',
  },
  threads: (count: string) => `Threads: ${count}.`,
  oneThread: {
    'not-isolated': 'One thread, because the page is not cross-origin isolated.',
    'no-shared-memory': 'One thread, because this browser does not share memory between threads.',
    refused: (message: string) => `One thread, because the page could not start others. ${message}`,
  },
  fallback: {
    'adapter-gone': 'The browser no longer has an adapter.',
    'no-device': 'The browser provides no other device.',
    'software-adapter': (adapter: string) => `The adapter that is left computes in software (${adapter}).`,
    'device-failed': (message: string) => `On a new device: ${message}`,
  },
};
