/**
 * Chooses the backend and says why. `auto`: WebGPU on GPU hardware; WebAssembly where there is no GPU or only a
 * software adapter. A backend that was asked for by name is used or refused, never replaced.
 */
import { engine } from '@tensorflow/tfjs-core';
import { PupilaError, invalidArgument } from '../core/errors';
import type { BackendChoice } from '../options/training-options';
import { wasmFeatures } from './wasm/features';
import { startWasm } from './wasm/start';
import { startTfjs } from './webgpu/device';
import { registerWebGpuKernels } from './webgpu/register';
import { type AdapterReport, webgpuAdapter } from './webgpu-adapter';

/** Which backend runs, and why. */
export interface BackendReport {
  backend: 'webgpu' | 'wasm';
  /** A sentence for the reader. */
  reason: string;
  adapter: AdapterReport | null;
  /** Threads that WebAssembly computes on; 1 with WebGPU. */
  threads: number;
  simd: boolean;
  relaxedSimd: boolean;
  crossOriginIsolated: boolean;
  /** Whether threads can share memory, which takes more than isolation: WebKitGTK leaves it out by default. */
  sharedMemory: boolean;
  /** Whether the page could have threads but they did not start; `reason` says why. */
  threadsRefused: boolean;
}

/**
 * Decides without starting anything.
 *
 * @throws {PupilaError} 'backend-unavailable' when the one that was asked for cannot run.
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

/** tfjs refuses to start a backend while it is starting one: sessions that begin at once take turns. */
let turn: Promise<unknown> = Promise.resolve();

/** Chooses, then starts the backend with the training kernels that it lacks. */
export function startBackend(choice: BackendChoice = 'auto'): Promise<BackendReport> {
  const started = turn.then(() => startOne(choice));
  turn = started.catch(() => undefined);
  return started;
}

/** Resolves when tensors can be computed: on the backend that was started last, else on the one that suits the machine. */
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
