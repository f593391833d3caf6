/**
 * Compares networks, one for each layer, block, loss and optimizer of Keras, with what Keras computed: the file is read,
 * predicts, is written again, and trains some steps on the tape and by its plan.
 */
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, type SymbolicTensor, model as functional } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { startWasm } from '../engines/wasm/wasm.testing';
import {
  type GraphCase,
  expectAllAsKeras,
  expectNear,
  graphArray,
  graphArrays,
  graphCases,
  loadGraphModel,
  readGraphFile,
} from './graph-cases.testing';
import { savedLoss } from './keras-loss';
import type { ModelMetadata } from './model-metadata';
import { loadModel, saveModel } from './tfjs-model';
import { expectSameFile } from './unpacked-keras.testing';

const METADATA: ModelMetadata = {
  classes: ['a', 'b'],
  colorMode: 'rgb',
  interpolation: 'nearest',
  keepAspectRatio: false,
  rescale: 1,
};

/** The pictures of a case as a tensor. */
async function picturesOf({ x }: GraphCase): Promise<Tensor> {
  const { data, shape } = await graphArray(x);
  return tensor(Float32Array.from(data), shape);
}

/** Compares the outputs of the named layers in inference. */
async function expectOutputs(model: LayersModel, golden: GraphCase): Promise<void> {
  const images = await picturesOf(golden);
  for (const [name, { shape, data }] of await graphArrays(golden.layers_inference)) {
    // The last call of a layer. A nested model counts itself as its first call.
    const outputs = model.getLayer(name).inboundNodes.at(-1)?.outputTensors[0] as SymbolicTensor;
    const output = functional({ inputs: model.inputs, outputs }).predict(images) as Tensor;
    expect(output.shape, name).toEqual(shape);
    expectNear(await output.data(), data, name);
    output.dispose();
  }
  images.dispose();
}

/** Saves a model in tfjs's format, and expects the same outputs after loading it. */
async function expectSameInTfjs(model: LayersModel, golden: GraphCase): Promise<void> {
  const { modelJson, weights } = await saveModel(model, METADATA);
  const json: unknown = JSON.parse(JSON.stringify(modelJson));
  const again = (await loadModel(json, () => Promise.resolve(weights))).model;
  const images = await picturesOf(golden);
  const output = again.predict(images) as Tensor;
  const { data } = await graphArray(golden.y_inference);
  expectNear(await output.data(), data, 'y_inference in the tfjs format');
  output.dispose();
  images.dispose();
  again.dispose();
}

beforeAll(async () => void (await startWasm()));

it.each(graphCases)('$name', async (golden) => {
  const { model, loss } = await loadGraphModel(golden);
  expect(loss).toEqual(savedLoss({ loss: golden.loss_config }));
  await expectOutputs(model, golden);
  await expectSameFile(model, await readGraphFile(golden.model));
  await expectSameInTfjs(model, golden);
  model.dispose();
  await expectAllAsKeras(golden, { backend: 'wasm', threads: 1 });
});
