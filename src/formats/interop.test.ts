import { readFileSync } from 'node:fs';
import { memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { type LayersModel, input, layers, model as functional } from '@tensorflow/tfjs-layers';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { PupilaError } from '../core/errors';
import { openArchive, packArchive } from '../data/archive/archive';
import { makeHdf5 } from './hdf5';
import { toTfjsConfig } from './keras-config';
import { loadKerasModel, loadModelFile } from './model-file';
import type { ModelMetadata } from './model-metadata';
import { loadModel, saveModel } from './tfjs-model';

const read = (path: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(`fixtures/train/${path}`));
const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);
const metadata: ModelMetadata = {
  classes: ['cats', 'dogs'],
  colorMode: 'rgb',
  interpolation: 'nearest',
  keepAspectRatio: false,
  rescale: 1 / 255,
};

beforeAll(async () => {
  await setBackend('cpu');
});

describe('loadKerasModel', () => {
  it('reads the same network from .keras and .h5', async () => {
    const keras = await loadKerasModel(read('small_binary_adam.initial.keras'));
    const h5 = await loadKerasModel(read('small_binary_adam.initial.h5'));
    expect(keras.layers.map((layer) => layer.getClassName())).toEqual([
      'Conv2D',
      'MaxPooling2D',
      'Conv2D',
      'MaxPooling2D',
      'Flatten',
      'Dense',
      'Dense',
    ]);
    expect(weightsOf(h5)).toEqual(weightsOf(keras));
  });

  it.each([
    ['text', new TextEncoder().encode('no model'), 'one of these formats: .keras, .h5, .hdf5'],
    ['weights only', read('small_binary_adam.initial.weights.h5'), 'only weights'],
    ['another zip', new Uint8Array(readFileSync('fixtures/tree.zip')), 'none of them'],
    ['half a .keras', read('small_binary_adam.initial.keras').slice(0, 40_000), 'cut off or damaged'],
    ['half an .h5', read('small_binary_adam.initial.h5').slice(0, 40_000), 'cut off or damaged'],
  ])('rejects %s', async (_, bytes, message) => {
    const promise = loadKerasModel(bytes);
    await expect(promise).rejects.toThrow(PupilaError);
    await expect(promise).rejects.toThrow(message);
  });

  const keras = async () => {
    const archive = await openArchive(read('small_binary_adam.initial.keras'));
    const config = new TextDecoder().decode(await archive.read('config.json'));
    return { config, weights: await archive.read('model.weights.h5') };
  };

  it.each<
    [
      string,
      string,
      (config: string, weights: Uint8Array<ArrayBuffer>) => Record<string, string | ArrayBuffer>,
    ]
  >([
    ['a config that is not JSON', 'JSON', () => ({ 'config.json': '{' })],
    [
      'a layer without a config',
      'must have `class_name` and `config`',
      () => ({ 'config.json': '{"class_name": "Sequential", "config": {"layers": [1]}}' }),
    ],
    [
      'half the weights',
      'cut off or damaged',
      (_, weights) => ({ 'model.weights.h5': weights.slice(0, 50_000).buffer }),
    ],
    [
      'weights of another shape',
      'must have shape (432, 31). Received: shape=[432,32]',
      (config) => ({ 'config.json': config.replace('"units": 32', '"units": 31') }),
    ],
    ['invalid metadata', 'pupila={"classes":3}', () => ({ 'metadata.json': '{"pupila": {"classes": 3}}' })],
  ])('rejects a .keras with %s and frees its memory', async (_, message, change) => {
    const { config, weights } = await keras();
    const files = { 'config.json': config, 'model.weights.h5': weights.buffer, ...change(config, weights) };
    const before = memory().numTensors;
    const promise = loadModelFile(await packArchive(files));
    await expect(promise).rejects.toMatchObject({ code: 'bad-model' });
    await expect(promise).rejects.toThrow(message);
    expect(memory().numTensors).toBe(before);
  });

  it('rejects an .h5 with the network but without the weights of a layer', async () => {
    const { config } = await keras();
    const bytes = await makeHdf5((file) => file.create_attribute('model_config', config));
    await expect(loadKerasModel(bytes)).rejects.toThrow('Weight 0 of layer conv2d_7');
  });
});

describe('toTfjsConfig', () => {
  it("reads Keras 3's layer connections", () => {
    const tensorOf = (layer: string) => ({
      class_name: '__keras_tensor__',
      config: { keras_history: [layer, 0, 0] },
    });
    const config = {
      class_name: 'Functional',
      config: {
        name: 'm',
        layers: [
          {
            class_name: 'InputLayer',
            name: 'in',
            config: { name: 'in', batch_shape: [null, 4] },
            inbound_nodes: [],
          },
          {
            class_name: 'Add',
            name: 'add',
            config: { name: 'add' },
            inbound_nodes: [{ args: [[tensorOf('in'), tensorOf('in')]] }],
          },
        ],
        input_layers: ['in', 0, 0],
        output_layers: [['add', 0, 0]],
      },
    };
    expect(toTfjsConfig(config, '3.16.0')).toMatchObject({
      class_name: 'Model',
      config: {
        layers: [
          { config: { batch_input_shape: [null, 4] } },
          {
            inbound_nodes: [
              [
                ['in', 0, 0, {}],
                ['in', 0, 0, {}],
              ],
            ],
          },
        ],
        input_layers: [['in', 0, 0]],
      },
    });
  });

  it('rejects models that tfjs-layers does not support', () => {
    expect(() => toTfjsConfig({ class_name: 'MyModel', config: {} }, '3.16.0')).toThrow('Received: MyModel');
  });

  const chain = (class_name: string, config: object, version = '3.16.0') =>
    toTfjsConfig({ class_name: 'Sequential', config: { layers: [{ class_name, config }] } }, version);

  it.each<[string, object, string]>([
    ['LSTM', { units: 2 }, 'A layer of class LSTM cannot be read. Received: layer=see, class=LSTM'],
    ['Dense', { spin: 2 }, 'The argument spin of Dense cannot be read. Received: layer=see, spin=2'],
    ['Dense', { activation: 'celu' }, 'activation=celu'],
    ['Dense', { dtype: 'float64' }, 'must be one of float32, mixed_float16, mixed_bfloat16.'],
    [
      'Dense',
      { kernel_regularizer: { class_name: 'OrthogonalRegularizer' } },
      'The regularizer OrthogonalRegularizer cannot be read.',
    ],
    [
      'Dense',
      { kernel_constraint: { class_name: 'MyConstraint' } },
      'The constraint MyConstraint cannot be read.',
    ],
    [
      'Conv2D',
      { activity_regularizer: { class_name: 'L2' } },
      'activity_regularizer of Conv2D must be null.',
    ],
    ['LayerNormalization', { rms_scaling: true }, 'rms_scaling of LayerNormalization must be false.'],
    ['BatchNormalization', { renorm: true }, 'renorm of BatchNormalization must be false.'],
    [
      'UpSampling2D',
      { interpolation: 'bicubic' },
      'interpolation of UpSampling2D must be one of "nearest", "bilinear".',
    ],
    ['Resizing', { antialias: true }, 'antialias of Resizing must be false.'],
  ])('rejects what is not computed as in Keras: %s %j', (name, config, message) => {
    expect(() => chain(name, { name: 'see', ...config })).toThrow(message);
  });

  it('rejects classes that are not of Keras under the name of one of its own', () => {
    const layer = { class_name: 'Dense', config: { name: 'see' }, registered_name: 'mine>Dense' };
    const model = { class_name: 'Sequential', config: { layers: [layer] } };
    expect(() => toTfjsConfig(model, '3.16.0')).toThrow('Received: layer=see, class=mine>Dense');
  });

  it('accepts arguments of other versions of Keras that change nothing', () => {
    const { config } = chain('DepthwiseConv2D', {
      kernel_size: [3, 3],
      groups: 1,
      quantization_config: null,
    });
    expect(config['layers']).toMatchObject([{ config: { kernel_size: [3, 3] } }]);
  });

  it("distinguishes Keras 2's hard sigmoid from Keras 3's", () => {
    const activationOf = (version: string) => {
      const { layers } = chain('Dense', { activation: 'hard_sigmoid' }, version).config;
      return (layers as { config: { activation: string } }[])[0]?.config.activation;
    };
    expect(activationOf('2.15.0')).toBe('hard_sigmoid');
    expect(activationOf('3.0.0')).toBe('hard_sigmoid3');
  });

  it("uses tfjs-layers' names for what Keras 3 renamed", () => {
    expect(chain('LeakyReLU', { negative_slope: 0.1 })).toMatchObject({
      config: { layers: [{ config: { alpha: 0.1 } }] },
    });
    expect(chain('Dense', { activation: 'silu' })).toMatchObject({
      config: { layers: [{ config: { activation: 'swish' } }] },
    });
  });
});

describe('saveModel', () => {
  it('saves a model and metadata that loadModel reads back', async () => {
    const x = input({ shape: [6] });
    const model = functional({
      inputs: x,
      outputs: layers.dense({ units: 2, activation: 'softmax' }).apply(x) as never,
    });
    const { modelJson, weights } = await saveModel(model, metadata);
    const again = await loadModel(JSON.parse(JSON.stringify(modelJson)), () => Promise.resolve(weights));
    expect(again.metadata).toEqual(metadata);
    const picture = tensor([1, 2, 3, 4, 5, 6], [1, 6]);
    const [a, b] = [model, again.model].map((one) => [...(one.predict(picture) as Tensor).dataSync()]);
    expect(b).toEqual(a);
  });

  it('rejects other JSON, and graph models', async () => {
    const graph = { format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] };
    await expect(loadModel(graph, () => Promise.reject(new Error()))).rejects.toThrow(
      'this one is a graph model',
    );
    await expect(loadModel({ hello: 1 }, () => Promise.reject(new Error()))).rejects.toMatchObject({
      code: 'bad-model',
    });
  });
});
