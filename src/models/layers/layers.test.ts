/** What Keras's files cannot show: draws, and cases that the golden networks do not have. */
import {
  type Scalar,
  type Tensor,
  type Variable,
  engine,
  grad,
  randomUniform,
  square,
  sum,
  tensor,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from '../../engines/wasm/wasm.testing';
import { layerOf } from './layer-of';

beforeAll(async () => void (await startWasm()));

/** Applies a new layer of a class to a tensor. */
function apply(className: string, config: object, x: Tensor, training = false): Tensor {
  return layerOf(className, config).apply(x, { training }) as Tensor;
}

const numbersOf = (x: Tensor): number[] => [...x.dataSync()];

const RANDOM: [string, object][] = [
  ['SpatialDropout2D', { rate: 0.5 }],
  ['GaussianNoise', { stddev: 0.3 }],
  ['GaussianDropout', { rate: 0.3 }],
  ['AlphaDropout', { rate: 0.3 }],
  ['RandomFlip', { mode: 'horizontal' }],
  ['RandomRotation', { factor: 0.2 }],
  ['RandomZoom', { heightFactor: [-0.3, -0.2], widthFactor: 0.2 }],
  ['RandomTranslation', { heightFactor: 0.3, widthFactor: 0.3 }],
  ['RandomContrast', { factor: 0.5, valueRange: [0, 1] }],
  ['RandomBrightness', { factor: 0.5, valueRange: [0, 1] }],
];

describe.each(RANDOM)('%s', (className, config) => {
  it('changes nothing in inference, and draws from its seed in training', () => {
    const x = randomUniform([8, 6, 5, 3], 0, 1, 'float32', 7);
    const train = (seed: number) => numbersOf(apply(className, { ...config, seed }, x, true));
    expect(numbersOf(apply(className, { ...config, seed: 1 }, x))).toEqual(numbersOf(x));
    expect(train(1)).toEqual(train(1));
    expect(train(1)).not.toEqual(train(2));
    expect(train(1)).not.toEqual(numbersOf(x));
  });
});

describe('random layers', () => {
  it('drops whole channels and scales the others', () => {
    const x = tensor(new Float32Array(4 * 2 * 3 * 8).fill(1), [4, 2, 3, 8]);
    const values = numbersOf(apply('SpatialDropout2D', { rate: 0.5, seed: 3 }, x, true));
    const channel = (image: number, k: number) =>
      new Set(Array.from({ length: 6 }, (_, pixel) => values[(image * 6 + pixel) * 8 + k]));
    const kept = [0, 1, 2, 3].flatMap((image) => [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [...channel(image, k)]));
    expect(kept.every((all) => all.length === 1)).toBe(true);
    expect(new Set(kept.flat())).toEqual(new Set([0, 2]));
  });

  it('flips some images and leaves the others', () => {
    const x = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [6, 1, 2, 1]);
    const values = numbersOf(apply('RandomFlip', { mode: 'horizontal', seed: 1 }, x, true));
    const flips = [0, 1, 2, 3, 4, 5].map((i) => (values[2 * i] as number) - (values[2 * i + 1] as number));
    expect(new Set(flips)).toEqual(new Set([-1, 1]));
  });

  it('shifts down and to the right for positive factors', () => {
    const x = tensor([1, 2, 3, 4], [1, 2, 2, 1]);
    const config = { heightFactor: [0.5, 0.5], widthFactor: [0, 0], fillMode: 'constant', seed: 1 };
    expect(numbersOf(apply('RandomTranslation', config, x, true))).toEqual([0, 0, 1, 2]);
  });
});

describe('cases that no golden network has', () => {
  const x = () => tensor([0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 3, 3, 1]);

  it('pads the output of a transposed convolution', () => {
    const shapeOf = (config: object) =>
      apply('Conv2DTranspose', { filters: 1, kernelSize: 3, strides: 2, ...config }, x()).shape;
    // keras.layers.Conv2DTranspose(1, 3, 2, padding=…, output_padding=…).compute_output_shape((1, 3, 3, 1))
    expect(shapeOf({ padding: 'same', outputPadding: 0 })).toEqual([1, 5, 5, 1]);
    expect(shapeOf({ padding: 'same', outputPadding: [1, 0] })).toEqual([1, 6, 5, 1]);
    expect(shapeOf({ padding: 'valid', outputPadding: 1 })).toEqual([1, 8, 8, 1]);
  });

  it('scales each channel', () => {
    const pixels = tensor([1, 2, 3, 4], [1, 1, 2, 2]);
    const scaled = apply('Rescaling', { scale: [1, 10], offset: [0, 1] }, pixels);
    expect(numbersOf(scaled)).toEqual([1, 21, 3, 41]);
  });

  it('enlarges an image that is smaller than its centre crop', () => {
    expect(apply('CenterCrop', { height: 4, width: 4 }, x()).shape).toEqual([1, 4, 4, 1]);
    expect(numbersOf(apply('CenterCrop', { height: 1, width: 1 }, x()))).toEqual([4]);
  });

  it('computes a softmax along another axis than the last', () => {
    const sums = tidy(() => sum(apply('Softmax', { axis: 1 }, x()), 1));
    expect(numbersOf(sums).every((total) => Math.abs(total - 1) < 1e-6)).toBe(true);
  });

  it('normalises along another axis than the last', () => {
    const channelsFirst = tensor([1, 2, 3, 4, 10, 20, 30, 40], [1, 2, 2, 2]);
    const layer = layerOf('BatchNormalization', { axis: 1, epsilon: 1e-6 });
    const values = numbersOf(layer.apply(channelsFirst, { training: true }) as Tensor);
    expect(values.slice(0, 4).map((value) => value.toFixed(3))).toEqual(
      values.slice(4).map((value) => value.toFixed(3)),
    );
    expect(values[0]).toBeCloseTo(-1.5 / Math.sqrt(1.25), 4);
  });

  it('flattens a vector', () => {
    expect(apply('Flatten', {}, tensor([1, 2], [1, 2])).shape).toEqual([1, 2]);
  });
});

it.each(['same', 'valid'])(
  "a convolution is tfjs-layers' to the bit, and skips gradients of pictures: %s",
  async (padding) => {
    const config = { filters: 5, kernelSize: 3, strides: 2, padding, activation: 'linear' };
    const x = randomUniform([2, 9, 8, 3], 0, 1, 'float32', 1);
    const [own, stock] = [layerOf('Conv2D', config), layers.conv2d(config as never)];
    [own, stock].forEach((layer) => layer.apply(x));
    own.setWeights([
      randomUniform([3, 3, 3, 5], -1, 1, 'float32', 2),
      randomUniform([5], -1, 1, 'float32', 3),
    ]);
    stock.setWeights(own.getWeights());
    const valueOf = (layer: typeof own) => () => sum<Scalar>(square(layer.apply(x) as Tensor));
    const [ours, theirs] = [own, stock].map((layer) => {
      const weights = layer.trainableWeights.map((weight) => weight.read() as Variable);
      const { grads } = variableGrads(valueOf(layer), weights);
      const ofInput = grad((images: Tensor) => sum(square(layer.apply(images) as Tensor)))(x);
      return [...weights.map(({ name }) => grads[name] as Tensor), ofInput, layer.apply(x) as Tensor].map(
        numbersOf,
      );
    });
    expect(ours).toEqual(theirs);
    const weights = own.trainableWeights.map((weight) => weight.read() as Variable);
    const { kernelNames } = await engine().profile(() => variableGrads(valueOf(own), weights).value);
    expect(kernelNames).toContain('Conv2DBackpropFilter');
    expect(kernelNames).not.toContain('Conv2DBackpropInput');
  },
);
