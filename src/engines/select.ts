/**
 * Selects the backend and gives the reason. `auto` takes WebGPU on GPU hardware, and WebAssembly if there is no GPU or
 * only a software adapter. A backend requested by name is never replaced: it starts, or the call throws.
 */
import { engine } from '@tensorflow/tfjs-core';
import type { BackendReason, OneThreadReason } from '../core/backend-reason';
import { PupilaError } from '../core/errors';
import { message, textOf } from '../core/message';
import { backendSentence, oneThreadSentence } from '../i18n/backend';
import { backend as english } from '../i18n/en/backend';
import { oneOf, readOption } from '../options/option-rules';
import { BACKEND_CHOICES, type BackendChoice } from '../options/training-options';
import { wasmFeatures } from './wasm/features';
import { startWasm } from './wasm/start';
import { startTfjs } from './webgpu/device';
import { registerWebGpuKernels } from './webgpu/register';
import { type AdapterReport, webgpuAdapter } from './webgpu-adapter';

/** The selected backend and the reason. */
export interface BackendReport {
  backend: 'webgpu' | 'wasm';
  /** Why this backend was selected. */
  why: BackendReason;
  /** `why` as an English sentence and, if threads did not start, the error. */
  reason: string;
  adapter: AdapterReport | null;
  /** Threads that compute on WebAssembly; 1 with WebGPU. */
  threads: number;
  simd: boolean;
  relaxedSimd: boolean;
  crossOriginIsolated: boolean;
  /** Whether threads can share memory. Isolation is not sufficient: WebKitGTK disables shared memory by default. */
  sharedMemory: boolean;
  /** Why WebAssembly computes on one thread; null if it can use several, and with WebGPU. */
  oneThread: OneThreadReason | null;
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
  readOption(oneOf(BACKEND_CHOICES, 'auto'), 'backend', choice);
  const { simd, relaxedSimd, threads: sharedMemory } = wasmFeatures();
  const adapter = await webgpuAdapter();
  const why = whyBackend(choice, adapter);
  const usesGpu = why.kind === 'webgpu-requested' || why.kind === 'gpu-hardware';
  if (!usesGpu && !simd)
    throw new PupilaError(
      'backend-unavailable',
      message`WebAssembly needs SIMD, which this browser does not have.`,
    );
  const crossOriginIsolated = globalThis.crossOriginIsolated === true;
  const oneThread = { kind: crossOriginIsolated ? 'no-shared-memory' : 'not-isolated' } as const;
  return {
    backend: usesGpu ? 'webgpu' : 'wasm',
    why,
    reason: backendSentence(english, why),
    adapter,
    threads: usesGpu || !sharedMemory ? 1 : Math.max(1, navigator.hardwareConcurrency),
    simd,
    relaxedSimd,
    crossOriginIsolated,
    sharedMemory,
    oneThread: usesGpu || sharedMemory ? null : oneThread,
  };
}

/** Why WebGPU cannot be used, as the error of the choice 'webgpu'. */
const NO_WEBGPU = {
  'no-adapter': message`WebGPU cannot be used: the browser has no GPU adapter.`,
  'no-webgpu': message`WebGPU cannot be used: it needs a recent browser and a secure page (https or localhost).`,
};

/** Decides what computes. @throws {PupilaError} 'backend-unavailable' if WebGPU is required without an adapter. */
function whyBackend(choice: BackendChoice, adapter: AdapterReport | null): BackendReason {
  if (choice === 'webgpu') {
    if (adapter) return { kind: 'webgpu-requested', adapter: adapter.name };
    throw new PupilaError('backend-unavailable', NO_WEBGPU[whyNoAdapter()]);
  }
  if (choice === 'wasm') return { kind: 'wasm-requested' };
  if (!adapter) return { kind: whyNoAdapter() };
  return { kind: adapter.software ? 'software-adapter' : 'gpu-hardware', adapter: adapter.name };
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
    throw new PupilaError('backend-unavailable', message`tfjs’s webgpu backend did not start.`);
  }
  const { threads, refusal } = await startWasm(report.threads);
  if (!refusal) return { ...report, threads };
  const oneThread = { kind: 'refused', message: refusal } as const;
  const reason = `${report.reason} ${oneThreadSentence(english, oneThread, textOf)}`;
  return { ...report, threads, oneThread, reason };
}

async function startWebGpu(): Promise<boolean> {
  const started = await startTfjs();
  if (started) registerWebGpuKernels();
  return started;
}

const whyNoAdapter = () => ('gpu' in navigator ? 'no-adapter' : 'no-webgpu');
