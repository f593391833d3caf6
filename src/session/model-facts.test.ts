import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { textOf } from '../core/message';
import { startWasm } from '../engines/wasm/wasm.testing';
import { type GraphCase, graphCases, loadGraphModel } from '../formats/graph-cases.testing';
import { translate } from '../i18n/translate';
import { messages } from '../i18n/es/messages/index';
import { modelFacts } from './model-facts';

beforeAll(async () => void (await startWasm()));

it("tells what a file of Keras's has", async () => {
  const golden = graphCases.find(({ name }) => name === 'optimizer_adam') as GraphCase;
  const facts = modelFacts(await loadGraphModel(golden));
  expect(facts.map(({ name, value }) => `${name.text}: ${textOf(value)}`)).toEqual([
    'Input: pictures of 9\u00a0×\u00a08\u00a0×\u00a03',
    'Preprocessing: not in the file',
    'Classes: not in the file',
    'Optimizer: keras.optimizers.Adam(learning_rate=0.01)',
    'Loss: categorical_crossentropy',
    'Trains with: Pupila’s fast kernels, which compute the whole network at once (a graph)',
  ]);
});

it('says in the words of a student what trains a model, and in the language of the page why its kernels do not', () => {
  const dataFormat = 'channelsFirst';
  const model = sequential({
    layers: [
      layers.conv2d({ filters: 2, kernelSize: 3, dataFormat, inputShape: [3, 8, 8] }),
      layers.globalAveragePooling2d({ dataFormat }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  const fact = modelFacts({ model, metadata: null }).at(-1);
  expect(fact && translate(fact.name, messages)).toBe('Se entrena con');
  expect(fact && typeof fact.value === 'object' && translate(fact.value, messages)).toMatch(
    /^TensorFlow\.js, capa por capa \(.*\) no se aplican porque su entrada tiene los canales primero$/,
  );
});
