/** The nodes of layers that change the size or the shape of images. */
import { message } from '../../core/message';
import {
  type CropWindow,
  type Interpolation,
  centreWindow,
  mixedPlaces,
  ratioWindow,
} from '../../models/layers/mixed-places';
import { type Layer, NoPlan } from '../layer-chain';
import type { ImageShape, Size } from '../stages';
import type { GraphBuilder } from './graph-builder';
import type { PermutationNode, PoolingNode, Value } from './graph';
import type { LayerCall } from './layer-call';
import { windowOf } from './window-of';

export function addPooling(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  pooling: PoolingNode['pooling'],
): Value {
  const { window, strides, padding } = windowOf(graph, { layer, inputs, shape }, 'poolSize');
  const { top, left } = padding;
  return graph.add({
    ...{ kind: 'pooling', layer: layer.name, inputs, shape, pooling, window, strides },
    padding: { top, left },
  });
}

/** Global pooling is pooling with a window of the whole image. */
export function addGlobalPooling(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  pooling: PoolingNode['pooling'],
): Value {
  const [height, width] = graph.shapeOf(inputs[0] as Value);
  const window: Size = [height, width];
  return graph.add({
    ...{ kind: 'pooling', layer: layer.name, inputs, shape, pooling, window, strides: window },
    padding: { top: 0, left: 0 },
  });
}

export function addZeroPadding(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const [[top = 0], [left = 0]] = layer.getConfig().padding as [number[], number[]];
  return graph.add({ kind: 'padding', layer: layer.name, inputs, shape, top, left });
}

export function addCropping(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const [[top = 0], [left = 0]] = layer.getConfig().cropping as [number[], number[]];
  return graph.add({ kind: 'padding', layer: layer.name, inputs, shape, top: -top, left: -left });
}

export function addUpSampling(graph: GraphBuilder, call: LayerCall): Value {
  const { interpolation = 'nearest' } = call.layer.getConfig() as { interpolation?: Interpolation };
  return addResampling(graph, call.layer, call.inputs[0] as Value, call.shape, interpolation);
}

export function addResizing(graph: GraphBuilder, { layer, inputs: [input], shape }: LayerCall): Value {
  const { interpolation, cropToAspectRatio } = layer.getConfig() as {
    interpolation: Interpolation;
    cropToAspectRatio: boolean;
  };
  const whole = input as Value;
  const cut = cropToAspectRatio ? addRatioCrop(graph, layer, whole, shape) : whole;
  return addResampling(graph, layer, cut, shape, interpolation);
}

/** As in Keras, smaller images are enlarged. */
export function addCentreCrop(graph: GraphBuilder, { layer, inputs: [input], shape }: LayerCall): Value {
  const [height, width] = graph.shapeOf(input as Value);
  const window = centreWindow([height, width], [shape[0], shape[1]]);
  if (window) return addCrop(graph, layer, input as Value, window);
  return addResampling(graph, layer, addRatioCrop(graph, layer, input as Value, shape), shape, 'bilinear');
}

function addRatioCrop(graph: GraphBuilder, layer: Layer, input: Value, shape: ImageShape): Value {
  const [height, width] = graph.shapeOf(input);
  return addCrop(graph, layer, input, ratioWindow([height, width], [shape[0], shape[1]]));
}

function addCrop(graph: GraphBuilder, { name }: Layer, input: Value, window: CropWindow): Value {
  const { top, left, height, width } = window;
  const [fromHeight, fromWidth, channels] = graph.shapeOf(input);
  if (height === fromHeight && width === fromWidth) return input;
  const shape: ImageShape = [height, width, channels];
  return graph.add({ kind: 'padding', layer: name, inputs: [input], shape, top: -top, left: -left });
}

/** Adds an image of another size. */
export function addResampling(
  graph: GraphBuilder,
  { name }: Layer,
  input: Value,
  shape: ImageShape,
  interpolation: Interpolation,
): Value {
  const [height, width] = graph.shapeOf(input);
  if (height === shape[0] && width === shape[1]) return input;
  const rows = mixedPlaces(height, shape[0], interpolation);
  const columns = mixedPlaces(width, shape[1], interpolation);
  return graph.add({ kind: 'resampling', layer: name, inputs: [input], shape, rows, columns });
}

export function addPermute(graph: GraphBuilder, { layer, inputs: [input], rank }: LayerCall): Value {
  const { dims } = layer.getConfig() as { dims: number[] };
  const order = dims.map((axis) => axis - 1) as unknown as PermutationNode['order'];
  return rank === 4 ? graph.permute(layer.name, input as Value, order) : (input as Value);
}

export function addReshape(graph: GraphBuilder, { layer, inputs: [input], shape }: LayerCall): Value {
  return graph.reshape(layer.name, input as Value, shape);
}

/**
 * Along the channels; or along another axis, which with those after it becomes the channels, because the values of each
 * input follow each other there.
 */
export function addConcatenation(graph: GraphBuilder, { layer, inputs, shape, rank }: LayerCall): Value {
  const { axis } = layer.getConfig() as { axis: number };
  const first = (axis < 0 ? axis + rank : axis) + 3 - rank;
  if (first < 0) throw new NoPlan(message`${layer.name} concatenates along an axis other than the last`);
  const joined = (sides: ImageShape): ImageShape => {
    const size = (some: readonly number[]): number => some.reduce((a, b) => a * b, 1);
    return first === 2 ? sides : [size(sides.slice(0, first)), 1, size(sides.slice(first))];
  };
  const parts = inputs.map((input) => graph.reshape(layer.name, input, joined(graph.shapeOf(input))));
  const value = graph.add({
    ...{ kind: 'concatenation', layer: layer.name, inputs: parts, shape: joined(shape) },
  });
  return graph.reshape(layer.name, value, shape);
}
