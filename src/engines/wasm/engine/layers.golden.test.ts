/** Tests each stage of a plan against values and gradients that Keras computed for single layers. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, it } from 'vitest';
import { GOLDEN_ROOTS, readNpy } from '../../../data/golden.testing';
import { applyHead } from '../../../training/head';
import type { Rates } from '../../../training/optimizers';
import { planFor } from '../../../plan/plan';
import { TimeBudget } from '../../../training/yield';
import {
  type LayerCase,
  expectWithin,
  layerCases,
  modelOf,
  softmaxGradient,
} from '../../layer-cases.testing';
import type { Address } from '../kernel-exports';
import type { KernelModule } from '../module';
import { startWasm } from '../wasm.testing';
import { clearSums, kernelGradient, packFilters } from './convolution-weights';
import { denseBackward, denseForward } from './dense-layer';
import { JobRunner } from './job-runner';
import { placeProgram } from './layout';
import {
  type DenseProgram,
  FLOAT,
  type Program,
  type StageMemory,
  type ThreadProgram,
  type WeightProgram,
  volume,
} from './program';

let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

const budget = new TimeBudget(1000);
/** SGD with learning rate 1: the change of a weight is its gradient. */
const RATES: Rates = { rate: 1, epsilon: 0, first: 0, second: 0, momentum: 0 };

const put = (at: Address, values: ArrayLike<number>): void =>
  new Float32Array(kernels.memory.buffer, at, values.length).set(values);
const take = (at: Address, count: number): Float32Array =>
  new Float32Array(kernels.memory.buffer, at, count).slice();

/**
 * A model with the layer after two identity convolutions and before a Dense layer. Two, because the layer's input
 * gradient must be computed even if one of them is fused with it.
 */
function modelAround({ layer, config }: LayerCase, inputShape: number[]): Promise<LayersModel> {
  const [isDense, isHead] = [layer === 'Dense', config.activation === 'softmax'];
  const shape = isDense ? [1, 1, inputShape[0]] : inputShape;
  const first = {
    filters: shape[2],
    kernel_size: [1, 1],
    use_bias: false,
    batch_input_shape: [null, ...shape],
  };
  const flatten = { class_name: 'Flatten', config: { name: 'flatten' } };
  const stack = [
    { class_name: 'Conv2D', config: { name: 'same', ...first } },
    { class_name: 'Conv2D', config: { name: 'same_1', ...first } },
    ...(isDense ? [flatten] : []),
    { class_name: layer, config },
    ...(isDense ? [] : [flatten]),
    ...(isHead ? [] : [{ class_name: 'Dense', config: { name: 'last', units: 1, activation: 'sigmoid' } }]),
  ];
  return modelOf(stack);
}

/** The program of a case with its weights in place. */
async function programOf(
  golden: LayerCase,
  inputShape: number[],
  images: number,
): Promise<JobRunner<Program>> {
  const model = await modelAround(golden, inputShape);
  const planned = planFor(model);
  if (!('plan' in planned)) throw new Error(planned.reason.text);
  const channels = planned.plan.input[2];
  const identity = Float32Array.from({ length: channels ** 2 }, (_, i) => Number(i % (channels + 1) === 0));
  const values = [identity, identity, ...golden.weights.map((path) => readNpy(path).data)];
  const weights = model.trainableWeights.map(({ shape }, i): WeightProgram => {
    const count = volume(shape as number[]);
    const at = kernels.allocate(FLOAT * count + 64);
    put(at, values[i] ?? new Float32Array(count));
    return { at, slots: [], count };
  });
  const options = { optimizer: 'sgd', nesterov: false, threads: 1, activationLimitBytes: 2 ** 30 } as const;
  const inputs = { plan: planned.plan, weights, images, ...options };
  const { exports } = kernels;
  return JobRunner.create(kernels, (arena) => placeProgram(exports, inputs, arena));
}

/** Runs images one at a time, because a thread's own memory holds the gradient of a single image. */
async function checkImages(jobs: JobRunner<Program>, golden: LayerCase): Promise<void> {
  const { program } = jobs;
  const { block } = program.threads[0] as ThreadProgram;
  const stage = program.images.at(-1) as Program['images'][number];
  const { dx } = program.threads[0]?.stages.at(-1) as StageMemory;
  const [x, dy] = [readNpy(golden.x), readNpy(golden.dy)];
  const [inputs, outputs] = [volume(stage.input), volume(stage.output)];
  const y: number[] = [];
  const gradient: number[] = [];
  await packFilters(kernels, program, budget);
  await clearSums(kernels, program, budget);
  for (let i = 0; i < (x.shape[0] as number); i++) {
    put(program.x, x.data.subarray(i * inputs, (i + 1) * inputs));
    await jobs.run({ kind: 'forward', layer: 0, items: 1, images: 1, key: 0 }, { budget });
    y.push(...take(stage.y, outputs));
    put((program.dense[0] as DenseProgram).dx, dy.data.subarray(i * outputs, (i + 1) * outputs));
    await jobs.run({ kind: 'backward', layer: 0, items: 1, images: 1, key: 0 }, { budget });
    gradient.push(...take(dx, inputs));
  }
  expectWithin(y, readNpy(golden.y).data);
  expectWithin(gradient, readNpy(golden.dx).data);
  if (stage.kind === 'pooling' || golden.dweights.length === 0) return;
  const [kernel, bias] = golden.dweights.map((path) => readNpy(path).data);
  const at = kernelGradient(kernels, stage, block);
  expectWithin(take(at, stage.kernel.count), kernel as Float32Array);
  if (bias) expectWithin(take(stage.biasSums, bias.length), bias);
}

async function checkDense(jobs: JobRunner<Program>, golden: LayerCase): Promise<void> {
  const { dense, x } = jobs.program;
  const { y, dy, dx, inputs, units, kernel, bias } = dense[0] as DenseProgram;
  const images = readNpy(golden.x).shape[0] as number;
  const pass = { images, key: 0 };
  put(x, readNpy(golden.x).data);
  await packFilters(kernels, jobs.program, budget);
  await jobs.run({ kind: 'forward', layer: 0, items: images, ...pass }, { budget });
  await denseForward(kernels, jobs, 0, pass, budget);
  const isHead = golden.config.activation === 'softmax';
  const outputs = take(y, images * units);
  const probabilities = isHead ? applyHead('softmax', outputs, images) : outputs;
  expectWithin(probabilities, readNpy(golden.y).data);
  const gradient = readNpy(golden.dy).data;
  put(dy, isHead ? softmaxGradient(probabilities, gradient, units) : gradient);
  const before = [kernel, bias as WeightProgram].map(({ at, count }) => take(at, count));
  await denseBackward(kernels, jobs, 0, pass, RATES, budget);
  expectWithin(take(dx, images * inputs), readNpy(golden.dx).data);
  [kernel, bias as WeightProgram].forEach(({ at, count }, i) => {
    const after = take(at, count);
    const change = before[i]?.map((value, j) => value - (after[j] as number));
    expectWithin(change as Float32Array, readNpy(golden.dweights[i] as string).data);
  });
}

describe.each(GOLDEN_ROOTS)("the plan's stages against Keras's values (%s)", (root) => {
  it.each(layerCases(root))('$name', async (golden) => {
    const [images, ...inputShape] = readNpy(golden.x).shape;
    const isDense = golden.layer === 'Dense';
    const jobs = await programOf(golden, inputShape, isDense ? (images as number) : 1);
    await (isDense ? checkDense : checkImages)(jobs, golden);
    await jobs.dispose();
  });
});
