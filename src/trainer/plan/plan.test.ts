import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from '../../backends/wasm/wasm.testing';
import { courseCnn } from '../../models/course-cnn';
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
    if (!('plan' in planned)) throw new Error(planned.reason);
    const { convolutions, dense: products, head } = planned.plan;
    expect(convolutions.map(({ output }) => output)).toEqual([
      [74, 74, 36],
      [36, 36, 36],
      [17, 17, 36],
    ]);
    expect(products.map(({ inputs, units, relu }) => [inputs, units, relu])).toEqual([
      [10404, 512, true],
      [512, 1, false],
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
        // 20 rows at stride 2 need one more row, below; 24 columns need one on each side.
        convolutions: [
          { padding: { top: 0, left: 1, height: 21, width: 26 }, output: [5, 12, 4], bias: null },
        ],
      },
    });
    const flat = planOf([layers.flatten({ ...input }), dense({ units: 3, activation: 'softmax' })]);
    expect(flat).toMatchObject({ plan: { convolutions: [], head: 'softmax', dense: [{ inputs: 1440 }] } });
  });

  it.each<[string, () => Layers]>([
    ['no MaxPooling2D(2) follows c', () => [conv(input), flatten(), dense()]],
    ['no MaxPooling2D(2) follows c', () => [conv(input), pool({ strides: 1 }), flatten(), dense()]],
    ['no MaxPooling2D(2) follows c', () => [conv(input), pool({ padding: 'same' }), flatten(), dense()]],
    ['c is dilated', () => [conv({ ...input, dilationRate: 2 }), pool(), flatten(), dense()]],
    ['c has the activation tanh', () => [conv({ ...input, activation: 'tanh' }), pool(), flatten(), dense()]],
    ['c is frozen', () => [conv({ ...input, trainable: false }), pool(), flatten(), dense()]],
    [
      'Dropout (o) stands where a plan has Dense',
      () => [...[layers.flatten(input), layers.dropout({ name: 'o', rate: 0.5 }), dense()]],
    ],
    [
      'GlobalAveragePooling2D (g) stands where a plan has Conv2D or Flatten',
      () => [
        ...[
          conv(input),
          pool(),
          layers.globalAveragePooling2d({ name: 'g', dataFormat: 'channelsLast' }),
          dense(),
        ],
      ],
    ],
    ['it ends in linear', () => [layers.flatten(input), dense({ activation: 'linear' })]],
    ['it has regularizers', () => [layers.flatten(input), dense({ kernelRegularizer: 'l1l2' })]],
    ['its input has 1 dimensions, not 3', () => [dense({ inputShape: [7] })]],
  ])('says why there is no plan: %s', (reason, make) => {
    expect(planOf(make())).toEqual({ reason });
  });
});
