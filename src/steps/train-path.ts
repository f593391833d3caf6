/** Chooses what computes the training steps: a fused plan where the model has one, else the tape. */
import { backend as currentBackend } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackendReport, startBackend } from '../engines/select';
import { FusedTrainStep } from '../engines/wasm/engine/fused-train-step';
import { registerWasmKernels } from '../engines/wasm/register';
import { webgpuAdapter } from '../engines/webgpu-adapter';
import { newDevice } from '../engines/webgpu/device';
import type { Recovery } from './recovering-train-step';
import type { LossName } from '../training/losses';
import type { Optimizer } from '../training/optimizers';
import { planFor } from '../plan/plan';
import type { Plan } from '../plan/stages';
import { TapeTrainStep } from './tape-train-step';
import type { TrainState, TrainStep } from '../training/train-step';
import { makeWebGpuPath } from './webgpu-path';

/** What is trained, and with what. */
export interface TrainPathOptions {
  backend: BackendReport;
  model: LayersModel;
  optimizer: Optimizer;
  loss: LossName;
  /** Of what dropout leaves out. */
  seed: number;
  timeBudgetMs: number;
  /** Threads of the plan; null for the backend's. Without shared memory there is one. */
  threads: number | null;
  /** The optimizer's, to go on from; null for zeros. */
  slots: TrainState['slots'] | null;
  /** Images in a batch: shaders are compiled for them ahead. */
  images: number;
  /** Hears of shaders that were compiled: how many, of how many. */
  onCompiled?: (done: number, total: number) => void;
  /** Hears when training goes on elsewhere because a GPU failed. */
  onRecovery?: (recovery: Recovery) => void;
}

/** The fastest train step for a model on a started backend; its `path` says which it is and, for the tape, why. */
export async function makeTrainStep(options: TrainPathOptions): Promise<TrainStep> {
  const planned = planFor(options.model);
  if ('reason' in planned) return new TapeTrainStep({ ...options, why: planned.reason });
  if (options.backend.backend === 'wasm') return onWasm(options, planned.plan, options.slots);
  return onWebGpu(options, planned.plan);
}

async function onWasm(
  { backend, threads, ...options }: TrainPathOptions,
  plan: Plan,
  slots: TrainState['slots'] | null,
): Promise<TrainStep> {
  const kernels = await registerWasmKernels();
  const shared = backend.threads > 1;
  return new FusedTrainStep({
    ...{ ...options, plan, kernels, slots },
    threads: shared ? (threads ?? backend.threads) : 1,
  });
}

/** A plan on tfjs's device. When that fails, tfjs computes on WebAssembly whatever the plan goes on on. */
function onWebGpu(options: TrainPathOptions, plan: Plan): Promise<TrainStep> {
  const { device } = currentBackend() as WebGPUBackend;
  let wasm: Promise<BackendReport> | null = null;
  const leaveDevice = async (): Promise<void> => void (await (wasm ??= startBackend('wasm')));
  return makeWebGpuPath({
    ...{ onRecovery: () => undefined, ...options, device, plan, leaveDevice },
    newDevice: () => deviceLike(options.backend),
    withoutGpu: async (slots) => {
      const backend = await (wasm ??= startBackend('wasm'));
      return onWasm({ ...options, backend }, plan, slots);
    },
  });
}

/** Another device, or why there is none: a browser whose GPU failed may have no adapter, or offer one of software. */
async function deviceLike({ adapter: first }: BackendReport): Promise<GPUDevice | string> {
  const adapter = await webgpuAdapter();
  if (!adapter) return 'The browser has no adapter any more.';
  // WebAssembly is faster.
  if (adapter.software && !first?.software)
    return `The adapter that is left computes in software (${adapter.name}).`;
  return (await newDevice()) ?? 'The browser gives no other device.';
}
