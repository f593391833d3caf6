/** Long training as a graph: neither the heap nor the process grows, and no tensor is left over. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memory } from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  type SymbolicTensor,
  input as inputOf,
  layers,
  model as functional,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../core/batch';
import type { BackendReport } from '../engines/select';
import type { KernelModule } from '../engines/wasm/module';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { Optimizer } from '../training/optimizers';
import { setWeightsFromSeed } from '../training/train-step.testing';
import { makeTrainStep } from './train-path';

const SIDE = 32;
const IMAGES = 8;
const STEPS = 500;
/** Steps before the first measurement. */
const FIRST = 50;
/** What the process's own memory may differ by between two measurements after a collection, in bytes. */
const SPARE = 8 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

const normalized = (x: SymbolicTensor): SymbolicTensor => {
  const y = layers.batchNormalization({}).apply(x) as SymbolicTensor;
  return layers.reLU({ maxValue: 6 }).apply(y) as SymbolicTensor;
};
const convolved = (x: SymbolicTensor, filters: number, kernelSize: number): SymbolicTensor =>
  layers.conv2d({ filters, kernelSize, padding: 'same', useBias: false }).apply(x) as SymbolicTensor;

/** Expansion, depthwise convolution and projection, with a branch around them. */
function inverted(x: SymbolicTensor, filters: number, strides: 1 | 2): SymbolicTensor {
  const channels = x.shape[3] as number;
  const wide = normalized(convolved(x, 4 * channels, 1));
  const depthwise = layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false });
  const narrow = convolved(normalized(depthwise.apply(wide) as SymbolicTensor), filters, 1);
  const y = layers.batchNormalization({}).apply(narrow) as SymbolicTensor;
  return strides === 1 && filters === channels ? (layers.add().apply([x, y]) as SymbolicTensor) : y;
}

function networkOf(body: (x: SymbolicTensor) => SymbolicTensor): LayersModel {
  const inputs = inputOf({ shape: [SIDE, SIDE, 3] });
  const vector = layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }).apply(body(inputs));
  const outputs = layers.dense({ units: 3, activation: 'softmax' }).apply(vector) as SymbolicTensor;
  const model = functional({ inputs, outputs });
  setWeightsFromSeed(model);
  return model;
}

const NETWORKS: Readonly<Record<string, () => LayersModel>> = {
  'a network with batch normalization': () =>
    networkOf((x) => normalized(convolved(normalized(convolved(x, 16, 3)), 32, 3))),
  'a MobileNet': () =>
    networkOf((x) => {
      const first = normalized(convolved(x, 8, 3));
      const rest: [filters: number, strides: 1 | 2][] = [
        [8, 1],
        [16, 2],
        [16, 1],
        [24, 2],
        [24, 1],
      ];
      return rest.reduce((y, [filters, strides]) => inverted(y, filters, strides), first);
    }),
};

const batch = (seed: number): Batch => ({
  x: numbers(IMAGES * SIDE * SIDE * 3, seed) as Float32Array<ArrayBuffer>,
  y: Float32Array.from({ length: IMAGES }, (_, i) => (i + seed) % 3),
  size: IMAGES,
  indices: new Int32Array(IMAGES),
});

/** Memory in use: tfjs's heap, tensors, and what the process holds besides. */
function measure() {
  collectGarbage();
  const { external, heapUsed } = process.memoryUsage();
  return {
    heap: kernels.memory.buffer.byteLength,
    tensors: memory().numTensors,
    process: external + heapUsed,
  };
}

describe.each(Object.entries(NETWORKS))('%s', (_, make) => {
  it(`takes no more memory after ${STEPS} steps`, { timeout: 600_000 }, async () => {
    const model = make();
    const step = await makeTrainStep({
      ...{ backend: { backend: 'wasm', threads: 1 } as BackendReport, model, seed: 0, slots: null },
      ...{ optimizer: new Optimizer({ name: 'adam' }), loss: 'sparse_categorical_crossentropy' },
      ...{ timeBudgetMs: 12, threads: 1, images: IMAGES },
    });
    expect(step.path).toBe('fused plan on WebAssembly, one thread');
    let first = measure();
    for (let k = 0; k < STEPS; k++) {
      const { loss } = await step.run(batch(k));
      expect(loss).toBeGreaterThan(0);
      if (k + 1 === FIRST) first = measure();
    }
    const last = measure();
    expect(last.heap).toBe(first.heap);
    expect(last.tensors).toBe(first.tensors);
    expect(last.process - first.process).toBeLessThan(SPARE);
    step.dispose();
    model.dispose();
  });
});
