/** What every layer of a network makes of one picture, its filters, and where a decision comes from (Grad-CAM). */
import {
  type Tensor,
  type Tensor4D,
  add,
  div,
  grad,
  max,
  mean,
  mul,
  neg,
  relu,
  slice,
  squeeze,
  sum,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { type LayersModel, model as functional } from '@tensorflow/tfjs-layers';
import { backendReady } from '../../engines/select';
import { PupilaError, invalidArgument } from '../../core/errors';
import type { FloatImage } from '../../core/types';
import { withoutActivation } from '../../training/logits';
import type { FilterBank } from './operations';
import { read } from './read';

type Layer = LayersModel['layers'][number];

/** One layer's output for one picture. */
export interface LayerOutput {
  name: string;
  /** Keras's class: `Conv2D`. */
  type: string;
  /** Height, width, channels of feature maps; units of a vector. */
  shape: readonly number[];
  data: Float32Array<ArrayBuffer>;
}

/**
 * Outputs of all layers but the input.
 *
 * @param image As the network takes it: of its size, already rescaled.
 * @param before What an earlier call gave and nobody needs any more: its memory is written over.
 * @throws {PupilaError} 'invalid-argument' for another size.
 */
export async function layerOutputs(
  model: LayersModel,
  image: FloatImage,
  before: readonly LayerOutput[] = [],
): Promise<LayerOutput[]> {
  await backendReady();
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const outputs = tidy(() => {
    const all = functional({ inputs: model.inputs, outputs: layers.map(({ output }) => output).flat() });
    const results = all.predict(toBatch(model, image));
    return Array.isArray(results) ? results : [results];
  });
  return Promise.all(
    outputs.map(async (output, i) => {
      const data = await read(output, before[i]?.data.buffer);
      const layer = layers[i] as Layer;
      output.dispose();
      return { name: layer.name, type: layer.getClassName(), shape: output.shape.slice(1), data };
    }),
  );
}

/** The filters of every Conv2D, as they are now. */
export async function filtersOf(model: LayersModel): Promise<{ name: string; bank: FilterBank }[]> {
  const layers = model.layers.filter((layer) => layer.getClassName() === 'Conv2D');
  return Promise.all(
    layers.map(async (layer) => {
      const [kernel] = layer.getWeights() as [Tensor4D];
      const values = (await kernel.data()) as Float32Array<ArrayBuffer>;
      return { name: layer.name, bank: { shape: kernel.shape, values } };
    }),
  );
}

/**
 * Grad-CAM (Selvaraju et al. 2017, https://arxiv.org/abs/1610.02391): the feature maps of the last convolution, each
 * weighed by the mean of the class score's gradient over it, summed; what is below zero is cut off.
 *
 * @param unit Which output; for one sigmoid unit 1 asks for the class it stands for, 0 for the other.
 * @returns One channel, 0 … 1, of the size of the feature maps.
 * @throws {PupilaError} 'bad-model' where no convolution is followed by a chain of layers.
 */
export async function gradCam(model: LayersModel, image: FloatImage, unit: number): Promise<FloatImage> {
  await backendReady();
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const last = layers.findLastIndex((layer) => layer.getClassName() === 'Conv2D');
  if (last < 0 || layers.some(({ inboundNodes }) => inboundNodes.length !== 1)) {
    throw new PupilaError('bad-model', 'Grad-CAM needs a chain of layers with a Conv2D in it.');
  }
  const heat = tidy(() => {
    const through = (x: Tensor, some: readonly Layer[]): Tensor =>
      some.reduce((value, layer) => layer.apply(value, { training: false }) as Tensor, x);
    const maps = through(toBatch(model, image), layers.slice(0, last + 1)) as Tensor4D;
    const score = (from: Tensor): Tensor =>
      withoutActivation(model, () => scoreOf(through(from, layers.slice(last + 1)), unit));
    const weights = mean(grad(score)(maps), [1, 2], true);
    const map = relu(sum(mul(maps, weights), 3));
    return squeeze(div(map, add(max(map), 1e-12)), [0]) as Tensor;
  });
  const [height, width] = heat.shape as [number, number];
  const data = (await heat.data()) as Float32Array<ArrayBuffer>;
  heat.dispose();
  return { height, width, channels: 1, data };
}

/** The logit of a class. One unit stands for two classes. */
function scoreOf(logits: Tensor, unit: number): Tensor {
  const units = logits.shape[1] as number;
  if (units > 1) return sum(slice(logits, [0, unit], [1, 1]));
  return unit === 0 ? neg(sum(logits)) : sum(logits);
}

function toBatch(model: LayersModel, { data, height, width, channels }: FloatImage): Tensor {
  const wanted = model.inputs[0]?.shape.slice(1) ?? [];
  const given = [height, width, channels];
  if (wanted.some((side, i) => side !== null && side !== given[i])) {
    throw invalidArgument("A picture has the size of the network's input.", {
      picture: given,
      input: wanted,
    });
  }
  return tensor(data, [1, height, width, channels]);
}
