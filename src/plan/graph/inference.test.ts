import {
  type LayersModel,
  type SymbolicTensor,
  input as inputOf,
  layers,
  model as functional,
} from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { startWasm } from '../../engines/wasm/wasm.testing';
import { layerOf } from '../../models/layers/layer-of';
import type { Graph, GraphNode } from './graph';
import { graphFor } from './graph-for';
import { inferenceGraph } from './inference';

beforeAll(async () => void (await startWasm()));

type Call = (x: SymbolicTensor) => SymbolicTensor;

function call(className: string, config: object = {}): Call {
  return (x) => layerOf(className, config).apply(x) as SymbolicTensor;
}

/** The graph of predictions of a network with this body, without the input and the classifier. */
function bodyOf(body: Call): GraphNode[] {
  const inputs = inputOf({ shape: [8, 6, 4] });
  const outputs = layers
    .dense({ units: 2, activation: 'softmax' })
    .apply(layers.flatten().apply(body(inputs))) as SymbolicTensor;
  return inferenceGraph(graphOf(functional({ inputs, outputs }))).nodes.slice(1, -2);
}

function graphOf(model: LayersModel): Graph {
  const planned = graphFor(model);
  if ('reason' in planned) throw new Error(planned.reason.text);
  return planned.graph;
}

const chain =
  (...calls: Call[]): Call =>
  (x) =>
    calls.reduce((value, next) => next(value), x);

const convolution = call('Conv2D', { filters: 4, kernelSize: 3, padding: 'same' });
const normalization = call('BatchNormalization');
const relu = call('ReLU');

it('makes a normalization and a ReLU part of the convolution before them', () => {
  const [node, ...rest] = bodyOf(chain(convolution, normalization, relu));
  expect(rest).toEqual([]);
  expect(node).toMatchObject({ kind: 'convolution', isRectified: true, folded: { epsilon: 1e-3 } });
});

it('leaves other activations as they are', () => {
  const kinds = bodyOf(chain(convolution, normalization, call('ReLU', { maxValue: 6 }))).map(
    ({ kind }) => kind,
  );
  expect(kinds).toEqual(['convolution', 'activation']);
});

it.each([
  ['DepthwiseConv2D', { kernelSize: 3 }, 'depthwise'],
  ['Conv2D', { kernelSize: 3, filters: 4, groups: 2 }, 'groupedConvolution'],
  ['Conv2DTranspose', { kernelSize: 3, filters: 4 }, 'transposedConvolution'],
])('makes a normalization part of a %s %j', (className, config, kind) => {
  const [node, ...rest] = bodyOf(chain(call(className, config), normalization));
  expect(rest).toEqual([]);
  expect(node).toMatchObject({ kind, folded: { epsilon: 1e-3 } });
});

it('keeps a normalization, with its moving statistics, whose input something else uses too', () => {
  const body: Call = (x) => {
    const value = convolution(x);
    return layers.add().apply([value, normalization(value)]) as SymbolicTensor;
  };
  const nodes = bodyOf(body);
  expect(nodes.map(({ kind }) => kind)).toEqual(['convolution', 'normalization', 'sum']);
  expect(nodes[1]).toMatchObject({ isInference: true });
  expect(nodes[0]).not.toHaveProperty('folded');
});

it('leaves out what matters in training only, also at the end and several times', () => {
  const seeded = { seed: 1 };
  const noise = chain(
    call('GaussianNoise', { stddev: 1, ...seeded }),
    call('Dropout', { rate: 0.5 }),
    call('AlphaDropout', { rate: 0.5, ...seeded }),
    call('SpatialDropout2D', { rate: 0.5, ...seeded }),
  );
  const kinds = bodyOf(chain(noise, convolution, noise, normalization, noise, relu, noise)).map(
    ({ kind }) => kind,
  );
  expect(kinds).toEqual(['convolution']);
});

it('trains nothing', () => {
  const inputs = inputOf({ shape: [8, 6, 4] });
  const outputs = layers.dense({ units: 1 }).apply(layers.flatten().apply(inputs)) as SymbolicTensor;
  const graph = graphOf(functional({ inputs, outputs }));
  expect(graph.trained).toBe(2);
  expect(inferenceGraph(graph).trained).toBe(0);
});
