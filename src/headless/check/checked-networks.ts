/** The networks by which `kernel-check.ts` checks the kernels: small, and together they use every one. */
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, type SymbolicTensor, input, model } from '@tensorflow/tfjs-layers';
import { shapeSize } from '../../core/shape-size';
import { layerOf } from '../../models/layers/layer-of';
import type { OptimizerConfig } from '../../options/optimizer-config';
import type { LossName } from '../../options/loss-config';
import type { RandomState } from '../../random/random-state';

/** Class and arguments of a layer, and the numbers of the rows that it reads. Default: the row before. 0 is the picture. */
type Row = readonly [className: string, config?: object, inputs?: readonly number[]];

export interface CheckedNetwork {
  shape: readonly [number, number, number];
  optimizer: OptimizerConfig;
  loss: LossName;
  /** Whether the gradient tape trains it. Default: what `makeTrainStep` chooses. */
  byTape?: boolean;
  rows: readonly Row[];
}

const conv = (filters: number, kernelSize: number, config: object = {}): Row => [
  'Conv2D',
  { filters, kernelSize, padding: 'same', ...config },
];
const relu = { activation: 'relu' };
const norm: Row = ['BatchNormalization', {}];

/** The layers of a graph, except the last. */
const BRANCHES: readonly Row[] = [
  conv(16, 3), // 1
  norm,
  ['Activation', relu], // 3
  ['DepthwiseConv2D', { kernelSize: 3, padding: 'same', depthMultiplier: 2 }],
  ['ReLU', { maxValue: 6 }],
  conv(16, 1), // 6
  ['Add', {}, [3, 6]],
  ['LayerNormalization', {}],
  ['Conv2D', { filters: 8, kernelSize: 3, groups: 2, padding: 'same', activation: 'swish' }], // 9
  ['GroupNormalization', { groups: 4 }],
  ['PReLU', { sharedAxes: [1, 2] }],
  ['MaxPooling2D', { poolSize: [3, 3], strides: [2, 2], padding: 'same' }],
  ['Conv2DTranspose', { filters: 8, kernelSize: 3, strides: 2, padding: 'same', activation: 'tanh' }],
  ['UpSampling2D', { size: [2, 2], interpolation: 'bilinear' }],
  ['AveragePooling2D', { poolSize: [2, 2] }],
  ['Concatenate', {}, [9, 15]], // 16
  ['Permute', { dims: [2, 1, 3] }],
  ['SpatialDropout2D', { rate: 0.25 }],
  conv(64, 3, { strides: 2, activation: 'elu' }), // 19
  ['DepthwiseConv2D', { kernelSize: 5, strides: 2, padding: 'same', useBias: false }],
  ['Softmax', {}],
  ['Conv2D', { filters: 100, kernelSize: 3, padding: 'same', dilationRate: 2 }],
  conv(100, 3, relu), // 23
  conv(100, 3),
  ['Maximum', {}, [23, 24]],
  ['GlobalAveragePooling2D', { keepdims: true }],
  conv(100, 1, { activation: 'sigmoid' }),
  ['Multiply', {}, [25, 27]], // 28
  ['GlobalMaxPooling2D', {}],
  ['Dropout', { rate: 0.3 }],
];

export const CHECKED_NETWORKS: readonly CheckedNetwork[] = [
  {
    shape: [21, 18, 3],
    optimizer: { name: 'adam' },
    loss: 'binary_crossentropy',
    rows: [
      conv(8, 3, relu),
      ['MaxPooling2D', {}],
      ['Conv2D', { filters: 20, kernelSize: 3, ...relu }],
      ['MaxPooling2D', {}],
      ['Flatten', {}],
      ['Dropout', { rate: 0.3 }],
      ['Dense', { units: 37, ...relu }],
      ['Dense', { units: 1, activation: 'sigmoid' }],
    ],
  },
  {
    shape: [20, 20, 1],
    optimizer: { name: 'sgd', momentum: 0.9, nesterov: true },
    loss: 'categorical_crossentropy',
    rows: [
      conv(16, 3, { strides: 2, ...relu }),
      ['AveragePooling2D', {}],
      conv(64, 3, { activation: 'sigmoid' }),
      ['GlobalAveragePooling2D', {}],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
  {
    shape: [16, 16, 64],
    optimizer: { name: 'rmsprop', momentum: 0.5 },
    loss: 'categorical_crossentropy',
    rows: [
      norm,
      conv(64, 3),
      norm,
      ['GlobalAveragePooling2D', {}],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
  {
    shape: [18, 16, 3],
    optimizer: { name: 'adamw' },
    loss: 'categorical_crossentropy',
    rows: [...BRANCHES, ['Dense', { units: 3, activation: 'softmax' }]],
  },
  {
    shape: [18, 16, 3],
    optimizer: { name: 'nadam' },
    loss: 'mean_squared_error',
    byTape: true,
    rows: [...BRANCHES, ['Dense', { units: 3, activation: 'softmax' }]],
  },
];

/** Builds a network with weights drawn from the random stream. */
export function build({ shape, rows }: CheckedNetwork, random: RandomState): LayersModel {
  const values: SymbolicTensor[] = [input({ shape: [...shape] })];
  for (const [className, config = {}, inputs = [values.length - 1]] of rows) {
    const from = inputs.map((at) => values[at] as SymbolicTensor);
    const layer = layerOf(className, config);
    values.push(layer.apply(from.length === 1 ? (from[0] as SymbolicTensor) : from) as SymbolicTensor);
  }
  const network = model({ inputs: values[0] as SymbolicTensor, outputs: values.at(-1) as SymbolicTensor });
  for (const weight of network.weights) {
    const least = weight.name.includes('variance') ? 0.1 : -0.25;
    const drawn = Float32Array.from({ length: shapeSize(weight.shape) }, () => least + random.random() / 2);
    tidy(() => void weight.write(tensor(drawn, weight.shape as number[])));
  }
  return network;
}
