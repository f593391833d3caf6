/**
 * A sequential convolutional network as fused stages, for engines that compute whole stages: convolution, bias, ReLU
 * and max pooling in one. It names shapes and weights, and knows no backend.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Conv2D, ReLU or no activation, and a 2 × 2 max pooling. */
export interface ConvolutionStage {
  /** The Conv2D layer's name. */
  layer: string;
  input: ImageShape;
  /** Of the pooled values. */
  output: ImageShape;
  filter: readonly [height: number, width: number];
  strides: readonly [height: number, width: number];
  /** Zeros above and left of the image, and the image's size with all its zeros. */
  padding: { top: number; left: number; height: number; width: number };
  relu: boolean;
  /** Places in `model.trainableWeights`. */
  kernel: number;
  bias: number | null;
}

/** Dense, with ReLU or no activation. */
export interface DenseStage {
  layer: string;
  inputs: number;
  units: number;
  relu: boolean;
  kernel: number;
  bias: number | null;
}

/** What the last layer makes of its logits. */
export type Head = 'sigmoid' | 'softmax';

/** Convolutions, then dense layers, of which the last one gives logits. */
export interface Plan {
  input: ImageShape;
  convolutions: ConvolutionStage[];
  dense: DenseStage[];
  head: Head;
}

/** A plan, or why there is none. */
export type Planned = { plan: Plan } | { reason: string };

/** Ends planning; caught by `planFor`. */
class NoPlan extends Error {}

/**
 * Finds the plan of a model.
 *
 * @returns The plan of (Conv2D, MaxPooling2D(2))*, Flatten, Dense+ with a sigmoid or softmax at the end; or the reason
 *   why the model has none, as half a sentence.
 * @example
 * planFor(courseCnn()); // { plan: { convolutions: [3 stages], dense: [2 stages], head: 'sigmoid', … } }
 */
export function planFor(model: LayersModel): Planned {
  try {
    return { plan: compile(model) };
  } catch (error) {
    if (error instanceof NoPlan) return { reason: error.message };
    throw error;
  }
}

function compile(model: LayersModel): Plan {
  const all = chainOf(model);
  const input = (model.inputs[0] as { shape: (number | null)[] }).shape.slice(1) as number[];
  if (input.length !== 3) throw new NoPlan(`its input has ${input.length} dimensions, not 3`);
  const weights = new Map(model.trainableWeights.map(({ id }, place) => [id, place]));
  const placeOf = (layer: Layer, name: string): number | null => {
    const weight = layer.weights.find(({ originalName }) => originalName.replace(/_\d+$/, '').endsWith(name));
    if (!weight) return null;
    const place = weights.get(weight.id);
    if (place === undefined) throw new NoPlan(`${layer.name} is frozen`);
    return place;
  };
  const rest = all.filter((layer) => layer.getClassName() !== 'InputLayer');
  const plan: Plan = { input: input as unknown as ImageShape, convolutions: [], dense: [], head: 'sigmoid' };
  let at = 0;
  for (let shape = plan.input; rest[at]?.getClassName() === 'Conv2D'; at += 2) {
    const stage = convolutionStage(rest[at] as Layer, rest[at + 1], shape, placeOf);
    plan.convolutions.push(stage);
    shape = stage.output;
  }
  if (rest[at]?.getClassName() === 'Flatten') at += 1;
  else throw new NoPlan(`${describe(rest[at])} stands where a plan has Conv2D or Flatten`);
  for (; at < rest.length; at++) {
    const layer = rest[at] as Layer;
    if (layer.getClassName() !== 'Dense')
      throw new NoPlan(`${describe(layer)} stands where a plan has Dense`);
    plan.dense.push(denseStage(layer, placeOf));
    const activation = activationOf(layer);
    if (at < rest.length - 1) {
      if (activation !== 'relu' && activation !== 'linear')
        throw new NoPlan(`${layer.name} has the activation ${activation}`);
    } else if (activation === 'sigmoid' || activation === 'softmax') plan.head = activation;
    else throw new NoPlan(`it ends in ${activation}`);
  }
  if (plan.dense.length === 0) throw new NoPlan('it ends without Dense');
  return plan;
}

/** The layers of a model in which each has one input, the layer before it. */
function chainOf(model: LayersModel): Layer[] {
  const straight = model.layers.every(
    (layer) => layer.inboundNodes.length === 1 && (layer.inboundNodes[0]?.inboundLayers.length ?? 0) <= 1,
  );
  if (!straight || model.inputs.length !== 1 || model.outputs.length !== 1)
    throw new NoPlan('it is no chain');
  if (model.layers.some(({ losses }) => losses.length > 0)) throw new NoPlan('it has regularizers');
  return model.layers;
}

function convolutionStage(
  layer: Layer,
  pooling: Layer | undefined,
  input: ImageShape,
  placeOf: (layer: Layer, name: string) => number | null,
): ConvolutionStage {
  const config = layer.getConfig();
  const pool = pooling?.getConfig();
  const isTwo = (value: unknown): boolean => [value].flat().every((side) => side === 2);
  if (
    pooling?.getClassName() !== 'MaxPooling2D' ||
    !isTwo(pool?.poolSize) ||
    !isTwo(pool?.strides) ||
    pool?.padding !== 'valid'
  )
    throw new NoPlan(`no MaxPooling2D(2) follows ${layer.name}`);
  const activation = activationOf(layer);
  if (activation !== 'relu' && activation !== 'linear')
    throw new NoPlan(`${layer.name} has the activation ${activation}`);
  const [filterHeight, filterWidth] = config.kernelSize as [number, number];
  const [strideHeight, strideWidth] = config.strides as [number, number];
  if ([config.dilationRate].flat().some((rate) => rate !== 1)) throw new NoPlan(`${layer.name} is dilated`);
  if (config.dataFormat === 'channelsFirst') throw new NoPlan(`${layer.name} has channels first`);
  const [, height, width] = layer.outputShape as [null, number, number, number];
  const [, ...output] = pooling.outputShape as [null, number, number, number];
  const same = config.padding === 'same';
  if (!same && config.padding !== 'valid')
    throw new NoPlan(`${layer.name} has the padding ${config.padding}`);
  const missing = (size: number, out: number, filter: number, stride: number): number =>
    same ? Math.max(0, (out - 1) * stride + filter - size) : 0;
  const [rows, columns] = [
    missing(input[0], height, filterHeight, strideHeight),
    missing(input[1], width, filterWidth, strideWidth),
  ];
  return {
    layer: layer.name,
    input,
    output,
    filter: [filterHeight, filterWidth],
    strides: [strideHeight, strideWidth],
    // TensorFlow puts the odd row or column of zeros behind.
    padding: {
      top: Math.floor(rows / 2),
      left: Math.floor(columns / 2),
      height: input[0] + rows,
      width: input[1] + columns,
    },
    relu: activation === 'relu',
    kernel: placeOf(layer, 'kernel') as number,
    bias: placeOf(layer, 'bias'),
  };
}

function denseStage(layer: Layer, placeOf: (layer: Layer, name: string) => number | null): DenseStage {
  const [inputs, units] = layer.weights[0]?.shape as [number, number];
  return {
    layer: layer.name,
    inputs,
    units,
    relu: activationOf(layer) === 'relu',
    kernel: placeOf(layer, 'kernel') as number,
    bias: placeOf(layer, 'bias'),
  };
}

function activationOf(layer: Layer): string {
  return String(layer.getConfig().activation ?? 'linear');
}

function describe(layer: Layer | undefined): string {
  return layer ? `${layer.getClassName()} (${layer.name})` : 'nothing';
}
