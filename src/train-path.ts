/** Chooses what computes the training steps: a fused plan where the model has one, else the tape. */
import { type Variable, backend as currentBackend, tensor } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackendReport, startBackend } from './backends/select';
import { FusedTrainStep } from './backends/wasm/engine/fused-train-step';
import { registerWasmKernels } from './backends/wasm/register';
import { type WebGpuPlan, webGpuPlan } from './backends/webgpu/engine/webgpu-plan';
import { WebGpuTrainStep } from './backends/webgpu/engine/webgpu-train-step';
import { PupilaError } from './core/errors';
import { RecoveringTrainStep, type Recovery } from './recovering-train-step';
import type { LossName } from './trainer/losses';
import type { Optimizer } from './trainer/optimizers';
import { planFor } from './trainer/plan/plan';
import type { Plan } from './trainer/plan/stages';
import { TapeTrainStep } from './trainer/tape-train-step';
import type { TrainState, TrainStep } from './trainer/train-step';

/** What is trained, and with what. */
export interface TrainPathOptions {
  backend: BackendReport;
  model: LayersModel;
  optimizer: Optimizer;
  loss: LossName;
  timeBudgetMs: number;
  /** Threads of the plan; null for the backend's. Without shared memory there is one. */
  threads: number | null;
  /** Images in a batch: shaders are compiled for them ahead. */
  images: number;
  /** Hears of shaders that were compiled: how many, of how many. */
  onCompiled?: (done: number, total: number) => void;
  /** Hears when training goes on elsewhere because a GPU failed. */
  onRecovery?: (recovery: Recovery) => void;
}

/** The fastest train step for a model on a started backend; its `path` says which it is and, for the tape, why. */
export async function makeTrainStep(options: TrainPathOptions): Promise<TrainStep> {
  const onTape = (why: string): TrainStep => new TapeTrainStep({ ...options, why });
  const planned = planFor(options.model);
  if (options.backend.backend === 'wasm')
    return 'plan' in planned ? onWasm(options, planned.plan, null) : onTape(planned.reason);
  const onGpu = webGpuPlan(planned);
  return 'plan' in onGpu ? onWebGpu(options, onGpu.plan) : onTape(onGpu.reason);
}

async function onWasm(
  { backend, threads, ...options }: TrainPathOptions,
  plan: Plan,
  state: TrainState | null,
): Promise<TrainStep> {
  const kernels = await registerWasmKernels();
  const shared = backend.threads > 1;
  return new FusedTrainStep({
    ...{ ...options, plan, kernels, slots: state?.slots ?? null },
    threads: shared ? (threads ?? backend.threads) : 1,
  });
}

/** A plan on tfjs's device that goes on on WebAssembly when the device fails. */
async function onWebGpu(options: TrainPathOptions, plan: WebGpuPlan): Promise<TrainStep> {
  const { model, optimizer, images, onRecovery = () => undefined } = options;
  const { device } = currentBackend() as WebGPUBackend;
  const first = new WebGpuTrainStep({ ...options, device, plan });
  const goOn = async (state: TrainState | null): Promise<TrainStep> => {
    const backend = await startBackend('wasm');
    if (state) assignWeights(model, state);
    return onWasm({ ...options, backend }, plan, state);
  };
  try {
    await first.prepare(images);
  } catch (error) {
    if (!(error instanceof PupilaError) || error.code !== 'device-lost') throw error;
    first.dispose();
    const step = await goOn(first.state);
    onRecovery({ reason: error.message, path: step.path, iterations: 0, lostSteps: 0 });
    return step;
  }
  return new RecoveringTrainStep({ first, optimizer, goOn, onRecovery });
}

function assignWeights(model: LayersModel, { weights }: TrainState): void {
  model.trainableWeights.forEach((weight, i) => {
    const variable = weight.read() as Variable;
    const values = tensor(weights[i] as Float32Array, variable.shape);
    variable.assign(values);
    values.dispose();
  });
}
