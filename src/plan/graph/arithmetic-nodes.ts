/** The nodes of layers that add and multiply. */
import { message } from '../../core/message';
import { type Layer, NoPlan } from '../layer-chain';
import type { ImageShape } from '../stages';
import type { GraphBuilder } from './graph-builder';
import { RELU, type Value } from './graph';
import type { LayerCall } from './layer-call';
import { addResampling } from './size-nodes';
import { addActivation, addScaling } from './value-nodes';

export function addSum(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  factorOf: (input: number) => number,
): Value {
  const spread = inputs.map((input) => addSpread(graph, layer, input, shape));
  const factors = inputs.map((_, i) => factorOf(i));
  return graph.add({ kind: 'sum', layer: layer.name, inputs: spread, shape, factors });
}

/** The largest or the smallest of several values, one after the other. */
export function addExtremum(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  isLargest: boolean,
): Value {
  return inputs
    .map((input) => addSpread(graph, layer, input, shape))
    .reduce((a, b) => graph.add({ kind: 'extremum', layer: layer.name, inputs: [a, b], shape, isLargest }));
}

/** Repeats a value along the axes where it has the size 1. */
function addSpread(graph: GraphBuilder, layer: Layer, input: Value, shape: ImageShape): Value {
  const [, , channels] = graph.shapeOf(input);
  if (channels === shape[2]) return addResampling(graph, layer, input, shape, 'nearest');
  // The channels of a pixel become its columns.
  const pixels = addResampling(graph, layer, input, [shape[0], shape[1], channels], 'nearest');
  const columns = graph.reshape(layer.name, pixels, [shape[0] * shape[1], channels, 1]);
  const repeated = addResampling(graph, layer, columns, [shape[0] * shape[1], shape[2], 1], 'nearest');
  return graph.reshape(layer.name, repeated, shape);
}

/** Multiplies one input after the other. A vector multiplies the channels. */
export function addProduct(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const isVector = (value: Value): boolean => isSameShape(graph.shapeOf(value), [1, 1, shape[2]]);
  const vectors = inputs.filter(isVector);
  const whole = inputs
    .filter((value) => !isVector(value))
    .map((value) => addSpread(graph, layer, value, shape));
  if (whole.length === 0 && shape[0] * shape[1] > 1)
    whole.push(addSpread(graph, layer, vectors.shift() as Value, shape));
  return [...whole, ...vectors].reduce((a, b) =>
    graph.add({ kind: 'product', layer: layer.name, inputs: [a, b], shape }),
  );
}

export function addRescaling(graph: GraphBuilder, call: LayerCall): Value {
  const { scale, offset } = call.layer.getConfig() as { scale: number | number[]; offset: number | number[] };
  return addScaling(graph, call, scale, offset);
}

/** Arithmetic of a tensor and a number, as scale and shift of the tensor. */
const WITH_NUMBER: Readonly<Record<string, (number: number, isFirst: boolean) => [number, number] | null>> = {
  add: (number) => [1, number],
  subtract: (number, isFirst) => (isFirst ? [-1, number] : [1, -number]),
  multiply: (number) => [number, 0],
  divide: (number, isFirst) => (isFirst ? null : [1 / number, 0]),
  truedivide: (number, isFirst) => (isFirst ? null : [1 / number, 0]),
};

/** An operation of `keras.ops`. */
export function addOperation(graph: GraphBuilder, call: LayerCall): Value {
  const { layer, inputs } = call;
  const { operation, operands } = layer.getConfig() as {
    operation: string;
    operands: (number | { tensor: number })[];
  };
  if (operation === 'negative') return addScaling(graph, call, -1, 0);
  const [first] = operands;
  const number = operands.find((operand) => typeof operand === 'number');
  if (number === undefined) {
    const given = operands.map((operand) => inputs[(operand as { tensor: number }).tensor] as Value);
    const ordered = { ...call, inputs: given };
    if (operation === 'add') return addSum(graph, ordered, () => 1);
    if (operation === 'subtract') return addSum(graph, ordered, (i) => (i === 0 ? 1 : -1));
    if (operation === 'multiply') return addProduct(graph, ordered);
    if (operation === 'maximum' || operation === 'minimum')
      return addExtremum(graph, ordered, operation === 'maximum');
    throw noOperation(layer, operation);
  }
  if (operation === 'maximum' || operation === 'minimum')
    return addLimit(graph, call, number, {
      isLargest: operation === 'maximum',
      isFirst: typeof first === 'number',
    });
  const affine = WITH_NUMBER[operation]?.(number, typeof first === 'number');
  if (!affine) throw noOperation(layer, operation);
  return addScaling(graph, call, ...affine);
}

/**
 * The larger or the smaller of a value and a number. Where they are equal, the gradient goes to the first operand, so the
 * value has one if it is the first.
 */
function addLimit(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  number: number,
  { isLargest, isFirst }: { isLargest: boolean; isFirst: boolean },
): Value {
  const [input] = inputs as [Value];
  if (!isFirst) {
    const [a, b] = isLargest ? [number, Infinity] : [-Infinity, number];
    return addActivation(graph, layer, input, { name: 'clip', a, b });
  }
  // max(n, x) = n + max(0, x − n), and min(n, x) = n − max(0, n − x).
  const sign = isLargest ? 1 : -1;
  const above = addScaling(graph, { layer, inputs, shape }, sign, -sign * number);
  const positive = addActivation(graph, layer, above, RELU);
  return addScaling(graph, { layer, inputs: [positive], shape }, sign, number);
}

function noOperation({ name }: Layer, operation: string): NoPlan {
  return new NoPlan(message`${name} computes ${operation}`);
}

function isSameShape(a: ImageShape, b: ImageShape): boolean {
  return a.every((side, axis) => side === b[axis]);
}
