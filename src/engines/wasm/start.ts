/** Starts tfjs-backend-wasm with the training kernels, once. Falls back to one thread if more do not start. */
import { backend, engine, ready, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { PupilaError, messageOf } from '../../core/errors';
import { type Message, message } from '../../core/message';
import { registerWasmKernels } from './register';
import { startTfjsBackend } from './tfjs-backend';

/** The priority with which tfjs-backend-wasm registers itself. */
const PRIORITY = 2;

/** Result of `startWasm`. */
export interface WasmStart {
  threads: number;
  /** Why only one thread runs although more were requested, as a sentence; otherwise null. */
  refusal: Message | string | null;
}

let refusal: Message | string | null = null;

/**
 * Starts the backend, or uses the one that is already running.
 *
 * @param threads Number of computing threads including the main thread. More than one requires cross-origin isolation.
 * @throws {PupilaError} 'fetch-failed' when its files are missing, 'backend-unavailable' when it does not start.
 */
export async function startWasm(threads: number): Promise<WasmStart> {
  if (!('wasm' in engine().registry)) {
    const started = await firstStart(threads);
    removeBackend('wasm');
    registerBackend('wasm', () => started, PRIORITY);
  }
  if (!(await setBackend('wasm'))) {
    throw new PupilaError('backend-unavailable', message`tfjs’s wasm backend did not start.`);
  }
  await ready();
  await registerWasmKernels();
  // Read from the backend, because another copy of tfjs-backend-wasm may have started it with another number.
  return { threads: (backend() as BackendWasm).wasm.tfjs.getThreadsCount(), refusal };
}

async function firstStart(threads: number): Promise<BackendWasm> {
  refusal = null;
  try {
    return await startTfjsBackend(threads);
  } catch (error) {
    if (threads === 1 || !(error instanceof PupilaError)) throw error;
    refusal = messageOf(error);
    return startTfjsBackend(1);
  }
}
