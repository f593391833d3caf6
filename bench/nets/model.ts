/** Builds a network of `networks.mjs` with tfjs's layers, its weights, and its batches. */
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, type SymbolicTensor, input, layers, model } from '@tensorflow/tfjs-layers';
import type { Batch } from '../../src/core/batch';
import '../../src/models/layers/registry';
import { RandomState } from '../../src/random/random-state';

/** A layer of `networks.mjs`. */
interface LayerSpec {
  op: string;
  inputs: number[];
  filters?: number;
  units?: number;
  size?: number;
  strides?: number;
  zeros?: number;
  rate?: number;
  padding?: 'same' | 'valid';
  activation?: string;
  name?: string;
  bias?: boolean;
  shape?: number[];
}

/** A network of `networks.mjs`. */
export interface NetworkSpec {
  name: string;
  batch: number;
  side: number;
  classes: number;
  layers: LayerSpec[];
}

type Layer = LayersModel['layers'][number];
type Activation = 'relu';

/** An activation by the name that tfjs-layers has for it. */
const named = (name?: string): Activation => (name === 'silu' ? 'swish' : name) as Activation;

/** What makes the layer of an `op`. */
const MAKERS: Readonly<Record<string, (spec: LayerSpec) => Layer>> = {
  conv: ({ filters = 0, size = 1, strides = 1, padding = 'same', bias: useBias = true, activation }) =>
    layers.conv2d({
      ...{ filters, kernelSize: size, strides, padding, useBias },
      activation: named(activation),
    }),
  depthwise: ({ size = 3, strides = 1 }) =>
    layers.depthwiseConv2d({ kernelSize: size, strides, padding: 'same', useBias: false }),
  norm: () => layers.batchNormalization({ epsilon: 1e-3, momentum: 0.99 }),
  activation: ({ name }) => layers.activation({ activation: named(name) }),
  maxPool: ({ size = 2, strides = 2 }) => layers.maxPooling2d({ poolSize: size, strides }),
  globalPool: () => layers.globalAveragePooling2d({}),
  flatten: () => layers.flatten(),
  reshape: ({ shape = [] }) => layers.reshape({ targetShape: shape }),
  dropout: ({ rate = 0 }) => layers.dropout({ rate }),
  dense: ({ units = 1, activation }) => layers.dense({ units, activation: named(activation) }),
  add: () => layers.add(),
  multiply: () => layers.multiply(),
  concat: () => layers.concatenate(),
};

/** A model, and for each weight of the network in its order the place in `model.weights`. */
export interface Built {
  model: LayersModel;
  places: number[];
}

/** Builds a network with the weights that `common.py` draws too. */
export function build(network: NetworkSpec): Built {
  const { side, layers: specs } = network;
  const values: SymbolicTensor[] = [];
  const made: Layer[] = [];
  for (const spec of specs) {
    if (spec.op === 'input') {
      values.push(input({ shape: [side, side, 3] }));
      continue;
    }
    let inputs = spec.inputs.map((i) => values[i] as SymbolicTensor);
    if (spec.zeros) inputs = [layers.zeroPadding2d({ padding: spec.zeros }).apply(inputs) as SymbolicTensor];
    const layer = (MAKERS[spec.op] as (spec: LayerSpec) => Layer)(spec);
    values.push(layer.apply(inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs) as SymbolicTensor);
    made.push(layer);
  }
  const whole = model({ inputs: values[0] as SymbolicTensor, outputs: values.at(-1) as SymbolicTensor });
  const trained = made.flatMap((layer) => layer.trainableWeights);
  const places = trained.map((weight) => whole.weights.indexOf(weight));
  drawWeights(whole, places);
  return { model: whole, places };
}

/** Kernels as Glorot and He draw them, biases around 0, scales around 1. Draws in the order of the network. */
function drawWeights(whole: LayersModel, places: number[]): void {
  const random = new RandomState(1);
  const given = whole.getWeights();
  const next: Tensor[] = [...given];
  for (const place of places) {
    const { shape, size } = given[place] as Tensor;
    const isScale = (whole.weights[place]?.originalName ?? '').includes('gamma');
    const fanIn = size / (shape.at(-1) as number);
    const isDepthwise = shape.length === 4 && shape[3] === 1;
    const limit = shape.length === 1 ? 0.05 : Math.sqrt(6 / (isDepthwise ? shape[0] * shape[1] : fanIn));
    const values = Float32Array.from(
      { length: size },
      () => (isScale ? 1 : 0) + (2 * random.random() - 1) * limit,
    );
    next[place] = tensor(values, shape);
  }
  whole.setWeights(next);
  for (const place of places) next[place]?.dispose();
}

/**
 * Random pixels in 0 … 1, and the classes in turn. A class has its own brightness: gradients of equal images of several
 * classes would cancel, and their difference would be rounding.
 */
export function noise({ side, classes }: NetworkSpec, size: number): Batch {
  const random = new RandomState(0);
  const values = side * side * 3;
  const x = new Float32Array(size * values);
  for (let i = 0; i < x.length; i++)
    x[i] = (random.random() * (1 + (Math.floor(i / values) % classes))) / classes;
  const y = Float32Array.from({ length: size }, (_, i) => i % classes);
  return { x, y, size, indices: Int32Array.from({ length: size }, (_, i) => i) };
}
