import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { textOf } from '../core/message';
import { startWasm } from '../engines/wasm/wasm.testing';
import { type GraphCase, graphCases, loadGraphModel } from '../formats/graph-cases.testing';
import { loadModelFile } from '../formats/model-file';
import { translate } from '../i18n/translate';
import { messages } from '../i18n/es/messages/index';
import { modelFacts } from './model-facts';

beforeAll(async () => void (await startWasm()));

const load = (path: string) => loadModelFile(new Blob([readFileSync(`fixtures/${path}`)]));

it("tells what a file of Keras's has", async () => {
  const golden = graphCases.find(({ name }) => name === 'optimizer_adam') as GraphCase;
  const facts = modelFacts(await loadGraphModel(golden));
  expect(facts.map(({ name, value }) => `${name.text}: ${textOf(value)}`)).toEqual([
    'Input: pictures of 9\u00a0×\u00a08\u00a0×\u00a03',
    'Preprocessing: not in the file',
    'Classes: not in the file',
    'Optimizer: keras.optimizers.Adam(learning_rate=0.01)',
    'Loss: categorical_crossentropy',
    'Trains with: TensorFlow.js, layer by layer (the gradient tape), which is slower: Pupila’s fast kernels (a fused plan) do not apply because BatchNormalization (batch_normalization) stands where a plan has Conv2D, pooling or Flatten',
  ]);
});

it('says in the words of a student what trains a model, and in the language of the page why its kernels do not', async () => {
  const fact = modelFacts(await load('operations.keras')).at(-1);
  expect(fact && translate(fact.name, messages)).toBe('Se entrena con');
  expect(fact && typeof fact.value === 'object' && translate(fact.value, messages)).toMatch(
    /^TensorFlow\.js, capa por capa \(.*\) no se aplican porque sus capas no forman una cadena$/,
  );
});
