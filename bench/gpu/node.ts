/** The process of `npm run bench:gpu`: takes its options as JSON, gives its results as JSON on stdout. */
import '@tensorflow/tfjs-backend-cpu';
import { ready, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { create, globals } from 'webgpu';
import type { TileLimits } from '../../src/backends/webgpu/tile';
import { WebGpuTrainStep } from '../../src/backends/webgpu/engine/webgpu-train-step';
import { Optimizer } from '../../src/trainer/optimizers';
import { TapeTrainStep } from '../../src/trainer/tape-train-step';
import type { TrainStep } from '../../src/trainer/train-step';
import { countKernels, programOf } from './counts';
import { timeKernels } from './kernel-times';
import { network, noise } from './network';
import { measurePeak } from './peak';

interface Config {
  images: string;
  side: string;
  rounds: string;
  counts?: boolean;
}

/** The limits that every WebGPU device has. */
const LEAST: TileLimits = { maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupStorageSize: 16384 };

const config = JSON.parse(process.argv[2] as string) as Config;
const [images, side, rounds] = [Number(config.images), Number(config.side), Number(config.rounds)];
const { model, plan } = network(side);
const { counts, floor } = countKernels(programOf(model, plan, images, LEAST), images);
const measured = config.counts ? null : await measure();
process.stdout.write(JSON.stringify({ counts, floor: { images, side, ...floor }, measured }));
process.exit(0);

async function measure() {
  Object.assign(globalThis, globals);
  if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: {} });
  Object.defineProperty(navigator, 'gpu', { value: create([]) });
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('There is no Vulkan driver here: --software takes the one of Chromium.');
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: {
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
      maxBufferSize: adapter.limits.maxBufferSize,
    },
  });
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  await setBackend('webgpu');
  await ready();
  const [ours, stock] = [makeOurs(device), makeStock()];
  await prove(ours, stock);
  const peak = await measurePeak(device);
  const steps = [];
  for (const [system, step] of [
    ['Pupila', ours],
    ['tfjs-backend-webgpu', stock],
  ] as const) {
    const ms = await timeSteps(step);
    const rate = floor.gflop / ms;
    steps.push({ system, images, ms, 'TFLOP/s': rate, 'share of peak': rate / peak.teraflops });
  }
  const kernels = await timeKernels(device, programOf(model, plan, images, device.limits), images, peak);
  return { adapter: [adapter.info.vendor, adapter.info.description].join(' '), ...peak, steps, kernels };
}

function makeOurs(device: GPUDevice): WebGpuTrainStep {
  const loss = 'binary_crossentropy';
  return new WebGpuTrainStep({ device, ...network(side), loss, optimizer: new Optimizer({ name: 'adam' }) });
}

/** tfjs's kernels through the tape, the whole batch at once. */
function makeStock(): TapeTrainStep {
  const loss = 'binary_crossentropy';
  const optimizer = new Optimizer({ name: 'adam' });
  return new TapeTrainStep({ model: network(side).model, loss, optimizer, sliceSize: images });
}

/** Nothing is timed before two steps of both agreed in their losses. */
async function prove(ours: TrainStep, stock: TrainStep): Promise<void> {
  for (let k = 0; k < 2; k++) {
    const [mine, other] = [await ours.run(noise(2, side)), await stock.run(noise(2, side))];
    const far = Math.abs(mine.loss - other.loss);
    if (!(far < 1e-4)) throw new Error(`Step ${k}: our loss differs from tfjs's by ${far}`);
  }
}

/** Milliseconds of a step in a row of steps, as `fit` gives them: the median row. */
async function timeSteps(step: TrainStep): Promise<number> {
  const batch = noise(images, side);
  await step.run(batch);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const ahead = step.stepsAhead ?? 0;
    const underWay = Array.from({ length: 1 + ahead }, () => step.run(batch));
    await Promise.all(underWay);
    times.push((performance.now() - start) / underWay.length);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}
