/**
 * Verifies, then times the training steps of ours and of tfjs on a WebGPU device, and each kernel relative to the peak.
 */
import { type Batch, floatsOf } from '../../src/core/batch';
import { TapeTrainStep } from '../../src/steps/tape-train-step';
import { limitsOf } from '../../src/engines/webgpu/device';
import { WebGpuTrainStep } from '../../src/engines/webgpu/engine/webgpu-train-step';
import { Optimizer } from '../../src/training/optimizers';
import type { TrainStep } from '../../src/training/train-step';
import { type Difference, difference, requireClose } from '../step/proof';
import { gradientsOf } from '../support/gradients';
import { referenceStep } from '../step/reference';
import { MINIMUM_LIMITS, countKernels, programOf } from './counts';
import { timeKernels } from './kernel-times';
import { network, noise } from './network';
import { type Peak, measurePeak } from './peak';

/** Configuration: number of images in a batch, and side of an image in pixels. */
export interface GpuConfig {
  images: number;
  side: number;
  rounds: number;
  software: boolean;
}

/** Time of a system's step. */
export interface StepTime {
  system: string;
  images: number;
  ms: number;
  /** Time of the first step, including compilation and allocation, in a fresh process; null if unknown. */
  'first ms': number | null;
  'TFLOP/s': number;
  'share of peak': number;
}

/** Number of images that are also computed in float64. */
const PROOF_IMAGES = 2;
const LOSS = 'binary_crossentropy';

/** Measures both steps. tfjs must already use its WebGPU backend on this device, with its own kernels. */
export async function measureGpu(device: GPUDevice, config: GpuConfig) {
  const { images, side, rounds, software } = config;
  const optimizer = () => new Optimizer({ name: 'adam' });
  const steps = {
    Pupila: new WebGpuTrainStep({ device, ...network(side), loss: LOSS, optimizer: optimizer() }),
    // Without slices.
    'tfjs-backend-webgpu': new TapeTrainStep({
      model: network(side).model,
      loss: LOSS,
      optimizer: optimizer(),
      sliceSize: images,
    }),
  };
  const batch = noise(images, side);
  const firsts: number[] = [];
  for (const step of Object.values(steps)) firsts.push(await elapsed(() => step.run(batch)));
  const proofs = await prove(device, side);
  const peak = await measurePeak(device, software ? 'software' : 'hardware');
  const times: StepTime[] = [];
  for (const [i, [system, step]] of Object.entries(steps).entries()) {
    const ms = await timeSteps(step, batch, rounds);
    times.push(stepTime(system, { ms, first: firsts[i] as number }, config, peak));
    step.dispose();
  }
  const { model, plan } = network(side);
  const limits = limitsOf(device);
  const timed = (lanes: number) =>
    timeKernels(device, programOf(model, plan, images, { ...limits, lanes }), images, peak);
  const kernels = await timed(1);
  if (device.features.has('subgroups')) {
    const withSubgroups = await timed(device.adapterInfo.subgroupMinSize ?? 1);
    withSubgroups.forEach(({ us }, i) => Object.assign(kernels[i] as object, { 'us through subgroups': us }));
  }
  return { ...peak, images, side, rounds, proofs, steps: times, kernels };
}

/** Computes a row of the table. */
export function stepTime(
  system: string,
  { ms, first = null }: { ms: number; first?: number | null },
  { images, side }: GpuConfig,
  peak: Peak,
): StepTime {
  const { model, plan } = network(side);
  const program = programOf(model, plan, images, MINIMUM_LIMITS);
  const rate = countKernels(program, images).floor.gflop / ms;
  return { system, images, ms, 'first ms': first, 'TFLOP/s': rate, 'share of peak': rate / peak.teraflops };
}

/**
 * Compares the loss and all gradients of both steps with float64 loops.
 *
 * @throws {Error} when a difference is too large, so that nothing is timed.
 */
async function prove(device: GPUDevice, side: number): Promise<Difference[]> {
  const batch = noise(PROOF_IMAGES, side);
  const { model, plan } = network(side);
  const initial = await Promise.all(model.getWeights().map((weight) => weight.data()));
  const truth = referenceStep(plan, initial, floatsOf(batch), batch.y as Float32Array);
  const steps = {
    Pupila: (optimizer: Optimizer) => new WebGpuTrainStep({ device, model, plan, loss: LOSS, optimizer }),
    'tfjs-backend-webgpu': (optimizer: Optimizer) => new TapeTrainStep({ model, loss: LOSS, optimizer }),
  };
  const proofs: Difference[] = [];
  for (const [from, make] of Object.entries(steps)) {
    model.setWeights(network(side).model.getWeights());
    proofs.push(requireClose(difference(from, await gradientsOf(model, make, batch), truth)));
  }
  return proofs;
}

/** Median time of a step in ms. Steps are submitted in groups, as `fit` does. */
async function timeSteps(step: TrainStep, batch: Batch, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const steps = 1 + (step.stepsAhead ?? 0);
    const ms = await elapsed(() => {
      const pending = Array.from({ length: steps }, () => step.run(batch));
      step.flush?.();
      return Promise.all(pending);
    });
    times.push(ms / steps);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
