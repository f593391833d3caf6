/** Counts the costs of a recorded program: dispatches, arithmetic, memory traffic, and the lower bound of its time. */
import { resolveLoss } from '../../src/options/resolve-loss';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Program, makeProgram } from '../../src/engines/webgpu/engine/program';
import { kernelsOf } from '../../src/engines/webgpu/engine/recording';
import type { TileLimits } from '../../src/engines/webgpu/tile';
import { layOutWeights } from '../../src/engines/webgpu/engine/weight-layout';
import type { Plan } from '../../src/plan/stages';

/** An NVIDIA H200: float32 TFLOP/s by its datasheet, and memory TB/s (reads plus writes) measured with a copy. */
const TERAFLOPS = 67;
const TERABYTES = 4.3;

/** The limits that every WebGPU device supports. */
export const MINIMUM_LIMITS: TileLimits = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16384,
  lanes: 1,
};

export function programOf(model: LayersModel, plan: Plan, images: number, limits: TileLimits): Program {
  const optimizer = { name: 'adam', momentum: 0, nesterov: false, slots: 2 } as const;
  const sizes = model.trainableWeights.map((weight) => weight.read().size);
  const weights = layOutWeights(plan, sizes, optimizer);
  return makeProgram({ plan, loss: resolveLoss('binary_crossentropy'), optimizer, weights, images, limits });
}

export function countKernels(program: Program, images: number) {
  const counts = Object.entries(kernelsOf(program)).flatMap(([section, kernels]) =>
    kernels.map((kernel) => {
      const { flop, bytes } = kernel.work(images);
      const workgroups = kernel.workgroups(images).reduce((product, count) => product * count, 1);
      const floorUs = 1e6 * Math.max(flop / (TERAFLOPS * 1e12), bytes / (TERABYTES * 1e12));
      return { section, kernel: kernel.label, workgroups, MFLOP: flop / 1e6, MB: bytes / 1e6, floorUs };
    }),
  );
  const sum = (key: 'MFLOP' | 'MB' | 'floorUs') => counts.reduce((total, each) => total + each[key], 0);
  const floor = {
    dispatches: counts.length,
    gflop: sum('MFLOP') / 1e3,
    gigabytes: sum('MB') / 1e3,
    floorMs: sum('floorUs') / 1e3,
  };
  return { counts, floor };
}
