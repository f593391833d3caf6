import { tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { startWasm } from '../engines/wasm/wasm.testing';
import { lossCause } from './loss-cause';

beforeAll(startWasm);

/** A network for pictures of two pixels, whose first layer adds `bias`. */
function network(bias: number, kernel = 1): LayersModel {
  const model = sequential({
    layers: [
      layers.flatten({ inputShape: [1, 2, 1], name: 'flatten' }),
      layers.dense({ units: 1, name: 'first' }),
      layers.dense({ units: 1, name: 'second' }),
    ],
  });
  model.getLayer('first').setWeights([tensor([[kernel], [kernel]]), tensor([bias])]);
  model.getLayer('second').setWeights([tensor([[1]]), tensor([0])]);
  return model;
}

const cause = async (
  model: LayersModel,
  {
    x = [1, 2, 3, 4],
    layerBefore = null,
    isFirst = false,
  }: { x?: number[]; layerBefore?: string | null; isFirst?: boolean } = {},
): Promise<string> => {
  const batch = { x: Float32Array.from(x), size: 2, indices: Int32Array.of(5, 3) };
  const filenames = ['0', '1', '2', 'x_train[3]', '4', '5'];
  const rest = { step: { sync: () => undefined }, optimizer: { learningRate: 1e30 }, filenames, layerBefore };
  const { en, es } = await lossCause({ batch, isFirst }, { model, imageShape: [1, 2, 1], ...rest });
  expect(es).not.toBe(en);
  return en;
};

it.each([NaN, Infinity])('names the file that has %d in it, whatever else is wrong', async (value) => {
  const text = 'x_train[3] has values that are not finite numbers; correct or remove it';
  expect(await cause(network(0), { x: [1, 2, 3, value] })).toBe(text);
  expect(await cause(network(NaN), { x: [1, 2, value, 4], layerBefore: 'first' })).toBe(text);
});

it('else names the first layer with such weights', async () => {
  expect(await cause(network(NaN), { layerBefore: 'first', isFirst: true })).toMatch(
    /^the weights of the layer first were not finite numbers before training/,
  );
  expect(await cause(network(Infinity))).toBe(
    'the learning rate of 1e+30 is too high for this loss, and the weights of the layer first are no longer finite numbers; try a lower one',
  );
});

it('else names the first layer with such an output', async () => {
  expect(await cause(network(0, 3e38), { x: [0, 0, 3, 4] })).toMatch(
    /too high for this loss: for this batch, the output of the layer first is not finite, although its weights are/,
  );
});

it('else says that the learning rate is too high, but not of a first step', async () => {
  expect(await cause(network(0))).toBe(
    'the learning rate of 1e+30 is too high for this loss; try a lower one',
  );
  expect(await cause(network(NaN), { isFirst: true })).toMatch(/^the weights had not been updated yet/);
});
