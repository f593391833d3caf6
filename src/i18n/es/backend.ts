/** The texts about what computes and why, in Spanish. */
import type { Translation } from '../catalogue';
import type { backend as english } from '../en/backend';

export const backend: Translation<typeof english> = {
  reasons: {
    'webgpu-requested': (adapter) => `WebGPU, como se pidió. Adaptador: ${adapter}.`,
    'gpu-hardware': (adapter) => `WebGPU, porque hay una GPU: ${adapter}.`,
    'wasm-requested': 'WebAssembly, como se pidió.',
    'software-adapter': (adapter) =>
      `WebAssembly con SIMD, porque el único adaptador de WebGPU calcula por software (${adapter}).`,
    'no-gpu': (missing) => `WebAssembly con SIMD, porque ${missing}.`,
  },
  /** Clauses for 'no-gpu'. */
  missing: {
    'no-adapter': 'el navegador no tiene adaptador de GPU',
    'no-webgpu':
      'aquí el navegador no tiene WebGPU (requiere un navegador reciente y una página segura: https o localhost)',
  },
  threads: (count) => `Hilos: ${count}.`,
  oneThread: {
    'not-isolated': 'Un solo hilo, porque la página no está aislada (cross-origin isolation).',
    'no-shared-memory': 'Un solo hilo, porque este navegador no comparte memoria entre hilos.',
    refused: (message) => `Un solo hilo, porque la página no pudo iniciar otros. ${message}`,
  },
  fallback: {
    'adapter-gone': 'El navegador ya no tiene un adaptador.',
    'no-device': 'El navegador no ofrece otro dispositivo.',
    'software-adapter': (adapter) => `El adaptador que queda calcula por software (${adapter}).`,
    'device-failed': (message) => `En un dispositivo nuevo: ${message}`,
  },
};
