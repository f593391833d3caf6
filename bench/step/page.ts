/** The page of `npm run bench -- step`. */
import { memory } from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/engines/select';
import { FusedTrainStep } from '../../src/engines/wasm/engine/fused-train-step';
import type { KernelModule } from '../../src/engines/wasm/module';
import { registerWasmKernels } from '../../src/engines/wasm/register';
import { Optimizer } from '../../src/training/optimizers';
import type { Batch } from '../../src/core/batch';
import { network, noise } from './network';
import { Peak } from '../support/peak';
import type { Parts } from '../support/timed-kernels';
import { type Difference, prove } from './proof';
import { clocked } from './stages';
import { layerWork, stepFlop } from './work';

/** A train step and its batch. */
interface Run {
  step: FusedTrainStep;
  batch: Batch;
}

let kernels: KernelModule;
let peak: Peak;
const runs = new Map<string, Run>();

const bench = {
  async start(): Promise<{ file: string; threads: number }> {
    const { threads } = await startBackend('wasm');
    kernels = await registerWasmKernels();
    peak = await Peak.create(kernels, threads);
    return { file: kernels.file, threads };
  },

  prove: (threads: number): Promise<Difference[]> => prove(kernels, threads),

  work: () => ({ layers: layerWork(network().plan), stepFlop: stepFlop(network().plan) }),

  peak: (threads: number): Promise<number> => peak.measure(threads),

  /** Time in ms and loss of one step. The first call also creates the step. */
  async step(images: number, threads: number): Promise<{ ms: number; loss: number }> {
    const { step, batch } = runFor(images, threads);
    const start = performance.now();
    const { loss } = await step.run(batch);
    return { ms: performance.now() - start, loss };
  },

  /** Time in ms of a forward pass to probabilities. */
  async forward(images: number, threads: number): Promise<{ ms: number }> {
    const { step, batch } = runFor(images, threads);
    const start = performance.now();
    await step.predict(batch);
    return { ms: performance.now() - start };
  },

  /** Probabilities with the initial weights. */
  async predict(images: number): Promise<number[]> {
    const { step, batch } = makeRun(kernels, images, 1);
    const outputs = await step.predict(batch);
    step.dispose();
    return [...outputs];
  },

  /** Time in ms of each part of a step on one thread. `rest` is the time outside of kernels. */
  async stages(images: number): Promise<Parts> {
    const { plan } = network();
    const { kernels: timed, parts } = clocked(kernels, plan);
    const { step, batch } = makeRun(timed, images, 1);
    for (let warmUp = 0; warmUp < 2; warmUp++) await step.run(batch);
    Object.keys(parts).forEach((part) => delete parts[part]);
    const start = performance.now();
    await step.run(batch);
    const whole = performance.now() - start;
    step.dispose();
    const inKernels = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
    return { ...parts, rest: whole - inKernels };
  },

  memory: () => ({ heapBytes: kernels.memory.buffer.byteLength, tensors: memory().numTensors }),
};

function runFor(images: number, threads: number): Run {
  const name = `${images} ${threads}`;
  const run = runs.get(name) ?? makeRun(kernels, images, threads);
  runs.set(name, run);
  return run;
}

function makeRun(module: KernelModule, images: number, threads: number): Run {
  const { model, plan } = network();
  const step = new FusedTrainStep({
    kernels: module,
    model,
    plan,
    threads,
    loss: 'binary_crossentropy',
    optimizer: new Optimizer({ name: 'adam' }),
  });
  return { step, batch: noise(images) };
}

export type Bench = typeof bench;
Object.assign(globalThis, { bench });
