/** Selects what computes the training steps: a fused plan if the model has one, otherwise the tape. */
import { backend as currentBackend } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { FallbackReason } from '../core/backend-reason';
import { type BackendReport, startBackend } from '../engines/select';
import { FusedTrainStep } from '../engines/wasm/engine/fused-train-step';
import { registerWasmKernels } from '../engines/wasm/register';
import { webgpuAdapter } from '../engines/webgpu-adapter';
import { newDevice } from '../engines/webgpu/device';
import type { Recovery } from './recovering-train-step';
import type { Loss } from '../options/loss-config';
import type { OptimizerConfig } from '../options/optimizer-config';
import { resolveLoss } from '../options/resolve-loss';
import { type Optimizer, noPlanUpdateReason } from '../training/optimizers';
import { resolveOptimizer } from '../options/resolve-optimizer';
import { noPlanLossReason } from '../plan/crossentropy';
import { type Planned, planFor } from '../plan/plan';
import type { Plan } from '../plan/stages';
import { assertStepFits } from './tape-memory';
import { TapeTrainStep } from './tape-train-step';
import type { TrainState, TrainStep } from '../training/train-step';
import { makeWebGpuPath } from './webgpu-path';

/** Options of `makeTrainStep`. */
export interface TrainPathOptions {
  backend: BackendReport;
  model: LayersModel;
  optimizer: Optimizer;
  loss: Loss;
  /** Seed of the dropout masks. */
  seed: number;
  timeBudgetMs: number;
  /** Threads of the plan; null for as many as the backend has. Without shared memory it is always one. */
  threads: number | null;
  /** Optimizer slots to resume from; null for zeros. */
  slots: TrainState['slots'] | null;
  /** Images per batch. Shaders are compiled for this size in advance, and the memory of the tape is checked for it. */
  images: number;
  /** Shape of an image, for a model that takes any size. Default: the model's. */
  inputShape?: readonly (number | null)[];
  /** Reports the progress of shader compilation. */
  onCompiled?: (done: number, total: number) => void;
  /** Called when a GPU fails and training resumes elsewhere. */
  onRecovery?: (recovery: Recovery) => void;
}

/**
 * Returns the fastest train step for a model on a started backend. `path` names it and, for the tape, says why.
 *
 * @throws {PupilaError} 'invalid-argument' if a batch does not fit into memory.
 */
export async function makeTrainStep(options: TrainPathOptions): Promise<TrainStep> {
  const planned = plannedFor(options.model, options.optimizer.config, options.loss);
  if ('reason' in planned) {
    assertStepFits(options.model, options.optimizer, options.images, options.inputShape);
    return new TapeTrainStep({ ...options, noPlanReason: planned.reason.text });
  }
  if (options.backend.backend === 'wasm') return onWasm(options, planned.plan, options.slots);
  return onWebGpu(options, planned.plan);
}

/** Returns the plan that trains a model, or the reason why the tape does, as a clause. */
export function plannedFor(model: LayersModel, optimizer: OptimizerConfig, loss: Loss): Planned {
  const planned = planFor(model);
  if ('reason' in planned) return planned;
  const reason =
    noPlanUpdateReason(resolveOptimizer(optimizer)) ?? noPlanLossReason(resolveLoss(loss), planned.plan.head);
  return reason === null ? planned : { reason };
}

async function onWasm(
  { backend, threads, ...options }: TrainPathOptions,
  plan: Plan,
  slots: TrainState['slots'] | null,
): Promise<TrainStep> {
  const kernels = await registerWasmKernels();
  const shared = backend.threads > 1;
  return new FusedTrainStep({
    ...options,
    plan,
    kernels,
    slots,
    threads: shared ? (threads ?? backend.threads) : 1,
  });
}

/** Runs a plan on tfjs's device. If that device fails, tfjs moves to WebAssembly, whatever the plan moves to. */
function onWebGpu(options: TrainPathOptions, plan: Plan): Promise<TrainStep> {
  const { device } = currentBackend() as WebGPUBackend;
  let wasm: Promise<BackendReport> | null = null;
  const moveTfjsOffDevice = async (): Promise<void> => void (await (wasm ??= startBackend('wasm')));
  return makeWebGpuPath({
    onRecovery: () => undefined,
    ...options,
    device,
    plan,
    moveTfjsOffDevice,
    newDevice: () => deviceLike(options.backend),
    createStepWithoutGpu: async (slots) => {
      const backend = await (wasm ??= startBackend('wasm'));
      return onWasm({ ...options, backend }, plan, slots);
    },
  });
}

/**
 * Requests another device. Returns the reason if there is none: after a GPU failure a browser may have no adapter, or
 * only a software one.
 */
async function deviceLike({ adapter: first }: BackendReport): Promise<GPUDevice | FallbackReason> {
  const adapter = await webgpuAdapter();
  if (!adapter) return { kind: 'adapter-gone' };
  // WebAssembly is faster than WebGPU in software.
  if (adapter.software && !first?.software) return { kind: 'software-adapter', adapter: adapter.name };
  return (await newDevice()) ?? { kind: 'no-device' };
}
