/** Chooses what computes the training steps: a fused plan where the backend has an engine and the model a plan, else the tape. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BackendReport } from './backends/select';
import { FusedTrainStep } from './backends/wasm/engine/fused-train-step';
import { registerWasmKernels } from './backends/wasm/register';
import type { LossName } from './trainer/losses';
import type { Optimizer } from './trainer/optimizers';
import { planFor } from './trainer/plan/plan';
import { TapeTrainStep } from './trainer/tape-train-step';
import type { TrainStep } from './trainer/train-step';

/** What is trained, and with what. */
export interface TrainPathOptions {
  backend: BackendReport;
  model: LayersModel;
  optimizer: Optimizer;
  loss: LossName;
  timeBudgetMs: number;
  /** Threads of the plan; null for the backend's. Without shared memory there is one. */
  threads: number | null;
}

/** The fastest train step for a model on a started backend; its `path` says which it is and, for the tape, why. */
export async function makeTrainStep({ backend, threads, ...options }: TrainPathOptions): Promise<TrainStep> {
  if (backend.backend !== 'wasm') return new TapeTrainStep({ ...options, why: 'no plan on this backend' });
  const planned = planFor(options.model);
  if ('reason' in planned) return new TapeTrainStep({ ...options, why: planned.reason });
  const kernels = await registerWasmKernels();
  const shared = backend.threads > 1;
  return new FusedTrainStep({
    ...options,
    ...planned,
    kernels,
    threads: shared ? (threads ?? backend.threads) : 1,
  });
}
