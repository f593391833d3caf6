import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Loss } from '../../../options/loss-config';
import type { Optimizer } from '../../../training/optimizers';
import type { Graph } from '../../../plan/graph/graph';
import type { Plan } from '../../../plan/stages';
import type { TrainState } from '../../../training/train-step';

/** Options of `WebGpuTrainStep`. */
export interface WebGpuTrainStepOptions {
  device: GPUDevice;
  model: LayersModel;
  /** What to compute: a plan or a graph of the model. */
  plan: Plan | Graph;
  optimizer: Optimizer;
  loss: Loss;
  /** Seed of the dropout masks. Default 0. */
  seed?: number;
  /** Optimizer slots to resume from, each with the values of each of `trainableWeights`. Default zeros. */
  slots?: TrainState['slots'] | null;
  /** Whether results have the outputs. Default false. */
  withOutputs?: boolean;
  /** Interval in ms between background copies of the state, for the case that the device is lost. Default 30,000. */
  stateIntervalMs?: number;
  /** Name of the step. Default 'fused plan on WebGPU'. */
  path?: string;
  /** Reports the progress of shader compilation. */
  onCompiled?: (done: number, total: number) => void;
}
