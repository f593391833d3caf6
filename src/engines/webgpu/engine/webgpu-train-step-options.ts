import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LossName } from '../../../training/losses';
import type { Optimizer } from '../../../training/optimizers';
import type { Plan } from '../../../plan/stages';
import type { TrainState } from '../../../training/train-step';

/** What is trained, and with what. */
export interface WebGpuTrainStepOptions {
  device: GPUDevice;
  model: LayersModel;
  plan: Plan;
  optimizer: Optimizer;
  loss: LossName;
  /** Of what dropout leaves out. Default 0. */
  seed?: number;
  /** Each of the optimizer's slots, to go on from: values of each of `trainableWeights`. Default zeros. */
  slots?: TrainState['slots'] | null;
  /** Milliseconds between two copies of the state that are kept in case the device is lost. Default 30,000. */
  keepEveryMs?: number;
  /** What the step is called. Default 'fused plan on WebGPU'. */
  path?: string;
  /** Hears of compiled shaders: how many, of how many. */
  onCompiled?: (done: number, total: number) => void;
}
