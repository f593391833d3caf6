/**
 * Shows the inside of a network: the output of every layer for one picture, its filters, and which area of the picture
 * determines a decision (Grad-CAM).
 */
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
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { type LayersModel, type SymbolicTensor, model as functional } from '@tensorflow/tfjs-layers';
import { backendReady } from '../../engines/select';
import { PupilaError, invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { hasChannelsFirst, inputLayoutOf, inputShapeOf } from '../../core/picture-shape';
import type { FloatImage } from '../../core/types';
import { inputTensor } from '../../models/input-tensor';
import { usesOf } from '../../models/layer-uses';
import { withoutActivation } from '../../training/output-head';
import type { FilterBank } from './operations';
import { read } from './read';

type Layer = LayersModel['layers'][number];

/** One layer's output for one picture. */
export interface LayerOutput {
  name: string;
  /** Keras's class name, such as `Conv2D`. */
  type: string;
  /** Height, width and channels of feature maps; or the units of a vector. */
  shape: readonly number[];
  data: Float32Array<ArrayBuffer>;
}

/**
 * Returns the outputs of all layers except the input.
 *
 * @param image Must have the network's input size, already rescaled.
 * @param before Result of an earlier call that is no longer needed; its memory is overwritten.
 * @throws {PupilaError} 'invalid-argument' for another size.
 * @example
 * const picture = await loadPicture(file, [150, 150]);
 * const input = { ...picture, data: picture.data.map((value) => value / 255) };
 * const [first] = await layerOutputs(model, input);
 * console.log(first.name, first.shape); // 'conv2d', [148, 148, 36]
 */
export async function layerOutputs(
  model: LayersModel,
  image: FloatImage,
  before: readonly LayerOutput[] = [],
): Promise<LayerOutput[]> {
  await backendReady();
  const made = outputsOf(model);
  const outputs = tidy(() => {
    const all = functional({ inputs: model.inputs, outputs: made.map(({ output }) => output) });
    const results = all.predict(toBatch(model, image));
    const list = Array.isArray(results) ? results : [results];
    return hasChannelsFirst(inputShapeOf(model)) ? list.map(channelsLast) : list;
  });
  return Promise.all(
    outputs.map(async (output, i) => {
      const data = await read(output, before[i]?.data.buffer);
      const { layer } = made[i] as (typeof made)[number];
      output.dispose();
      return { name: layer.name, type: layer.getClassName(), shape: output.shape.slice(1), data };
    }),
  );
}

/** Returns the outputs of a model's layers, in the order of `summary()`. */
function outputsOf(model: LayersModel): { layer: Layer; output: SymbolicTensor }[] {
  const made = new Set(usesOf(model).flatMap(({ outputs }) => outputs));
  return model.layers.flatMap((layer) =>
    layer.inboundNodes
      .flatMap(({ outputTensors }) => outputTensors)
      .filter((output) => made.has(output))
      .map((output) => ({ layer, output })),
  );
}

/** Returns the current filters of every Conv2D. */
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
 * Computes Grad-CAM (Selvaraju et al. 2017, https://arxiv.org/abs/1610.02391): the sum of the last convolution's
 * feature maps, each weighted by the mean gradient of the class score over it. Negative values are set to zero.
 *
 * @param image Must have the network's input size, already rescaled, as for `layerOutputs`.
 * @param unit Which output. For a single sigmoid unit: 1 for the class it stands for, 0 for the other class.
 * @returns One channel, 0 … 1, of the size of the feature maps.
 * @throws {PupilaError} 'bad-model' if no convolution is followed by a chain of layers; 'invalid-argument' for another
 * size.
 * @example
 * const { height, width, data } = await gradCam(model, input, 1);
 */
export async function gradCam(model: LayersModel, image: FloatImage, unit: number): Promise<FloatImage> {
  await backendReady();
  const uses = usesOf(model);
  const layers = uses.map(({ layer }) => layer);
  const last = layers.findLastIndex((layer) => layer.getClassName() === 'Conv2D');
  const isChain = uses.every(({ inputs, outputs }) => inputs.length === 1 && outputs.length === 1);
  if (last < 0 || !isChain) {
    throw new PupilaError('bad-model', message`Grad-CAM needs a chain of layers with a Conv2D.`);
  }
  const heat = tidy(() => {
    const through = (x: Tensor, some: readonly Layer[]): Tensor =>
      some.reduce((value, layer) => layer.apply(value, { training: false }) as Tensor, x);
    const maps = through(toBatch(model, image), layers.slice(0, last + 1)) as Tensor4D;
    const [sides, channels] = hasChannelsFirst(inputShapeOf(model)) ? [[2, 3], 1] : [[1, 2], 3];
    const score = (from: Tensor): Tensor =>
      withoutActivation(model, () => scoreOf(through(from, layers.slice(last + 1)), unit));
    const weights = mean(grad(score)(maps), sides, true);
    const map = relu(sum(mul(maps, weights), channels));
    return squeeze<Tensor>(div(map, add(max(map), 1e-12)), [0]);
  });
  const [height, width] = heat.shape as [number, number];
  const data = (await heat.data()) as Float32Array<ArrayBuffer>;
  heat.dispose();
  return { height, width, channels: 1, data };
}

/** Moves the channels of feature maps to the end. */
function channelsLast(output: Tensor): Tensor {
  return output.rank === 4 ? transpose(output, [0, 2, 3, 1]) : output;
}

/** Returns the logit of a class. A single unit stands for two classes. */
function scoreOf(logits: Tensor, unit: number): Tensor {
  const units = logits.shape[1] as number;
  if (units > 1) return sum(slice(logits, [0, unit], [1, 1]));
  return unit === 0 ? neg(sum(logits)) : sum(logits);
}

function toBatch(model: LayersModel, { data, height, width, channels }: FloatImage): Tensor {
  const picture = [height, width, channels];
  const layout = inputLayoutOf(model, picture);
  if (!layout) {
    const input = inputShapeOf(model);
    throw invalidArgument(message`The picture must have the shape of the network’s input.`, {
      picture,
      input,
    });
  }
  return inputTensor(data, 1, layout);
}
