/** What is written, beside what Keras 3.16 wrote of the same networks; and read back. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Tensor, add, randomUniform, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {
  type LayersModel,
  type SymbolicTensor,
  constraints,
  input,
  layers,
  model as functional,
  regularizers,
  sequential,
} from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import type { Dataset, Group } from 'h5wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { openArchive } from '../data/archive';
import { buildNetwork } from '../models/build-network';
import { courseCnn } from '../models/course-cnn';
import type { LayerSpec } from '../network/layer-spec';
import { withHdf5 } from './hdf5';
import { loadKerasModel } from './keras-file';
import type { CompileArguments } from './keras-compile';
import { loadModelFile } from './model-file';
import { saveKerasModel } from './save-keras';
import type { ModelMetadata } from './tfjs-model';

/** Arguments that are new in Keras 3.16: null in its files, absent from ours. */
const NEW = ['quantization_config', 'input_axes', 'output_axes'];

interface KerasFile {
  paths: string[];
  metadata: Record<string, unknown>;
  config: Record<string, unknown>;
  /** Every group and array of the weights, with its attributes; of an array's bytes the hash. */
  weights: Record<string, unknown>;
}

const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
const read = (path: string) => new Uint8Array(readFileSync(path));

function hash(value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<KerasFile> {
  const archive = await openArchive(bytes);
  const json = async (path: string) =>
    JSON.parse(new TextDecoder().decode(await archive.read(path))) as Record<string, unknown>;
  const weights = await withHdf5(await archive.read('model.weights.h5'), (file) => {
    const all: Record<string, unknown> = {};
    const walk = (group: Group, path: string): void => {
      for (const key of group.keys()) {
        const item = group.get(key) as Group | Dataset;
        const attributes = Object.fromEntries(
          Object.entries(item.attrs).map(([name, { value, shape, dtype }]) => [
            name,
            { value, shape, dtype },
          ]),
        );
        if (item.type === 'Dataset') {
          const { shape, dtype, value } = item as Dataset;
          all[`${path}/${key}`] = { shape, dtype, value: hash(value), attributes };
        } else {
          all[`${path}/${key}`] = { attributes };
          walk(item as Group, `${path}/${key}`);
        }
      }
    };
    walk(file, '');
    return all;
  });
  return {
    paths: archive.paths as string[],
    metadata: await json('metadata.json'),
    config: await json('config.json'),
    weights,
  };
}

/** Without what is left out on purpose (see save-keras.ts), where it is what it may be. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.entries(value).filter(([key, inner]) => {
    if (NEW.includes(key)) expect(inner).toBeNull();
    return ![...NEW, 'shared_object_id', 'jit_compile'].includes(key);
  });
  const object = Object.fromEntries(rest.map(([key, inner]) => [key, comparable(inner)]));
  // On PyTorch, Keras's optimizers are classes of their own, which only that backend has.
  if (!String(object['module']).startsWith('keras.src.backend.torch.optimizers')) return object;
  return { ...object, module: 'keras.optimizers', registered_name: null };
}

/** A second optimizer, or input, of one Python process is called adam_1. */
function unnumbered<T>(value: T): T {
  const text = JSON.stringify(value).replace(/"(adam|sgd|rm_sprop|input_layer)_\d+"/g, '"$1"');
  return JSON.parse(text) as T;
}

const adam = (learningRate: number): CompileArguments => ({
  optimizer: { name: 'adam', learningRate },
  loss: 'binary_crossentropy',
});
const GOLDEN = '../shared/golden/train';
const KERAS_FILES: [string, string, CompileArguments][] = [
  ['small_binary_adam', 'fixtures/train', adam(0.001)],
  [
    'small_categorical_adam',
    'fixtures/train',
    { optimizer: { name: 'adam', learningRate: 0.003 }, loss: 'categorical_crossentropy' },
  ],
  ['small_binary_rmsprop', GOLDEN, { ...adam(0.001), optimizer: { name: 'rmsprop' } }],
  ['small_binary_sgd_momentum', GOLDEN, { ...adam(0.01), optimizer: { name: 'sgd', momentum: 0.9 } }],
  ['seed_cnn_binary_adam', GOLDEN, adam(0.0001)],
];

beforeAll(async () => {
  await setBackend('cpu');
});

describe.each(KERAS_FILES)("saveKerasModel beside Keras's %s", (name, folder, compile) => {
  const path = `${folder}/${name}.initial.keras`;

  it.skipIf(!existsSync(path))('has its files, config and weights', async () => {
    const keras = await unpack(read(path));
    const model = await loadKerasModel(read(path));
    const ours = await unpack(await bytesOf(await saveKerasModel(model, { compile })));
    expect(ours.paths).toEqual(keras.paths);
    expect(ours.metadata['keras_version']).toBe(keras.metadata['keras_version']);
    expect(ours.metadata['date_saved']).toMatch(/^\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d$/);
    expect(ours.config).toEqual(comparable(unnumbered(keras.config)));
    expect(ours.weights).toEqual(unnumbered(keras.weights));
  });
});

const bitsOf = (model: LayersModel): unknown[] =>
  model.getWeights().map((weight) => [weight.shape, hash(weight.dataSync())]);

/** Saves, loads, saves again: equal weights, equal outputs, equal files. */
async function roundTrip(model: LayersModel): Promise<KerasFile> {
  const bytes = await bytesOf(await saveKerasModel(model));
  const again = await loadKerasModel(bytes);
  expect(bitsOf(again)).toEqual(bitsOf(model));
  const picture = randomUniform([2, ...(model.inputs[0]?.shape.slice(1) as number[])], 0, 1, 'float32', 5);
  const [expected, output] = [model, again].map((one) => hash((one.predict(picture) as Tensor).dataSync()));
  expect(output).toBe(expected);
  const [first, second] = [await unpack(bytes), await unpack(await bytesOf(await saveKerasModel(again)))];
  expect(second.config).toEqual(first.config);
  expect(second.weights).toEqual(first.weights);
  return first;
}

/** Other values than initial ones, so that no weight stands in for another. */
function stir(model: LayersModel): void {
  model.setWeights(model.getWeights().map((weight, i) => add(weight, i + 1)));
}

const block: fc.Arbitrary<LayerSpec> = fc.oneof(
  fc.record({
    type: fc.constant('Conv2D' as const),
    filters: fc.integer({ min: 1, max: 4 }),
    kernelSize: fc.integer({ min: 1, max: 3 }),
    strides: fc.integer({ min: 1, max: 2 }),
    padding: fc.constant('same' as const),
    activation: fc.constantFrom('linear', 'relu', 'sigmoid', 'tanh', 'softmax'),
  }),
  fc.record({
    type: fc.constantFrom('MaxPooling2D', 'AveragePooling2D'),
    poolSize: fc.integer({ min: 1, max: 3 }),
    strides: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom('same', 'valid'),
  }),
  fc.record({ type: fc.constant('Dropout' as const), rate: fc.constantFrom(0, 0.5) }),
  fc.record({ type: fc.constant('BatchNormalization' as const) }),
);

describe('saveKerasModel', () => {
  it('loses nothing of a network that can be built', async () => {
    const networks = fc.tuple(
      fc.array(block, { maxLength: 5 }),
      fc.constantFrom<LayerSpec>({ type: 'Flatten' }, { type: 'GlobalAveragePooling2D' }),
      fc.integer({ min: 1, max: 3 }),
    );
    const property = fc.asyncProperty(networks, async ([blocks, flat, units]) => {
      const dense: LayerSpec = { type: 'Dense', units, activation: units === 1 ? 'sigmoid' : 'softmax' };
      const model = buildNetwork({ inputShape: [24, 20, 3], layers: [...blocks, flat, dense] }, 7);
      stir(model);
      await roundTrip(model);
      model.dispose();
    });
    await fc.assert(property, { numRuns: 25 });
  }, 30_000);

  it('saves every layer that it knows, and what layers are made with', async () => {
    const x = input({ shape: [12, 12, 3], name: 'picture' });
    const chain = (from: SymbolicTensor, ...each: layers.Layer[]) =>
      each.reduce((at, layer) => layer.apply(at) as SymbolicTensor, from);
    const left = chain(
      x,
      layers.rescaling({ scale: 1 / 127.5, offset: -1 }),
      layers.conv2d({
        ...{ filters: 4, kernelSize: [3, 2], padding: 'same', activation: 'swish', useBias: false },
        ...{ kernelInitializer: 'heNormal', kernelRegularizer: regularizers.l2({ l2: 0.01 }) },
      }),
      layers.batchNormalization({ scale: false, momentum: 0.9 }),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2 }),
    );
    const right = chain(
      x,
      layers.separableConv2d({ filters: 8, kernelSize: 3, padding: 'same', depthMultiplier: 2 }),
      layers.reLU({ maxValue: 6 }),
      layers.dropout({ rate: 0.25, seed: 3 }),
    );
    const both = chain(
      layers
        .concatenate()
        .apply([layers.add().apply([left, right]) as SymbolicTensor, right]) as SymbolicTensor,
      layers.zeroPadding2d({ padding: 1 }),
      layers.averagePooling2d({ poolSize: 2 }),
    );
    const [mean, max] = [layers.globalAveragePooling2d({}), layers.globalMaxPooling2d({})].map((pool) =>
      chain(both, pool),
    ) as [SymbolicTensor, SymbolicTensor];
    const merged = ['average', 'multiply', 'maximum', 'minimum'].map(
      (name) => layers[name as 'average']().apply([mean, max]) as SymbolicTensor,
    );
    const end = chain(
      layers.concatenate().apply(merged) as SymbolicTensor,
      layers.reshape({ targetShape: [8, 8] }),
      layers.flatten(),
      layers.dense({ units: 5, kernelConstraint: constraints.nonNeg() }),
      layers.activation({ activation: 'gelu' }),
      layers.dense({ units: 2, kernelInitializer: 'randomNormal' }),
      layers.softmax(),
    );
    const model = functional({ inputs: x, outputs: end });
    stir(model);
    const { config, weights } = await roundTrip(model);
    expect(config).toMatchObject({
      class_name: 'Functional',
      registered_name: 'Functional',
      config: { input_layers: ['picture', 0, 0] },
    });
    expect(JSON.stringify(config)).toContain('"class_name":"HeNormal","config":{"seed":null}');
    expect(JSON.stringify(config)).toContain('"class_name":"L2","config":{"l2":0.01}');
    expect(JSON.stringify(config)).toContain('"activation":"silu"');
    expect(weights['/layers/separable_conv2d/vars/0']).toMatchObject({ shape: [3, 3, 3, 2] });
    expect(weights['/layers/batch_normalization/vars/2']).toMatchObject({ shape: [4] });
    expect(weights['/layers/re_lu/vars']).toBeDefined();
  });

  it('keeps what Pupila knows of the model, and numbers its layers as Keras does', async () => {
    const metadata: ModelMetadata = {
      ...{ classes: ['gatos', 'perros'], colorMode: 'rgb', interpolation: 'bilinear' },
      ...{ keepAspectRatio: true, rescale: null },
    };
    const model = courseCnn({ inputShape: [22, 22, 3], classes: 2, seed: 2 ** 32 - 1 });
    const file = await saveKerasModel(model, { metadata });
    expect((await loadModelFile(file)).metadata).toEqual(metadata);
    const { config, weights } = await unpack(await bytesOf(file));
    expect(Object.keys(weights).filter((path) => /conv2d.*0$|dense.*0$/.test(path))).toEqual([
      ...['conv2d', 'conv2d_1', 'conv2d_2', 'dense', 'dense_1'].map((name) => `/layers/${name}/vars/0`),
    ]);
    // A seed that not every backend of Keras takes.
    expect(JSON.stringify(config)).not.toContain(String(2 ** 32));
  });

  it.each<[string, () => LayersModel]>([
    ['layer=noise, GaussianNoise', () => chainOf(layers.gaussianNoise({ stddev: 1, name: 'noise' }))],
    [
      'layer=d, hard_sigmoid',
      () => chainOf(layers.dense({ units: 1, activation: 'hardSigmoid', name: 'd' })),
    ],
    ['no / in Keras. Received: layer=a/b', () => chainOf(layers.softmax({ name: 'a/b' }))],
    ['an input shape', () => sequential()],
  ])('refuses what Keras 3 does not have: %s', async (message, make) => {
    const promise = saveKerasModel(make());
    await expect(promise).rejects.toMatchObject({ code: 'bad-model' });
    await expect(promise).rejects.toThrow(message);
  });
});

const chainOf = (...own: layers.Layer[]): LayersModel =>
  sequential({ layers: [layers.dense({ units: 2, inputShape: [3] }), ...own] });
