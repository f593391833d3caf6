/** Round trips through `.keras` for every layer and for random networks. See also save-keras.golden.test.ts. */
import { type Tensor, add, randomUniform, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {
  type LayersModel,
  type SymbolicTensor,
  constraints,
  initializers,
  input,
  layers,
  model as functional,
  regularizers,
  sequential,
} from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork } from '../models/build-network';
import { courseCnn } from '../models/course-cnn';
import type { LayerSpec } from '../network/layer-spec';
import { loadKerasModel, loadModelFile } from './model-file';
import { saveKerasModel } from './save-keras';
import type { ModelMetadata } from './model-metadata';
import { type KerasFile, bytesOf, hash, unpack } from './unpacked-keras.testing';
import { checkProperty } from '../random/property.testing';

beforeAll(async () => {
  await setBackend('cpu');
});

const bitsOf = (model: LayersModel): unknown[] =>
  model.getWeights().map((weight) => [weight.shape, hash(weight.dataSync())]);

/** Saves, loads and saves again. Weights, outputs and files must be equal. */
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

/** Gives all weights distinct values, so that a swap of two weights is detected. */
function makeWeightsDistinct(model: LayersModel): void {
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

/** Keys of `get_config` of Keras's layers, except `name`, `trainable` and `dtype`. */
const CONVOLUTION = [
  'kernel_size',
  'strides',
  'padding',
  'data_format',
  'dilation_rate',
  'activation',
  'use_bias',
  'bias_initializer',
  'bias_regularizer',
  'activity_regularizer',
  'bias_constraint',
];
const each = (name: string) => ['initializer', 'regularizer', 'constraint'].map((kind) => `${name}_${kind}`);
const ARGUMENTS: Record<string, string[]> = {
  InputLayer: ['batch_shape', 'dtype', 'sparse', 'ragged', 'optional'],
  Conv2D: [...CONVOLUTION, 'filters', 'groups', ...each('kernel')],
  DepthwiseConv2D: [...CONVOLUTION, 'depth_multiplier', ...each('depthwise')],
  SeparableConv2D: [
    ...CONVOLUTION,
    'filters',
    'depth_multiplier',
    ...each('depthwise'),
    ...each('pointwise'),
  ],
  Dense: ['units', 'activation', 'use_bias', ...each('kernel'), ...each('bias')],
  BatchNormalization: [
    'axis',
    'momentum',
    'epsilon',
    'center',
    'scale',
    'synchronized',
    ...each('beta'),
    ...each('gamma'),
    'moving_mean_initializer',
    'moving_variance_initializer',
  ],
  Flatten: ['data_format'],
  Reshape: ['target_shape'],
  AveragePooling2D: ['pool_size', 'padding', 'strides', 'data_format'],
  GlobalAveragePooling2D: ['data_format', 'keepdims'],
  GlobalMaxPooling2D: ['data_format', 'keepdims'],
  ZeroPadding2D: ['padding', 'data_format'],
  Dropout: ['rate', 'seed', 'noise_shape'],
  Activation: ['activation'],
  ReLU: ['max_value', 'negative_slope', 'threshold'],
  LeakyReLU: ['negative_slope'],
  Softmax: ['axis'],
  Rescaling: ['scale', 'offset'],
  Concatenate: ['axis'],
};

describe('saveKerasModel', () => {
  it('round-trips random networks', async () => {
    const networks = fc.tuple(
      fc.array(block, { maxLength: 5 }),
      fc.constantFrom<LayerSpec>({ type: 'Flatten' }, { type: 'GlobalAveragePooling2D' }),
      fc.integer({ min: 1, max: 3 }),
    );
    const property = fc.asyncProperty(networks, async ([blocks, flat, units]) => {
      const dense: LayerSpec = { type: 'Dense', units, activation: units === 1 ? 'sigmoid' : 'softmax' };
      const model = buildNetwork({ inputShape: [24, 20, 3], layers: [...blocks, flat, dense] }, 7);
      makeWeightsDistinct(model);
      await roundTrip(model);
      model.dispose();
    });
    await checkProperty(property, { runs: 25 });
  }, 30_000);

  it('round-trips every supported layer with its arguments', async () => {
    const x = input({ shape: [12, 12, 3], name: 'picture' });
    const chain = (from: SymbolicTensor, ...each: layers.Layer[]) =>
      each.reduce((at, layer) => layer.apply(at) as SymbolicTensor, from);
    const left = chain(
      x,
      layers.rescaling({ scale: 1 / 127.5, offset: -1 }),
      layers.conv2d({
        filters: 4,
        kernelSize: [3, 2],
        padding: 'same',
        activation: 'swish',
        useBias: false,
        kernelInitializer: 'heNormal',
        kernelRegularizer: regularizers.l2({ l2: 0.01 }),
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
      layers.dense({ units: 3, kernelInitializer: 'randomNormal' }),
      layers.dense({ units: 2, kernelInitializer: initializers.varianceScaling({ scale: 3 }) }),
      layers.softmax(),
    );
    const model = functional({ inputs: x, outputs: end });
    makeWeightsDistinct(model);
    const { config, weights } = await roundTrip(model);
    expect(config).toMatchObject({
      class_name: 'Functional',
      registered_name: 'Functional',
      config: { input_layers: ['picture', 0, 0] },
    });
    expect(JSON.stringify(config)).toContain('"class_name":"HeNormal","config":{"seed":null}');
    expect(JSON.stringify(config)).toContain('"class_name":"L2","config":{"l2":0.01}');
    expect(JSON.stringify(config)).toContain('"activation":"silu"');
    const { layers: saved } = config['config'] as { layers: { class_name: string; config: object }[] };
    for (const { class_name, config: own } of saved) {
      const base = class_name === 'InputLayer' ? ['name'] : ['name', 'trainable', 'dtype'];
      expect(Object.keys(own).sort(), class_name).toEqual([...base, ...(ARGUMENTS[class_name] ?? [])].sort());
    }
    expect(weights['/layers/separable_conv2d/vars/0']).toMatchObject({ shape: [3, 3, 3, 2] });
    expect(weights['/layers/batch_normalization/vars/2']).toMatchObject({ shape: [4] });
    expect(weights['/layers/re_lu/vars']).toBeDefined();
  });

  it('keeps the metadata and numbers layers like Keras', async () => {
    const metadata: ModelMetadata = {
      classes: ['gatos', 'perros'],
      colorMode: 'rgb',
      interpolation: 'bilinear',
      keepAspectRatio: true,
      rescale: null,
    };
    const model = courseCnn({ inputShape: [22, 22, 3], classes: 2, seed: 2 ** 32 - 1 });
    const file = await saveKerasModel(model, { metadata });
    expect((await loadModelFile(file)).metadata).toEqual(metadata);
    const { config, weights } = await unpack(await bytesOf(file));
    expect(Object.keys(weights).filter((path) => /conv2d.*0$|dense.*0$/.test(path))).toEqual(
      ['conv2d', 'conv2d_1', 'conv2d_2', 'dense', 'dense_1'].map((name) => `/layers/${name}/vars/0`),
    );
    // Some Keras backends reject this seed.
    expect(JSON.stringify(config)).not.toContain(String(2 ** 32));
  });

  it.each<[string, () => LayersModel]>([
    ['layer=step, class=ThresholdedReLU', () => chainOf(layers.thresholdedReLU({ name: 'step' }))],
    [
      'layer=d, activation=hard_sigmoid',
      () => chainOf(layers.dense({ units: 1, activation: 'hardSigmoid', name: 'd' })),
    ],
    [
      'layer=i, initializer=Identity',
      () => chainOf(layers.dense({ units: 2, kernelInitializer: 'identity', name: 'i' })),
    ],
    ['must not contain / in Keras. Received: layer=a/b', () => chainOf(layers.softmax({ name: 'a/b' }))],
    ['an input shape', () => sequential()],
  ])('rejects what Keras 3 does not support: %s', async (message, make) => {
    const promise = saveKerasModel(make());
    await expect(promise).rejects.toMatchObject({ code: 'bad-model' });
    await expect(promise).rejects.toThrow(message);
  });
});

const chainOf = (...own: layers.Layer[]): LayersModel =>
  sequential({ layers: [layers.dense({ units: 2, inputShape: [3] }), ...own] });
