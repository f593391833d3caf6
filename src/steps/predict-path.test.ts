import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../core/batch';
import { type BackendReport } from '../engines/select';
import { graphStepBytes } from '../engines/wasm/graph/graph-train-step';
import type { KernelModule } from '../engines/wasm/module';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { layerOf } from '../models/layers/layer-of';
import { graphFor } from '../plan/graph/graph-for';
import { Optimizer } from '../training/optimizers';
import { type PredictPath, makePredictPath } from './predict-path';
import { makeTrainStep } from './train-path';

const SHAPE = [12, 10, 4] as const;
const LAYOUT = { shape: [...SHAPE], movesChannels: false };
const SIZE = 5;
const backend = { backend: 'wasm', threads: 1, reason: '', adapter: null } as unknown as BackendReport;

let kernels: KernelModule;
beforeAll(async () => void (kernels = await startWasm()));

let path: PredictPath | null = null;
afterEach(() => path?.dispose());

/** Layers with a kernel, each with a normalization behind it. */
const KERNELS: readonly [className: string, config: object][] = [
  ['Conv2D', { filters: 8, kernelSize: 3, padding: 'same', useBias: false }],
  ['Conv2D', { filters: 8, kernelSize: 1, strides: 2 }],
  ['Conv2D', { filters: 8, kernelSize: 3, groups: 2 }],
  ['DepthwiseConv2D', { kernelSize: 3, depthMultiplier: 2 }],
  ['Conv2DTranspose', { filters: 3, kernelSize: 3, strides: 2 }],
];

/** A network with weights and moving statistics that are far from those of a new one. */
function networkOf(...body: [className: string, config?: object][]): LayersModel {
  const [first, ...rest] = body.map(([className, config]) => layerOf(className, { ...config }));
  const model = sequential({
    layers: [
      layerOf(first!.getClassName(), { ...first!.getConfig(), batchInputShape: [null, ...SHAPE] }),
      ...rest,
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  setWeights(model, 1);
  return model;
}

function setWeights(model: LayersModel, seed: number): void {
  model.weights.forEach((weight, i) => {
    const values = numbers(
      weight.shape.reduce((product: number, side) => product * (side ?? 1), 1),
      seed + i,
    );
    const isVariance = weight.name.includes('variance');
    weight.write(tensor(isVariance ? values.map((value) => 1.5 + value) : values, weight.shape as number[]));
  });
}

const x = new Float32Array(numbers(SIZE * 12 * 10 * 4, 7));

/** What tfjs computes. */
function expected(model: LayersModel): number[] {
  return [...tidy(() => (model.predict(tensor(x, [SIZE, ...SHAPE])) as Tensor).dataSync())];
}

async function expectTheSame(model: LayersModel): Promise<void> {
  const outputs = await (path as PredictPath).predict({ x, size: SIZE });
  expected(model).forEach((value, i) => expect(outputs[i]).toBeCloseTo(value, 5));
}

describe('predictions of a model that is not trained', () => {
  it.each(KERNELS)('are those of tfjs with a normalization behind %s %j', async (className, config) => {
    const model = networkOf([className, config], ['BatchNormalization'], ['ReLU']);
    path = await makePredictPath({ backend, model, layout: LAYOUT });
    expect(path.path).toContain('plan');
    await expectTheSame(model);
  });

  it('follow weights that change', async () => {
    const model = networkOf(['Conv2D', { filters: 4, kernelSize: 3 }], ['BatchNormalization']);
    path = await makePredictPath({ backend, model, layout: LAYOUT });
    await expectTheSame(model);
    setWeights(model, 100);
    await expectTheSame(model);
  });

  it('come from tfjs if there is no plan', async () => {
    const model = networkOf(
      ['Conv2D', { filters: 4, kernelSize: 3 }],
      ['RandomFlip', { seed: 1 }],
      ['BatchNormalization'],
    );
    path = await makePredictPath({ backend, model, layout: LAYOUT });
    expect(path.path).toBe('tfjs');
    await expectTheSame(model);
  });
});

it('predicts with the weights and the moving statistics of the last training step', async () => {
  const model = networkOf(['Conv2D', { filters: 4, kernelSize: 3 }], ['BatchNormalization']);
  const step = await makeTrainStep({
    ...{ backend, model, loss: 'categorical_crossentropy', seed: 0, timeBudgetMs: 12 },
    ...{ optimizer: new Optimizer({ name: 'adam', learningRate: 1e-3 }), threads: 1, slots: null },
    images: SIZE,
  });
  path = step;
  const y = Float32Array.from({ length: 3 * SIZE }, (_, i) => Number(i % 3 === 0));
  const batch = { x, y, size: SIZE, indices: [...x.keys()].slice(0, SIZE) } as unknown as Batch;
  for (let round = 0; round < 3; round++) {
    const [before] = await step.predict({ x, size: SIZE });
    await step.run(batch);
    const outputs = await step.predict({ x, size: SIZE });
    expect(Math.abs(outputs[0]! - before!)).toBeGreaterThan(1e-3);
    await step.sync();
    expected(model).forEach((value, i) => expect(outputs[i]).toBeCloseTo(value, 5));
  }
});

it('needs a fraction of the memory for predictions only', () => {
  const deep = Array.from({ length: 12 }, (): [string, object][] => [
    ['Conv2D', { filters: 16, kernelSize: 3, padding: 'same' }],
    ['BatchNormalization', {}],
  ]).flat();
  const model = networkOf(...deep);
  const { graph } = graphFor(model) as Extract<ReturnType<typeof graphFor>, { graph: unknown }>;
  const bytes = (isTraining: boolean): number =>
    graphStepBytes(kernels, { graph, model, images: 64, threads: 2, isTraining });
  expect(bytes(false)).toBeLessThan(0.2 * bytes(true));
});
