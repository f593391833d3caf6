/** What `fit` computes with its arguments on each engine, compared with Keras (fixtures/fit_arguments.py). */
import { tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch, BatchSource } from '../core/batch';
import { maxError } from '../data/golden-cases.testing';
import { readJson } from '../data/golden.testing';
import type { BackendReport } from '../engines/select';
import { startWasm } from '../engines/wasm/wasm.testing';
import { WebGpuTrainStep } from '../engines/webgpu/engine/webgpu-train-step';
import { makeDevice, noWebGpu } from '../engines/webgpu/webgpu.testing';
import type { ClassWeight } from '../options/class-weight';
import type { ValidationFreq } from '../options/validation-freq';
import type { LossName } from '../options/loss-config';
import { type MetricConfig, readMetrics } from '../options/metric-choice';
import { sampleWeightOf } from '../session/sample-weight';
import { fit } from '../training/fit';
import { makeMetrics } from '../training/metrics/make-metrics';
import { Optimizer } from '../training/optimizers';
import type { TrainStep } from '../training/train-step';
import { TapeTrainStep } from './tape-train-step';
import { makeTrainStep, plannedFor } from './train-path';

interface PartArrays {
  x: number[];
  y: number[];
  sample_weight?: number[];
}

interface FitCase {
  name: string;
  network?: 'graph' | 'regularized';
  head: 'sigmoid' | 'softmax' | 'linear';
  loss: LossName;
  class_weight?: ClassWeight;
  epochs?: number;
  initial_epoch?: number;
  validation_freq?: ValidationFreq;
  metrics?: Record<string, object>;
  /** Default true. */
  validates?: boolean;
  training: PartArrays;
  validation: PartArrays;
  /** Of each layer in turn, in Keras's order. */
  weights: number[][][];
  history: Record<string, number[]>;
  final: number[][][];
}

const SIDE = 6;
const BATCH_SIZE = 4;
const VALIDATION_BATCH_SIZE = 3;

const { fits } = readJson<{ fits: FitCase[] }>('fixtures/fit_arguments.json');

let device: GPUDevice;
beforeAll(async () => {
  await startWasm();
  if (!noWebGpu) device = await makeDevice();
});

function modelOf({ network, head, weights }: FitCase): LayersModel {
  const penalty = network === 'regularized' ? regularizers.l2({ l2: 0.05 }) : undefined;
  const convolution = layers.conv2d({
    ...{ filters: 3, kernelSize: 3, inputShape: [SIDE, SIDE, 1] },
    ...(network === 'graph' ? {} : { activation: 'relu' }),
    ...(penalty && { kernelRegularizer: penalty }),
  });
  const rest =
    network === 'graph'
      ? [
          layers.batchNormalization({ momentum: 0.8 }),
          layers.reLU(),
          layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
        ]
      : [layers.maxPooling2d({ poolSize: 2 }), layers.flatten()];
  const output = layers.dense({ units: head === 'softmax' ? 3 : 1, activation: head });
  const model = sequential({ layers: [convolution, ...rest, output] });
  model.layers.forEach((layer, i) =>
    layer.setWeights(layer.getWeights().map(({ shape }, k) => tensor(weights[i]?.[k] as number[], shape))),
  );
  return model;
}

/** The batches of a part in order, round after round. */
function sourceOf(
  { x, y, sample_weight: given }: PartArrays,
  batchSize: number,
  classWeight: ClassWeight | null,
): BatchSource {
  const size = SIDE * SIDE;
  const samples = x.length / size;
  const units = y.length / samples;
  const labels = Int32Array.from({ length: samples }, (_, i) =>
    units === 1 ? (y[i] as number) : y.slice(i * units, (i + 1) * units).indexOf(1),
  );
  const weights = sampleWeightOf(
    { labels, sampleWeight: given ? Float32Array.from(given) : null },
    ['a', 'b', 'c'],
    classWeight,
  );
  let from = 0;
  return {
    samples,
    batchesPerRound: Math.ceil(samples / batchSize),
    imageShape: [SIDE, SIDE, 1],
    next(): Promise<Batch> {
      const to = Math.min(from + batchSize, samples);
      const batch = {
        x: Float32Array.from(x.slice(from * size, to * size)),
        y: Float32Array.from(y.slice(from * units, to * units)),
        sampleWeight: weights && weights.slice(from, to),
        size: to - from,
        indices: new Int32Array(to - from),
      };
      from = to === samples ? 0 : to;
      return Promise.resolve(batch);
    },
  };
}

type MakeStep = (options: {
  model: LayersModel;
  optimizer: Optimizer;
  loss: LossName;
  withOutputs: boolean;
}) => TrainStep | Promise<TrainStep> | null;

const paths: Record<string, MakeStep> = {
  tape: (options) => new TapeTrainStep({ ...options, sliceSize: 3 }),
  WebAssembly: (options) =>
    makeTrainStep({
      ...{ ...options, backend: { backend: 'wasm' } as BackendReport, seed: 0, timeBudgetMs: 12 },
      ...{ threads: null, slots: null, images: BATCH_SIZE },
    }),
  WebGPU: (options) => {
    const { model, optimizer, loss } = options;
    const planned = plannedFor(model, optimizer.config, loss);
    if ('plan' in planned) return new WebGpuTrainStep({ ...options, device, plan: planned.plan });
    // The tape trains it.
    if (!('graph' in planned) || planned.notOnWebGpu) return null;
    return new WebGpuTrainStep({ ...options, device, plan: planned.graph });
  },
};

describe.each(Object.entries(paths))('fit on %s', (path, make) => {
  it.skipIf(noWebGpu && path === 'WebGPU').each(fits)('$name', async (golden) => {
    const model = modelOf(golden);
    const optimizer = new Optimizer({ name: 'sgd', learningRate: 0.1, momentum: 0.9 });
    const configs = Object.entries(golden.metrics ?? {}).map(([name, args]) => ({ name, ...args }));
    const metrics = readMetrics(configs) as MetricConfig[];
    const step = await make({ model, optimizer, loss: golden.loss, withOutputs: metrics.length > 0 });
    if (!step) return;
    const { history } = await fit(step, {
      source: sourceOf(golden.training, BATCH_SIZE, golden.class_weight ?? null),
      validation:
        golden.validates === false ? null : sourceOf(golden.validation, VALIDATION_BATCH_SIZE, null),
      epochs: golden.epochs ?? 2,
      metrics: () => makeMetrics(metrics),
      initialEpoch: golden.initial_epoch ?? 0,
      validationFreq: golden.validation_freq ?? null,
    });
    expect(Object.keys(history).sort()).toEqual(Object.keys(golden.history).sort());
    for (const [key, values] of Object.entries(golden.history)) {
      expect(history[key], key).toHaveLength(values.length);
      expect(maxError(history[key] as number[], values), key).toBeLessThan(5e-5);
    }
    const final = model.layers.map((layer) => layer.getWeights().map((weight) => weight.dataSync()));
    golden.final.flat().forEach((values, i) => {
      expect(maxError(final.flat()[i] as Float32Array, values)).toBeLessThan(5e-5);
    });
    step.dispose();
    model.dispose();
  });
});
