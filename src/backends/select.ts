/**
 * Chooses the backend and says why. `auto`: WebGPU on GPU hardware; WebAssembly where there is no GPU or only a
 * software adapter. A backend that was asked for by name is used or refused, never replaced.
 */
import { engine, env, ready, setBackend } from '@tensorflow/tfjs-core';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { assetUrl } from '../assets';
import { PupilaError, invalidArgument } from '../core/errors';
import { blobWorkersAllowed } from './wasm/blob-workers';
import { wasmFeatures } from './wasm/features';
import { registerWasmKernels } from './wasm/register';
import { startTfjs } from './webgpu/device';
import { registerWebGpuKernels } from './webgpu/register';
import { type AdapterReport, webgpuAdapter } from './webgpu-adapter';

/** What a user may ask for. */
export type BackendChoice = 'auto' | 'webgpu' | 'wasm';

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
  /** Whether the page's policy refuses tfjs its threads, which are workers from blobs. */
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
  const cores = canThread ? Math.max(1, navigator.hardwareConcurrency) : 1;
  const [adapter, allowed] = await Promise.all([webgpuAdapter(), cores === 1 || blobWorkersAllowed()]);
  const threads = allowed ? cores : 1;
  const wasm = {
    adapter,
    threads,
    simd,
    relaxedSimd,
    crossOriginIsolated: globalThis.crossOriginIsolated === true,
    sharedMemory: canThread,
    threadsRefused: !allowed,
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
  const note = allowed ? '' : " One thread: the page's Content-Security-Policy refuses workers from blob:.";
  if (choice === 'wasm') return { ...wasm, reason: `WebAssembly was asked for.${note}` };
  const why = adapter ? `the only WebGPU adapter computes in software (${adapter.name})` : noAdapter();
  return { ...wasm, reason: `WebAssembly with SIMD, because ${why}.${note}` };
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
  if (!(await (report.backend === 'webgpu' ? startWebGpu() : startWasm(report.threads))))
    throw new PupilaError('backend-unavailable', `The ${report.backend} backend did not start.`);
  return { ...report, threads: report.threads > 1 ? getThreadsCount() : 1 };
}

async function startWebGpu(): Promise<boolean> {
  const started = await startTfjs();
  if (started) registerWebGpuKernels();
  return started;
}

async function startWasm(threads: number): Promise<boolean> {
  setWasmPaths(assetUrl('wasm/'));
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
  setThreadsCount(threads);
  const begin = async (): Promise<boolean> => {
    const done = await setBackend('wasm');
    await ready();
    return done;
  };
  const started = await (threads > 1 ? withCores(2 * threads, begin) : begin());
  if (started) await registerWasmKernels();
  return started;
}

/**
 * tfjs-backend-wasm takes half the cores whatever `setThreadsCount` said (tensorflow/tfjs#8513): while it starts, it is
 * told of twice as many. To be deleted when that is repaired.
 */
async function withCores<T>(cores: number, start: () => Promise<T>): Promise<T> {
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: cores, configurable: true });
  try {
    return await start();
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency');
  }
}

function noAdapter(): string {
  return 'gpu' in navigator
    ? 'the browser offers WebGPU but has no adapter for it'
    : 'the browser has no WebGPU here (it needs a recent browser and a secure page: https or localhost)';
}
