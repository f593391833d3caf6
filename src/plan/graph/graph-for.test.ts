import {
  type LayersModel,
  type SymbolicTensor,
  input as inputOf,
  layers,
  model as functional,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from '../../engines/wasm/wasm.testing';
import { layerOf } from '../../models/layers/layer-of';
import { graphFor } from './graph-for';

beforeAll(async () => void (await startWasm()));

type Layer = LayersModel['layers'][number];

/** A network of some layers, each named by its class, and a classifier. */
function networkOf(...classes: [className: string, config?: object][]): LayersModel {
  const inputs = inputOf({ shape: [8, 6, 4] });
  const all: Layer[] = [
    ...classes.map(([className, config]) => layerOf(className, { name: className, ...config })),
    layers.flatten(),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ];
  const outputs = all.reduce((x, layer) => layer.apply(x) as SymbolicTensor, inputs);
  return functional({ inputs, outputs });
}

function kindsOf(model: LayersModel): string[] {
  const planned = graphFor(model);
  if ('reason' in planned) throw new Error(planned.reason.text);
  return planned.graph.nodes.slice(1).map(({ kind }) => kind);
}

/** What Flatten and Dense become. */
const END = ['reshape', 'convolution'];

describe('the nodes of layers', () => {
  it('computes layers with channels first with channels last, and changes axes only where they differ', () => {
    const first = { dataFormat: 'channelsFirst', kernelSize: 3, filters: 4, padding: 'same' };
    const model = networkOf(
      ['Conv2D', { ...first, activation: 'relu' }],
      ['Activation', { activation: 'tanh' }],
      ['BatchNormalization', { axis: 1 }],
      ['MaxPooling2D', { dataFormat: 'channelsFirst', poolSize: 2, padding: 'same' }],
    );
    const body = ['permutation', 'convolution', 'activation', 'activation', 'normalization', 'pooling'];
    expect(kindsOf(model)).toEqual([...body, 'permutation', ...END]);
  });

  it('computes one group for each channel as a depthwise convolution, and more as groups', () => {
    const config = { kernelSize: 3, filters: 8 };
    expect(kindsOf(networkOf(['Conv2D', { ...config, groups: 4 }]))).toEqual(['depthwise', ...END]);
    expect(kindsOf(networkOf(['Conv2D', { ...config, groups: 2 }]))).toEqual(['groupedConvolution', ...END]);
  });

  it('adds nothing for layers that change nothing', () => {
    const model = networkOf(
      ['Permute', { dims: [1, 2, 3] }],
      ['Resizing', { height: 8, width: 6 }],
      ['CenterCrop', { height: 8, width: 6 }],
      ['SpatialDropout2D', { rate: 0 }],
      ['GaussianNoise', { stddev: 0 }],
    );
    expect(kindsOf(model)).toEqual(END);
  });
});

it("has no graph of tfjs-layers' own layers that draw without a seed", () => {
  const inputs = inputOf({ shape: [4, 4, 3] });
  const noisy = layers.alphaDropout({ rate: 0.2, name: 'noise' }).apply(inputs) as SymbolicTensor;
  const stock = functional({ inputs, outputs: vectorOf(noisy) });
  const reason = { text: 'noise draws without a seed' };
  expect(graphFor(stock)).toMatchObject({ reason });
});

const vectorOf = (x: SymbolicTensor): SymbolicTensor => {
  const flat = layers.flatten().apply(x) as SymbolicTensor;
  return layers.dense({ units: 1, activation: 'sigmoid' }).apply(flat) as SymbolicTensor;
};
