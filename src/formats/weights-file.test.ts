import { existsSync, readFileSync } from 'node:fs';
import { type Tensor, memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { maxError } from '../data/golden-cases.testing';
import type { OptimizerConfig } from '../options/optimizer-config';
import type { OptimizerState } from '../training/train-step';
import { makeHdf5 } from './hdf5';
import { loadModelFile, saveModelFile } from './model-file';
import { saveKerasModel } from './save-keras';
import { loadWeightsFile, loadWeightsReport, outputUnits } from './weights-file';
import type { LoadWeightsOptions } from './weights-reader';

const ROOT = 'fixtures/weights';
const blob = (path: string) => new Blob([new Uint8Array(readFileSync(path))]);
const fixture = (name: string) => blob(`${ROOT}/${name}`);
const network = async (name = 'network.keras') => (await loadModelFile(fixture(name))).model;
const valuesOf = (model: LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);

const expected = JSON.parse(readFileSync(`${ROOT}/expected.json`, 'utf8')) as {
  x: number[];
  y: Record<string, number[]>;
};

beforeAll(async () => void (await setBackend('cpu')));

describe('loadWeightsFile', () => {
  it.each<[string, string, string, LoadWeightsOptions]>([
    ['in order', 'network.keras', 'legacy.h5', {}],
    ['keras1', 'network.keras', 'keras1.h5', {}],
    ['weights.h5', 'network.keras', 'keras3.weights.h5', {}],
    ['by name', 'network.keras', 'legacy.h5', { byName: true }],
    ['skip by name', 'other.keras', 'legacy.h5', { byName: true, skipMismatch: true }],
    ['skip in order', 'other.keras', 'legacy.h5', { skipMismatch: true }],
    ['skip weights.h5', 'other.keras', 'keras3.weights.h5', { skipMismatch: true }],
  ])('predicts as Keras: %s', async (name, file, weights, options) => {
    const model = await network(file);
    const warnings = await loadWeightsFile(model, fixture(weights), options);
    // The last layer of other.keras has other shapes: Keras skips a layer of .weights.h5, and each weight of .h5.
    const count = name.startsWith('skip') ? (name === 'skip weights.h5' ? 1 : 2) : 0;
    expect(warnings).toHaveLength(count);
    for (const { text } of warnings)
      expect(text).toMatch(/^Weights were skipped\. Weight \d of layer d must/);
    const output = model.predict(tensor(expected.x, [2, 4, 4, 1])) as Tensor;
    expect(maxError(await output.data(), expected.y[name] as number[])).toBeLessThan(1e-6);
  });

  it('says how many weights were set', async () => {
    const share = async (name: string, weights: Blob) =>
      (await loadWeightsReport(await network(name), weights, { skipMismatch: true })).share;
    const weights = fixture('keras3.weights.h5');
    expect(await share('network.keras', weights)).toBe('all');
    expect(await share('other.keras', weights)).toBe('some');
    expect(await share('network.keras', blob('fixtures/train/small_binary_adam.final.keras'))).toBe('none');
  });

  it('reads the weights of whole models, and frees its memory', async () => {
    const train = 'fixtures/train/small_binary_adam';
    const { model } = await loadModelFile(blob(`${train}.final.keras`));
    const tensors = memory().numTensors;
    await loadWeightsFile(model, blob(`${train}.initial.h5`));
    const fromH5 = valuesOf(model);
    await loadWeightsFile(model, blob(`${train}.final.keras`));
    expect(valuesOf(model)).not.toEqual(fromH5);
    await loadWeightsFile(model, blob(`${train}.initial.keras`));
    expect(valuesOf(model)).toEqual(fromH5);
    await loadWeightsFile(model, blob(`${train}.initial.weights.h5`));
    expect(valuesOf(model)).toEqual(fromH5);
    expect(memory().numTensors).toBe(tensors);
  });

  it("sets the optimizer's state as Keras: that of the file if it fits, else it is kept", async () => {
    const loaded = await loadModelFile(blob('fixtures/keras2/2.14.keras'));
    await loadWeightsFile(loaded, blob('fixtures/keras2/2.14.weights.h5'));
    const { model, optimizerState } = loaded;
    const state = optimizerState as OptimizerState;
    const fileWith = (optimizer: OptimizerConfig, saved: OptimizerState | null) =>
      saveKerasModel(model, { compile: { optimizer, loss: 'categorical_crossentropy', state: saved } });
    const load = async (file: Blob) => {
      const target = { ...loaded };
      const warnings = await loadWeightsFile(target, file);
      return { state: target.optimizerState, optimizer: target.optimizer, warnings };
    };
    const kept = { state, optimizer: loaded.optimizer };
    expect(await load(await saveKerasModel(model))).toEqual({ ...kept, warnings: [] });
    const adam = { name: 'adam', learningRate: 0.5 } as const;
    expect(await load(await fileWith(adam, { ...state, iterations: 9 }))).toMatchObject({
      state: { ...state, iterations: 9 },
      optimizer: { name: 'adam', learningRate: 0.5 },
      warnings: [],
    });
    // Before the first update, and with other slots.
    for (const other of [fileWith(adam, null), fileWith({ name: 'sgd' }, { ...state, slots: [] })]) {
      const { warnings, ...rest } = await load(await other);
      expect(rest).toEqual(kept);
      expect(warnings.map(({ text }) => text)).toEqual([
        'The optimizer keeps its state: the state in the weights file belongs to another optimizer or to other weights.',
      ]);
    }
  });

  it.each([{}, { byName: true }])('reads the weights of a model of tfjs: %j', async (options) => {
    const model = await network();
    await loadWeightsFile(model, fixture('keras3.weights.h5'));
    const file = await saveModelFile(model, 'tfjs');
    const values = valuesOf(model);
    const other = await network();
    const tensors = memory().numTensors;
    expect(valuesOf(other)).not.toEqual(values);
    expect(await loadWeightsFile(other, file, options)).toEqual([]);
    expect(valuesOf(other)).toEqual(values);
    expect(memory().numTensors).toBe(tensors);
    expect(await outputUnits(file)).toBe(3);
  });

  describe('refuses, and changes nothing:', () => {
    let model: LayersModel;
    beforeEach(async () => void (model = await network('other.keras')));

    it.each<[string, () => Blob | Promise<Blob>, LoadWeightsOptions, string]>([
      [
        'another shape',
        () => fixture('legacy.h5'),
        {},
        'Weight 0 of layer d must have shape (8, 2). Received: shape=[8,3]',
      ],
      [
        'another shape in Keras 3',
        () => fixture('keras3.weights.h5'),
        {},
        'Weight 0 of layer d must have shape (8, 2). Received: shape=[8,3]',
      ],
      [
        'another number of layers',
        () => blob('fixtures/train/small_binary_adam.initial.h5'),
        { skipMismatch: true },
        'The file must have the weights of 2 layers, as the model has. Received: layers=4',
      ],
      [
        'another number of layers in Keras 3',
        () => blob('fixtures/train/small_binary_adam.initial.weights.h5'),
        {},
        'The file must have the weights of 3 layers, as the model has. Received: layers=4',
      ],
      [
        'another number of weights',
        () => legacy({ base: ['c'], d: ['a'] }),
        {},
        'Layer base must have 6 weights in the file. Received: weights=1, layer=base',
      ],
      [
        'no name of the model',
        () => fixture('keras1.h5'),
        { byName: true },
        'The names of layers in the file must be those of the model, at least one.',
      ],
      [
        'names in Keras 3',
        () => fixture('keras3.weights.h5'),
        { byName: true },
        'Loading by name needs an .h5 file',
      ],
      ['Theano', () => legacy({ a: [] }, 'theano'), {}, 'Received: backend=theano'],
      ['text', () => new Blob(['weights']), {}, 'must be a .weights.h5, .h5 or .keras file'],
      ['another zip', () => blob('fixtures/tree.zip'), {}, 'must be a .weights.h5, .h5 or .keras file'],
      [
        'a file without layers',
        async () => new Blob([await makeHdf5((file) => void file.create_group('a'))]),
        {},
        'must be a .weights.h5, .h5 or .keras file',
      ],
      [
        'a file that is cut off',
        async () => new Blob([(await fixture('legacy.h5').arrayBuffer()).slice(0, 5000)]),
        {},
        'cut off or damaged',
      ],
    ])('%s', async (_, file, options, text) => {
      const before = valuesOf(model);
      const promise = loadWeightsFile(model, await file(), options);
      await expect(promise).rejects.toMatchObject({ code: 'bad-model' });
      await expect(promise).rejects.toThrow(text);
      expect(valuesOf(model)).toEqual(before);
    });
  });

  it("takes Keras's spelling of options, and refuses others", async () => {
    const model = await network('other.keras');
    const file = fixture('legacy.h5');
    expect(await loadWeightsFile(model, file, { by_name: true, skip_mismatch: true })).toHaveLength(2);
    await expect(loadWeightsFile(model, file, { name: true } as object)).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });
});

describe('outputUnits', () => {
  it.each([
    ['legacy.h5', 3],
    ['keras1.h5', 3],
    ['keras3.weights.h5', null],
  ])('%s: %s', async (name, units) => {
    expect(await outputUnits(fixture(name))).toBe(units);
  });
});

/** A file with empty weights. */
async function legacy(names: Record<string, string[]>, backend = 'tensorflow'): Promise<Blob> {
  const bytes = await makeHdf5((file) => {
    file.create_attribute('layer_names', Object.keys(names));
    file.create_attribute('backend', backend);
    for (const [layer, weights] of Object.entries(names)) {
      const group = file.create_group(layer);
      if (weights.length > 0) group.create_attribute('weight_names', weights);
    }
  });
  return new Blob([bytes]);
}

const FIELD = '../shared/models/89/mobilenet_2_5_224_tf_no_top.h5';
const isPresent = existsSync('../shared');
if (!isPresent) console.log(`${FIELD} is missing, so weights from the field are not loaded.`);

it.skipIf(!isPresent)('loads weights from the field by name: the first layers of a MobileNet', async () => {
  const model = sequential({
    layers: [
      layers.conv2d({
        name: 'conv1',
        inputShape: [224, 224, 3],
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        useBias: false,
      }),
      layers.batchNormalization({ name: 'conv1_bn' }),
      layers.depthwiseConv2d({ name: 'conv_dw_1', kernelSize: 3, padding: 'same', useBias: false }),
    ],
  });
  const before = valuesOf(model);
  expect(await loadWeightsFile(model, blob(FIELD), { byName: true })).toEqual([]);
  valuesOf(model).forEach((values, i) => expect(values).not.toEqual(before[i]));
  await expect(loadWeightsFile(model, blob(FIELD))).rejects.toThrow('the weights of 3 layers');
});
