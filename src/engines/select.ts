/**
 * Selects the backend and gives the reason. `auto` takes WebGPU on GPU hardware, and WebAssembly if there is no GPU or
 * only a software adapter. A backend requested by name is never replaced: it starts, or the call throws.
 */
import { engine } from '@tensorflow/tfjs-core';
import { PupilaError, invalidArgument } from '../core/errors';
import type { BackendChoice } from '../options/training-options';
import { wasmFeatures } from './wasm/features';
import { startWasm } from './wasm/start';
import { startTfjs } from './webgpu/device';
import { registerWebGpuKernels } from './webgpu/register';
import { type AdapterReport, webgpuAdapter } from './webgpu-adapter';

/** The selected backend and the reason. */
export interface BackendReport {
  backend: 'webgpu' | 'wasm';
  /** Why this backend was selected, as an English sentence. */
  reason: string;
  adapter: AdapterReport | null;
  /** Threads that compute on WebAssembly; 1 with WebGPU. */
  threads: number;
  simd: boolean;
  relaxedSimd: boolean;
  crossOriginIsolated: boolean;
  /** Whether threads can share memory. Isolation is not sufficient: WebKitGTK disables shared memory by default. */
  sharedMemory: boolean;
  /** True if threads were available but did not start; `reason` then says why. */
  threadsRefused: boolean;
}

/**
 * Selects a backend without starting it.
 *
 * @param choice Default 'auto': WebGPU on GPU hardware, WebAssembly otherwise.
 * @throws {PupilaError} 'invalid-argument' for an unknown choice; 'backend-unavailable' if the requested backend cannot
 *   run.
 * @example
 * const { backend, threads, reason } = await chooseBackend();
 */
export async function chooseBackend(choice: BackendChoice = 'auto'): Promise<BackendReport> {
  if (!['auto', 'webgpu', 'wasm'].includes(choice)) {
    throw invalidArgument('`backend` is one of auto, webgpu, wasm.', { backend: choice });
  }
  const { simd, relaxedSimd, threads: canThread } = wasmFeatures();
  const threads = canThread ? Math.max(1, navigator.hardwareConcurrency) : 1;
  const adapter = await webgpuAdapter();
  const wasm = {
    adapter,
    threads,
    simd,
    relaxedSimd,
    crossOriginIsolated: globalThis.crossOriginIsolated === true,
    sharedMemory: canThread,
    threadsRefused: false,
    backend: 'wasm' as const,
  };
  const webgpu = { ...wasm, threads: 1, backend: 'webgpu' as const };
  if (choice === 'webgpu') {
    if (!adapter) throw new PupilaError('backend-unavailable', `WebGPU cannot be used: ${noAdapter()}.`);
    return { ...webgpu, reason: `WebGPU was asked for; the adapter is ${adapter.name}.` };
  }
  if (choice === 'auto' && adapter && !adapter.software) {
    return { ...webgpu, reason: `WebGPU, because there is GPU hardware: ${adapter.name}.` };
  }
  if (!simd) {
    throw new PupilaError(
      'backend-unavailable',
      'Training on WebAssembly needs SIMD, which this browser lacks.',
    );
  }
  if (choice === 'wasm') return { ...wasm, reason: 'WebAssembly was asked for.' };
  const why = adapter ? `the only WebGPU adapter computes in software (${adapter.name})` : noAdapter();
  return { ...wasm, reason: `WebAssembly with SIMD, because ${why}.` };
}

/** Backends start one at a time: tfjs refuses to start a backend while another one is starting. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Selects and starts a backend, and registers the training kernels that it lacks. `TrainingSession` and `Predictor` call
 * it; call it before you build a network of your own. A failure may be awaited late: it is never an unhandled
 * rejection, because the next start waits for this one.
 *
 * @param choice Default 'auto': WebGPU on GPU hardware, WebAssembly otherwise.
 * @throws {PupilaError} The errors of `chooseBackend`; 'backend-unavailable' if it does not start; 'fetch-failed' if
 *   `dist/assets` is not found.
 * @example
 * const { backend, reason } = await startBackend('wasm');
 */
export function startBackend(choice: BackendChoice = 'auto'): Promise<BackendReport> {
  const started = turn.then(() => startOne(choice));
  turn = started.catch(() => undefined);
  return started;
}

/**
 * Resolves when tensors can be used. If no backend was started, starts the default one.
 *
 * @throws {PupilaError} The errors of `startBackend`.
 * @example
 * await backendReady();
 * const model = courseCnn();
 */
export async function backendReady(): Promise<void> {
  await turn;
  if (!engine().backendName) await startBackend();
}

async function startOne(choice: BackendChoice): Promise<BackendReport> {
  const report = await chooseBackend(choice);
  if (report.backend === 'webgpu') {
    if (await startWebGpu()) return report;
    throw new PupilaError('backend-unavailable', 'The webgpu backend did not start.');
  }
  const { threads, refusal } = await startWasm(report.threads);
  if (!refusal) return { ...report, threads };
  return { ...report, threads, threadsRefused: true, reason: `${report.reason} One thread: ${refusal}` };
}

async function startWebGpu(): Promise<boolean> {
  const started = await startTfjs();
  if (started) registerWebGpuKernels();
  return started;
}

function noAdapter(): string {
  return 'gpu' in navigator
    ? 'the browser offers WebGPU but has no adapter for it'
    : 'the browser has no WebGPU here (it needs a recent browser and a secure page: https or localhost)';
}
