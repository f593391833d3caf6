import { memory } from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  type SymbolicTensor,
  input as inputOf,
  layers,
  model as functional,
  sequential,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers, startWasm } from '../../engines/wasm/wasm.testing';
import type { FloatImage } from '../../core/types';
import { FILTERS, type FilterName, bankOf, toGrey, workedSum } from '../../lesson/filters';
import { buildNetwork } from '../../models/build-network';
import { courseNetwork } from '../../network/layer-spec';
import { filtersOf, gradCam, layerOutputs } from './layer-outputs';
import { convolve, poolPicture } from './operations';

beforeAll(async () => {
  await startWasm();
});

const picture = (height: number, width: number, channels = 3): FloatImage => ({
  height,
  width,
  channels,
  data: numbers(height * width * channels, 3).map((value) => Math.round((value + 1) * 127.5)),
});
const values = (image: FloatImage): number[] => Array.from(image.data, (value) => Number(value.toFixed(3)));

describe('operations on one picture', () => {
  it('give the Sobel filters of a known picture', async () => {
    // Black on the left, white on the right.
    const data = Float32Array.from({ length: 25 }, (_, i) => (i % 5 < 2 ? 0 : 255));
    const edge: FloatImage = { height: 5, width: 5, channels: 1, data };
    const of = async (name: FilterName) =>
      values(await convolve(edge, bankOf(FILTERS[name], 1), { strides: 1, padding: 'valid' }));
    expect(await of('sobelX')).toEqual([1020, 1020, 0, 1020, 1020, 0, 1020, 1020, 0]);
    expect(await of('sobelY')).toEqual(Array(9).fill(0));
    expect(await of('derivative')).toEqual([255, -255, 0, 255, -255, 0, 255, -255, 0]);
    expect(await of('boxBlur')).toEqual([85, 170, 255, 85, 170, 255, 85, 170, 255]);
  });

  it.each([
    ['sharpen', 1, 1, 'same'],
    ['boxBlur', 3, 1, 'same'],
    ['sobelX', 3, 2, 'valid'],
    ['derivative', 1, 3, 'same'],
  ] as const)(
    'give by %s on %i channels what the sum written out gives',
    async (name, channels, strides, padding) => {
      const image = channels === 1 ? toGrey(picture(13, 10)) : picture(13, 10);
      const result = await convolve(image, bankOf(FILTERS[name], channels), { strides, padding });
      for (let row = 0; row < result.height; row++) {
        for (let column = 0; column < result.width; column++) {
          for (let channel = 0; channel < channels; channel++) {
            const { sum } = workedSum(image, FILTERS[name], { row, column, channel }, { strides, padding });
            expect(result.data[(row * result.width + column) * channels + channel]).toBeCloseTo(sum, 2);
          }
        }
      }
    },
  );

  it('overwrite memory passed to them if it is large enough, with the same results', async () => {
    const image = picture(20, 20);
    const window = { poolSize: 3, strides: 2, padding: 'valid' } as const;
    const fresh = await poolPicture(image, 'max', window);
    const large = await poolPicture(image, 'average', { ...window, strides: 1 });
    const room = large.data.buffer;
    const written = await poolPicture(image, 'max', window, large);
    expect(written.data.buffer).toBe(room);
    expect(written).toEqual(fresh);
    const larger = await poolPicture(image, 'max', { ...window, padding: 'same' }, fresh);
    expect(larger.data.buffer).not.toBe(fresh.data.buffer);
    expect(larger.data).toHaveLength(300);
  });

  it('pool 100 × 100 to the sizes of the course, averages and maxima', async () => {
    const image = picture(100, 100);
    const average = await poolPicture(image, 'average', { poolSize: 5, strides: 5, padding: 'valid' });
    const max = await poolPicture(image, 'max', { poolSize: 10, strides: 5, padding: 'valid' });
    expect([average.height, average.width, average.channels]).toEqual([20, 20, 3]);
    expect([max.height, max.width, max.channels]).toEqual([19, 19, 3]);
    const window = (side: number) =>
      Array.from(
        { length: side * side },
        (_, i) => image.data[(Math.floor(i / side) * 100 + (i % side)) * 3] as number,
      );
    expect(average.data[0]).toBeCloseTo(window(5).reduce((sum, value) => sum + value) / 25, 2);
    expect(max.data[0]).toBe(Math.max(...window(10)));
  });
});

describe('a snapshot of a network', () => {
  const spec = courseNetwork([30, 30, 3]);
  const image = picture(30, 30);

  it('returns 36 maps per layer and leaves no tensors', async () => {
    const model = buildNetwork(spec, 0);
    const before = memory().numTensors;
    const outputs = await layerOutputs(model, image);
    expect(outputs.map(({ shape }) => shape)).toEqual(
      model.layers.map(({ outputShape }) => outputShape.slice(1)),
    );
    expect(outputs.slice(0, 6).map(({ shape }) => shape[2])).toEqual(Array(6).fill(36));
    const filters = await filtersOf(model);
    expect(filters.map(({ bank }) => bank.shape)).toEqual([
      [3, 3, 3, 36],
      [3, 3, 36, 36],
      [3, 3, 36, 36],
    ]);
    const first = outputs[0] as (typeof outputs)[0];
    const [bank] = filters.map(({ bank }) => bank);
    const plain = await convolve(image, bank as NonNullable<typeof bank>, { strides: 1, padding: 'valid' });
    expect(
      Math.max(...plain.data.map((value, i) => Math.abs(Math.max(0, value) - (first.data[i] as number)))),
    ).toBeLessThan(0.01);
    expect(memory().numTensors).toBe(before);
    await expect(layerOutputs(model, picture(31, 30))).rejects.toThrow(
      'Received: picture=[31,30,3], input=[30,30,3]',
    );
    model.dispose();
  });

  it('returns a Grad-CAM that matches the gradient of the score, by finite differences', async () => {
    // One convolution, then a dense layer: the gradient with respect to the maps equals the dense layer's weights.
    const model = buildNetwork(
      {
        inputShape: [6, 6, 1],
        layers: [
          { type: 'Conv2D', filters: 2, kernelSize: 3, strides: 1, padding: 'valid', activation: 'relu' },
          { type: 'Flatten' },
          { type: 'Dense', units: 1, activation: 'sigmoid' },
        ],
      },
      1,
    );
    const x = picture(6, 6, 1);
    const [maps] = await layerOutputs(model, x);
    const dense = model.layers[2]?.getWeights()[0]?.dataSync() as Float32Array;
    const means = [0, 1].map((k) => dense.filter((_, i) => i % 2 === k).reduce((sum, w) => sum + w, 0) / 16);
    for (const [unit, sign] of [
      [1, 1],
      [0, -1],
    ] as const) {
      const raw = Array.from({ length: 16 }, (_, i) =>
        Math.max(
          0,
          sign * [0, 1].reduce((sum, k) => sum + (means[k] as number) * (maps?.data[i * 2 + k] as number), 0),
        ),
      );
      const top = Math.max(...raw);
      const heat = await gradCam(model, x, unit);
      expect([heat.height, heat.width]).toEqual([4, 4]);
      raw.forEach((value, i) => expect(heat.data[i]).toBeCloseTo(top > 0 ? value / top : 0, 4));
    }
  });

  it('returns the outputs of nested models, which also have graphs of their own', async () => {
    const nested = (filters: number) =>
      sequential({
        layers: [layers.conv2d({ inputShape: [6, 6, filters - 1], filters, kernelSize: 3, padding: 'same' })],
      });
    const [first, second] = [nested(2), nested(3)];
    const model = sequential({ layers: [first, second, layers.flatten(), layers.dense({ units: 1 })] });
    const shapes = async (of: LayersModel) =>
      (await layerOutputs(of, picture(6, 6, 1))).map(({ name, shape }) => [name, ...shape]);
    expect(await shapes(model)).toEqual([
      [first.name, 6, 6, 2],
      [second.name, 6, 6, 3],
      [model.layers[2]?.name, 108],
      [model.layers[3]?.name, 1],
    ]);
    model.dispose();
  });

  it('show the maps of a network with the channels first as of one that has them last', async () => {
    const build = (dataFormat: 'channelsFirst' | 'channelsLast', inputShape: number[]) =>
      sequential({
        layers: [
          layers.conv2d({ filters: 4, kernelSize: 3, inputShape, dataFormat }),
          layers.maxPooling2d({ poolSize: 2, dataFormat }),
          layers.globalAveragePooling2d({ dataFormat }),
          layers.dense({ units: 2, activation: 'softmax' }),
        ],
      });
    const last = build('channelsLast', [9, 7, 3]);
    const first = build('channelsFirst', [3, 9, 7]);
    first.setWeights(last.getWeights());
    const image = picture(9, 7);
    const expected = await layerOutputs(last, image);
    for (const [i, { shape, data }] of (await layerOutputs(first, image)).entries()) {
      expect(shape).toEqual(expected[i]?.shape);
      data.forEach((value, j) => expect(value).toBeCloseTo(expected[i]?.data[j] as number, 3));
    }
    const heat = await gradCam(last, image, 1);
    (await gradCam(first, image, 1)).data.forEach((value, j) =>
      expect(value).toBeCloseTo(heat.data[j] as number, 3),
    );
  });

  it('refuse Grad-CAM of a network with branches, whose outputs they have', async () => {
    const input = inputOf({ shape: [6, 6, 1] });
    const left = layers.conv2d({ filters: 2, kernelSize: 3 }).apply(input) as SymbolicTensor;
    const right = layers.conv2d({ filters: 2, kernelSize: 3 }).apply(left) as SymbolicTensor;
    const both = layers.concatenate().apply([left, layers.zeroPadding2d().apply(right) as SymbolicTensor]);
    const outputs = layers.dense({ units: 1 }).apply(layers.flatten().apply(both)) as SymbolicTensor;
    const model = functional({ inputs: input, outputs });
    const x = picture(6, 6, 1);
    expect((await layerOutputs(model, x)).at(-1)?.shape).toEqual([1]);
    await expect(gradCam(model, x, 0)).rejects.toMatchObject({ code: 'bad-model' });
  });

  it('shows a nested model as one layer, in a chain with Grad-CAM', async () => {
    const nested = () =>
      sequential({ layers: [layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 1] })] });
    const [first, called] = [nested(), nested()];
    const rest = () => [
      layers.conv2d({ filters: 2, kernelSize: 3 }),
      layers.flatten(),
      layers.dense({ units: 2, activation: 'softmax' }),
    ];
    // tfjs-layers connects the first model of a Sequential otherwise than a model that is called.
    const input = inputOf({ shape: [6, 6, 1] });
    const outputs = [called, ...rest()].reduce((x, layer) => layer.apply(x) as SymbolicTensor, input);
    const x = picture(6, 6, 1);
    for (const [inner, model] of [
      [first, sequential({ layers: [first, ...rest()] })],
      [called, functional({ inputs: input, outputs })],
    ] as const) {
      const seen = await layerOutputs(model, x);
      expect(seen.map(({ type, shape }) => [type, ...shape])).toEqual([
        ['Sequential', 4, 4, 3],
        ['Conv2D', 2, 2, 2],
        ['Flatten', 8],
        ['Dense', 2],
      ]);
      expect(seen[0]?.data).toEqual((await layerOutputs(inner, x))[0]?.data);
      expect((await gradCam(model, x, 1)).data).toHaveLength(4);
    }
  });
});
