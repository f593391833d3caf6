import { type LayersModel, type SymbolicTensor, input, layers, model } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { startWasm } from '../engines/wasm/wasm.testing';
import { layerOf } from './layers/layer-of';
import { rescalesPixels } from './rescales-pixels';

beforeAll(startWasm);

type Apply = (x: SymbolicTensor) => SymbolicTensor;

/** A classifier of 8 × 8 pictures that starts with some layers. */
function classifier(...first: Apply[]): LayersModel {
  const inputs = input({ shape: [8, 8, 3] });
  const x = first.reduce((value, apply) => apply(value), inputs);
  const head = layers.dense({ units: 2 }).apply(layers.flatten().apply(x)) as SymbolicTensor;
  return model({ inputs, outputs: head });
}

const of =
  (className: string, config: object): Apply =>
  (x) =>
    layerOf(className, config).apply(x) as SymbolicTensor;
const operation = (name: string, number: number): Apply =>
  of('Operation', { operation: name, operands: [{ tensor: 0 }, number] });
const nested: Apply = (x) => {
  const inputs = input({ shape: [8, 8, 3] });
  const outputs = of('Rescaling', { scale: 1 / 255 })(of('RandomFlip', {})(inputs));
  return model({ inputs, outputs }).apply(x) as SymbolicTensor;
};

it.each([
  ['Rescaling(1 / 255)', [of('Rescaling', { scale: 1 / 255 })]],
  ['Rescaling for each channel', [of('Rescaling', { scale: [0.01, 0.02, 0.01], offset: -1 })]],
  ['augmentation before it', [of('RandomFlip', {}), of('Rescaling', { scale: 1 / 127.5, offset: -1 })]],
  ['a nested model', [nested]],
  ['a mean of pixels', [of('Normalization', { mean: [123, 117, 104], variance: [1, 1, 1] })]],
  ['an adapted mean', [of('Normalization', {})]],
  ['x / 127.5', [operation('truedivide', 127.5)]],
  ['x * (1 / 255)', [operation('multiply', 1 / 255)]],
  ['x - 128', [operation('subtract', 128)]],
])('finds %s', (_, first) => {
  expect(rescalesPixels(classifier(...first))).toBe(true);
});

it.each([
  ['nothing', []],
  ['a convolution', [(x: SymbolicTensor) => layers.conv2d({ filters: 2, kernelSize: 1 }).apply(x)]],
  ['Rescaling of 0 … 1', [of('Rescaling', { scale: 2, offset: -1 })]],
  ['a mean of 0 … 1', [of('Normalization', { mean: [0.5, 0.5, 0.4], variance: [1, 1, 1] })]],
  ['x - 0.5', [operation('subtract', 0.5)]],
  ['x + 1', [operation('add', 1)]],
  [
    'Rescaling after a convolution',
    [
      (x: SymbolicTensor) => layers.conv2d({ filters: 2, kernelSize: 1 }).apply(x),
      of('Rescaling', { scale: 1 / 255 }),
    ],
  ],
])('does not find %s', (_, first) => {
  expect(rescalesPixels(classifier(...(first as Apply[])))).toBe(false);
});
