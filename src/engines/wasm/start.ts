/** Starts tfjs-backend-wasm with the kernels for training, once; on one thread where more do not start. */
import { backend, engine, ready, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { PupilaError } from '../../core/errors';
import { registerWasmKernels } from './register';
import { startTfjsBackend } from './tfjs-backend';

/** As tfjs-backend-wasm registers itself. */
const PRIORITY = 2;

/** How the backend was started. */
export interface WasmStart {
  threads: number;
  /** Why there is one thread though more were wanted, as a sentence; else null. */
  refusal: string | null;
}

let refusal: string | null = null;

/**
 * Starts the backend, or goes on with the one that runs.
 *
 * @param threads How many compute, counting the main thread; more than one on cross-origin isolated pages only.
 * @throws {PupilaError} 'fetch-failed' when its files are missing, 'backend-unavailable' when it does not start.
 */
export async function startWasm(threads: number): Promise<WasmStart> {
  if (!('wasm' in engine().registry)) {
    const started = await firstStart(threads);
    removeBackend('wasm');
    registerBackend('wasm', () => started, PRIORITY);
  }
  if (!(await setBackend('wasm'))) {
    throw new PupilaError('backend-unavailable', 'The wasm backend did not start.');
  }
  await ready();
  await registerWasmKernels();
  // Asked of the backend: another copy of tfjs-backend-wasm may have started it.
  return { threads: (backend() as BackendWasm).wasm.tfjs.getThreadsCount(), refusal };
}

async function firstStart(threads: number): Promise<BackendWasm> {
  refusal = null;
  try {
    return await startTfjsBackend(threads);
  } catch (error) {
    if (threads === 1 || !(error instanceof PupilaError)) throw error;
    refusal = error.message;
    return startTfjsBackend(1);
  }
}
