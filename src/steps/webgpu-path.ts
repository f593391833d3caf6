/**
 * A plan or graph on WebGPU that survives the loss of its device. When the device is lost or runs out of memory, training resumes
 * on a new device, once, and then on WebAssembly.
 */
import { type Variable, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { WebGpuTrainStep } from '../engines/webgpu/engine/webgpu-train-step';
import type { WebGpuTrainStepOptions } from '../engines/webgpu/engine/webgpu-train-step-options';
import type { FallbackReason } from '../core/backend-reason';
import { PupilaError, messageOf } from '../core/errors';
import { RecoveringTrainStep, type Recovery, type Successor, recoveryOf } from './recovering-train-step';
import type { TrainState, TrainStep } from '../training/train-step';

/** What to train, and how to resume after a failure. */
export interface WebGpuPathOptions extends Omit<WebGpuTrainStepOptions, 'stateIntervalMs' | 'path'> {
  /** Images per batch. */
  images: number;
  /** Moves tfjs off the device. Its variables are available when the promise resolves. */
  moveTfjsOffDevice(): Promise<void>;
  /** Requests another device. Resolves to the reason if there is none. */
  newDevice(): Promise<GPUDevice | FallbackReason>;
  /** Creates the step that continues without a GPU. */
  createStepWithoutGpu(slots: TrainState['slots'] | null): Promise<TrainStep>;
  onRecovery(recovery: Recovery): void;
}

const NEW_DEVICE = 'fused plan on WebGPU, on a new device';

export async function makeWebGpuPath(options: WebGpuPathOptions): Promise<TrainStep> {
  const { model, optimizer, images, moveTfjsOffDevice, newDevice, createStepWithoutGpu, onRecovery } =
    options;
  const first = new WebGpuTrainStep(options);
  const slotsOf = (state: TrainState | null) => state?.slots ?? options.slots ?? null;
  const restore = async (state: TrainState | null): Promise<void> => {
    await moveTfjsOffDevice();
    if (state) assignWeights(model, state);
  };
  const continueWithoutGpu = async (
    state: TrainState | null,
    fallback: FallbackReason | null,
  ): Promise<Successor> => ({
    step: await createStepWithoutGpu(slotsOf(state)),
    backend: 'wasm',
    fallback,
  });
  const resumeWithoutGpu = async (state: TrainState | null): Promise<Successor> => {
    await restore(state);
    return continueWithoutGpu(state, null);
  };
  const resumeOnNewDevice = async (state: TrainState | null): Promise<Successor> => {
    await restore(state);
    const device = await newDevice();
    if ('kind' in device) return continueWithoutGpu(state, device);
    const second = new WebGpuTrainStep({ ...options, device, slots: slotsOf(state), path: NEW_DEVICE });
    const failed = await prepareOrDispose(second, images);
    if (!failed) {
      const step = new RecoveringTrainStep({
        first: second,
        optimizer,
        createSuccessor: resumeWithoutGpu,
        onRecovery,
      });
      return { step, backend: 'webgpu', fallback: null };
    }
    return continueWithoutGpu(state, { kind: 'device-failed', message: messageOf(failed) });
  };
  const failed = await prepareOrDispose(first, images);
  if (!failed)
    return new RecoveringTrainStep({ first, optimizer, createSuccessor: resumeOnNewDevice, onRecovery });
  const next = await resumeOnNewDevice(null);
  try {
    onRecovery(recoveryOf(failed.message, next, { iterations: optimizer.iterations, lostSteps: 0 }));
  } catch (error) {
    next.step.dispose();
    throw error;
  }
  return next.step;
}

/** Prepares the step. Returns the 'device-lost' error if its device failed, else null. A failed step is disposed of. */
async function prepareOrDispose(step: WebGpuTrainStep, images: number): Promise<PupilaError | null> {
  try {
    await step.prepare(images);
    return null;
  } catch (error) {
    step.dispose();
    if (error instanceof PupilaError && error.code === 'device-lost') return error;
    throw error;
  }
}

function assignWeights(model: LayersModel, { weights }: TrainState): void {
  weights.forEach((weight, i) => {
    const variable = model.weights[i]?.read() as Variable;
    const values = tensor(weight, variable.shape);
    variable.assign(values);
    values.dispose();
  });
}
