/**
 * A plan on WebGPU that outlives its device: when the device is lost or refuses memory, training goes on on a new one, once;
 * then on WebAssembly.
 */
import { type Variable, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { WebGpuTrainStep } from '../engines/webgpu/engine/webgpu-train-step';
import type { WebGpuTrainStepOptions } from '../engines/webgpu/engine/webgpu-train-step-options';
import { PupilaError } from '../core/errors';
import { RecoveringTrainStep, type Recovery, type Successor, reasonOf } from './recovering-train-step';
import type { TrainState, TrainStep } from '../training/train-step';

/** What is trained, with what, and where it goes on. */
export interface WebGpuPathOptions extends Omit<WebGpuTrainStepOptions, 'keepEveryMs' | 'path'> {
  /** Images in a batch. */
  images: number;
  /** Makes tfjs independent of the device: its variables are to be had when this is done. */
  leaveDevice(): Promise<void>;
  /** Another device, or a sentence that says why there is none. */
  newDevice(): Promise<GPUDevice | string>;
  /** The step that goes on without a GPU. */
  withoutGpu(slots: TrainState['slots'] | null): Promise<TrainStep>;
  onRecovery(recovery: Recovery): void;
}

const NEW_DEVICE = 'fused plan on WebGPU, on a new device';

export async function makeWebGpuPath(options: WebGpuPathOptions): Promise<TrainStep> {
  const { model, optimizer, images, leaveDevice, newDevice, withoutGpu, onRecovery } = options;
  const first = new WebGpuTrainStep(options);
  const slotsOf = (state: TrainState | null) => state?.slots ?? options.slots ?? null;
  const restore = async (state: TrainState | null): Promise<void> => {
    await leaveDevice();
    if (state) assignWeights(model, state);
  };
  const endWithoutGpu = async (state: TrainState | null, why: string | null): Promise<Successor> => ({
    step: await withoutGpu(slotsOf(state)),
    why,
  });
  const leave = async (state: TrainState | null): Promise<Successor> => {
    await restore(state);
    return endWithoutGpu(state, null);
  };
  const goOn = async (state: TrainState | null): Promise<Successor> => {
    await restore(state);
    const device = await newDevice();
    if (typeof device === 'string') return endWithoutGpu(state, device);
    const second = new WebGpuTrainStep({ ...options, device, slots: slotsOf(state), path: NEW_DEVICE });
    const failed = await prepared(second, images);
    if (!failed) {
      const step = new RecoveringTrainStep({ first: second, optimizer, goOn: leave, onRecovery });
      return { step, why: null };
    }
    return endWithoutGpu(state, `On a new device: ${failed.message}`);
  };
  const failed = await prepared(first, images);
  if (!failed) return new RecoveringTrainStep({ first, optimizer, goOn, onRecovery });
  const next = await goOn(null);
  const reason = reasonOf(failed.message, next);
  try {
    onRecovery({ reason, path: next.step.path, iterations: optimizer.iterations, lostSteps: 0 });
  } catch (error) {
    next.step.dispose();
    throw error;
  }
  return next.step;
}

/** Why the step cannot begin; null where it can. One that cannot is disposed of. */
async function prepared(step: WebGpuTrainStep, images: number): Promise<PupilaError | null> {
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
  model.trainableWeights.forEach((weight, i) => {
    const variable = weight.read() as Variable;
    const values = tensor(weights[i] as Float32Array, variable.shape);
    variable.assign(values);
    values.dispose();
  });
}
