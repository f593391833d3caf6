/**
 * Compares networks, one for each layer and block of Keras, with what Keras computed: the file is read, predicts, trains
 * some steps on the tape, and is written again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, type SymbolicTensor, model as functional } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../core/batch';
import { openArchive } from '../data/archive/archive';
import { readNpy } from '../data/archive/npy';
import { maxError } from '../data/golden-cases.testing';
import { readJson } from '../data/golden.testing';
import { startWasm } from '../engines/wasm/wasm.testing';
import { layersOf } from '../models/model-layers';
import { TapeTrainStep } from '../steps/tape-train-step';
import type { ClassMode } from '../core/types';
import { usableLoss } from '../options/loss-config';
import { resolveRunLoss } from '../options/run-loss';
import { outputHead } from '../training/output-head';
import { savedLoss } from './keras-loss';
import { Optimizer } from '../training/optimizers';
import { loadModelFile } from './model-file';
import type { ModelMetadata } from './model-metadata';
import { loadModel, saveModel } from './tfjs-model';
import { expectSameFile } from './unpacked-keras.testing';

const ROOT = '../shared/golden/graph';
const isPresent = existsSync(`${ROOT}/graph.json`);

/** Allowed distance from Keras as a share of an array's largest value. */
const TOLERANCE = 1e-4;
/** Arrays whose values are all smaller are zero but for rounding, such as a bias in front of a batch normalisation. */
const SMALLEST_SCALE = 1e-2;

interface GraphCase {
  name: string;
  model: string;
  x: string;
  labels: number[];
  loss_config: { class_name: string };
  optimizer: { config: { learning_rate: number } };
  layers_inference: string;
  y_inference: string;
  losses: number[];
  variables_after: string;
  y_after: string;
}

const METADATA: ModelMetadata = {
  classes: ['a', 'b'],
  colorMode: 'rgb',
  interpolation: 'nearest',
  keepAspectRatio: false,
  rescale: 1,
};

const allCases = isPresent ? readJson<GraphCase[]>(`${ROOT}/graph.json`) : [];
/** Those of optimizers are trained in `optimizers/graph.golden.test.ts`. */
const cases = allCases.filter(({ name }) => !name.startsWith('optimizer_'));
const read = (path: string) => new Uint8Array(readFileSync(`${ROOT}/${path}`));
const array = (path: string) => readNpy(read(path));

/** Reads the arrays of an `.npz` file by name. */
async function arrays(path: string) {
  const archive = await openArchive(read(path));
  return Promise.all(
    archive.paths.map(
      async (file) => [file.replace(/\.npy$/, ''), readNpy(await archive.read(file))] as const,
    ),
  );
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  const scale = Math.max(SMALLEST_SCALE, ...Array.from(expected, Math.abs));
  const error = maxError(actual, expected) / scale;
  expect(error, `${what}: error as a share of the largest value`).toBeLessThan(TOLERANCE);
}

/** Compares the outputs of the named layers in inference. */
async function expectOutputs(model: LayersModel, { x, layers_inference }: GraphCase): Promise<void> {
  const { data, shape } = array(x);
  const images = tensor(Float32Array.from(data), shape);
  for (const [name, golden] of await arrays(layers_inference)) {
    // The last call of a layer. A nested model counts itself as its first call.
    const outputs = model.getLayer(name).inboundNodes.at(-1)?.outputTensors[0] as SymbolicTensor;
    const output = functional({ inputs: model.inputs, outputs }).predict(images) as Tensor;
    expect(output.shape, name).toEqual(golden.shape);
    expectNear(await output.data(), golden.data, name);
    output.dispose();
  }
  images.dispose();
}

/** Compares the weights of a model with Keras's variables: '002 conv2d/kernel', numbered in the order of the model. */
async function expectWeights(model: LayersModel, path: string): Promise<void> {
  const positions = new Map<string, number>();
  const layers = new Map(layersOf(model).map(({ layer }) => [layer.name, layer]));
  for (const [key, { shape, data }] of await arrays(path)) {
    const layer = key.slice(4, key.lastIndexOf('/'));
    const position = positions.get(layer) ?? 0;
    positions.set(layer, position + 1);
    const weight = layers.get(layer)?.weights[position]?.read();
    expect(weight?.shape, key).toEqual(shape);
    expectNear((await weight?.data()) ?? [], data, key);
  }
}

/** Saves a model in tfjs's format, and expects the same outputs after loading it. */
async function expectSameInTfjs(model: LayersModel, { x, y_inference }: GraphCase): Promise<void> {
  const { modelJson, weights } = await saveModel(model, METADATA);
  const json: unknown = JSON.parse(JSON.stringify(modelJson));
  const again = (await loadModel(json, () => Promise.resolve(weights))).model;
  const { data, shape } = array(x);
  const images = tensor(Float32Array.from(data), shape);
  const output = again.predict(images) as Tensor;
  expectNear(await output.data(), array(y_inference).data, 'y_inference in the tfjs format');
  output.dispose();
  images.dispose();
  again.dispose();
}

function batchOf({ x, labels, y_inference }: GraphCase, classMode: ClassMode): Batch {
  const { data, shape } = array(x);
  const size = shape[0] as number;
  const classes = array(y_inference).shape[1] as number;
  const oneHot = labels.flatMap((label) => Array.from({ length: classes }, (_, k) => Number(k === label)));
  return {
    x: Float32Array.from(data),
    y: Float32Array.from(classMode === 'categorical' ? oneHot : labels),
    size,
    indices: Int32Array.from({ length: size }, (_, i) => i),
  };
}

if (!isPresent) console.log(`${ROOT} is missing, so networks are not compared with Keras's.`);
describe.skipIf(!isPresent)('networks compared with Keras', () => {
  beforeAll(async () => void (await startWasm()));

  it.each(cases)('$name', async (golden) => {
    const { model, loss } = await loadModelFile(new Blob([read(golden.model)]));
    expect(loss).toEqual(savedLoss({ loss: golden.loss_config }));
    await expectOutputs(model, golden);
    await expectSameFile(model, read(golden.model));
    await expectSameInTfjs(model, golden);
    const optimizer = new Optimizer({ name: 'sgd', learningRate: golden.optimizer.config.learning_rate });
    const units = model.outputShape[1] as number;
    const run = resolveRunLoss(outputHead(model), Math.max(units, 2), {
      loss: usableLoss(loss),
      classMode: null,
    });
    const step = new TapeTrainStep({ model, optimizer, loss: run.loss });
    const batch = batchOf(golden, run.classMode);
    expectNear(await step.predict(batch), array(golden.y_inference).data, 'y_inference');
    const losses: number[] = [];
    for (let k = 0; k < golden.losses.length; k++) losses.push((await step.run(batch)).loss);
    expectNear(losses, golden.losses, 'losses');
    await expectWeights(model, golden.variables_after);
    expectNear(await step.predict(batch), array(golden.y_after).data, 'y_after');
    step.dispose();
    model.dispose();
  });
});
