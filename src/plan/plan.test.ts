import {
  type Sequential,
  type SymbolicTensor,
  input as inputOf,
  layers,
  model as functional,
  sequential,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from '../engines/wasm/wasm.testing';
import { courseCnn } from '../models/course-cnn';
import { layerOf } from '../models/layers/layer-of';
import { type Planned, planFor } from './plan';

beforeAll(startWasm);

type Layers = Sequential['layers'];
const input = { inputShape: [20, 24, 3] };
const conv = (options = {}) =>
  layers.conv2d({ name: 'c', filters: 4, kernelSize: 3, activation: 'relu', ...options });
const pool = (options = {}) => layers.maxPooling2d({ name: 'p', poolSize: 2, ...options });
const flatten = () => layers.flatten({ name: 'f' });
const dense = (options = {}) => layers.dense({ name: 'd', units: 1, activation: 'sigmoid', ...options });

function planOf(list: Layers): Planned {
  return planFor(sequential({ layers: list }));
}

describe('planFor', () => {
  it("plans the course's network", () => {
    const planned = planFor(courseCnn());
    if (!('plan' in planned)) throw new Error(planned.reason.text);
    const { images, dense: products, head } = planned.plan;
    expect(images.map(({ kind, output }) => [kind, output])).toEqual([
      ['pooledConvolution', [74, 74, 36]],
      ['pooledConvolution', [36, 36, 36]],
      ['pooledConvolution', [17, 17, 36]],
    ]);
    expect(products.map(({ inputs, units, activation }) => [inputs, units, activation])).toEqual([
      [10404, 512, 'relu'],
      [512, 1, 'linear'],
    ]);
    expect(head).toBe('sigmoid');
  });

  it("plans 'same' padding with TensorFlow's zeros, strides, no bias, no convolution at all", () => {
    const same = planOf([
      conv({ ...input, padding: 'same', strides: [2, 1], useBias: false }),
      pool(),
      flatten(),
      dense(),
    ]);
    expect(same).toMatchObject({
      plan: {
        // 20 rows at stride 2 need one more row, which goes below; 24 columns need one on each side.
        images: [{ padding: { top: 0, left: 1, height: 21, width: 26 }, output: [5, 12, 4], bias: null }],
      },
    });
    const flat = planOf([layers.flatten({ ...input }), dense({ units: 3, activation: 'softmax' })]);
    expect(flat).toMatchObject({ plan: { images: [], head: 'softmax', dense: [{ inputs: 1440 }] } });
  });

  it('plans convolution alone, any pooling, and activation and dropout layers', () => {
    const planned = planOf([
      conv({ ...input, activation: 'linear', dilationRate: 2 }),
      layers.activation({ activation: 'tanh' }),
      layers.averagePooling2d({ poolSize: [3, 2], strides: 2, padding: 'same' }),
      layers.dropout({ rate: 0.5 }),
      conv({ name: 'e' }),
      pool({ strides: 1 }),
      flatten(),
      layers.dropout({ rate: 0.2 }),
      dense({ name: 'g', units: 5, activation: 'elu' }),
      dense(),
    ]);
    expect(planned).toMatchObject({
      plan: {
        images: [
          { kind: 'convolution', layer: 'c', dilation: [2, 2], activation: 'tanh', output: [16, 20, 4] },
          // 16 rows at stride 2 are one short for a window of 3; the extra row goes below.
          { kind: 'pooling', pooling: 'average', padding: { top: 0, left: 0 }, dropout: 0.5 },
          { kind: 'convolution', layer: 'e', activation: 'relu', dropout: 0 },
          { kind: 'pooling', pooling: 'max', window: [2, 2], strides: [1, 1] },
        ],
        dense: [{ activation: 'elu' }, { activation: 'linear' }],
      },
    });
    expect('plan' in planned && planned.plan.images.at(-1)?.dropout).toBeCloseTo(0.2);
  });

  it('fuses an activation layer, and needs no Flatten after global pooling', () => {
    const planned = planOf([
      conv({ ...input, activation: undefined }),
      layers.reLU(),
      pool({ strides: 2 }),
      layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
      dense(),
    ]);
    expect(planned).toMatchObject({
      plan: {
        images: [
          { kind: 'pooledConvolution', relu: true },
          { kind: 'pooling', window: [9, 11], output: [1, 1, 4] },
        ],
        dense: [{ inputs: 4 }],
      },
    });
  });

  it.each<[string, () => Layers]>([
    ['c has the activation softplus', () => [conv({ ...input, activation: 'softplus' }), flatten(), dense()]],
    ['c is frozen', () => [conv({ ...input, trainable: false }), pool(), flatten(), dense()]],
    [
      'Dropout (o) follows the input',
      () => [layers.flatten(input), layers.dropout({ name: 'o', rate: 0.5 }), dense()],
    ],
    [
      'Dropout (o) follows the activation tanh',
      () => [
        conv({ ...input, activation: 'tanh' }),
        layers.dropout({ name: 'o', rate: 0.5 }),
        flatten(),
        dense(),
      ],
    ],
    [
      'BatchNormalization (n) stands where a plan expects Conv2D, pooling or Flatten',
      () => [conv(input), layers.batchNormalization({ name: 'n' }), flatten(), dense()],
    ],
    [
      'Sequential (s) is a nested model',
      () => [sequential({ name: 's', layers: [conv(input), pool()] }), flatten(), dense()],
    ],
    ['it ends in relu', () => [layers.flatten(input), dense({ activation: 'relu' })]],
    ['it has regularizers', () => [layers.flatten(input), dense({ kernelRegularizer: 'l1l2' })]],
    ['it has constraints', () => [layers.flatten(input), dense({ kernelConstraint: 'nonNeg' })]],
    [
      'its input may have any size',
      () => [
        conv({ inputShape: [null, null, 3] }),
        layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
        dense(),
      ],
    ],
    ['its input has 1 dimensions, not 3', () => [dense({ inputShape: [7] })]],
    [
      'c has groups',
      () => [layerOf('Conv2D', { name: 'c', filters: 4, kernelSize: 3, groups: 2, inputShape: [8, 8, 2] })],
    ],
    [
      'g has keepdims',
      () => [
        conv(input),
        layerOf('GlobalAveragePooling2D', { name: 'g', keepdims: true }),
        flatten(),
        dense(),
      ],
    ],
    [
      'ReLU (r) stands where a plan expects Conv2D, pooling or Flatten',
      () => [
        conv({ ...input, activation: 'linear' }),
        layerOf('ReLU', { name: 'r', negativeSlope: 0.1 }),
        flatten(),
        dense(),
      ],
    ],
    [
      'f has channels first',
      () => [conv(input), layers.flatten({ name: 'f', dataFormat: 'channelsFirst' }), dense()],
    ],
  ])('returns the reason if there is no plan: %s', (reason, make) => {
    expect(planOf(make())).toMatchObject({ reason: { text: reason } });
  });

  it('has no plan for a layer that is called with training=False', () => {
    const picture = inputOf({ shape: [20, 24, 3] });
    const dropped = layers.dropout({ name: 'o', rate: 0.5 }).apply(picture, { training: false });
    const flat = flatten().apply(dropped);
    const model = functional({ inputs: picture, outputs: dense().apply(flat) as SymbolicTensor });
    expect(planFor(model)).toMatchObject({ reason: { text: 'o computes as in inference' } });
  });
});
