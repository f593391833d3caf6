/** The nodes of layers that add and multiply. */
import { message } from '../../core/message';
import { type Layer, NoPlan } from '../layer-chain';
import type { ImageShape } from '../stages';
import type { GraphBuilder } from './graph-builder';
import type { Value } from './graph';
import type { LayerCall } from './layer-call';

export function addSum(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  factorOf: (input: number) => number,
): Value {
  if (inputs.some((input) => !isSameShape(graph.shapeOf(input), shape)))
    throw new NoPlan(message`${layer.name} has inputs of several shapes`);
  const factors = inputs.map((_, i) => factorOf(i));
  return graph.add({ kind: 'sum', layer: layer.name, inputs, shape, factors });
}

/** Multiplies one input after the other. A vector multiplies the channels. */
export function addProduct(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const isWhole = (value: Value): boolean => isSameShape(graph.shapeOf(value), shape);
  const isVector = (value: Value): boolean => isSameShape(graph.shapeOf(value), [1, 1, shape[2]]);
  const whole = inputs.filter(isWhole);
  const vectors = inputs.filter((value) => !isWhole(value));
  if (whole.length === 0 || !vectors.every(isVector))
    throw new NoPlan(message`${layer.name} has inputs of several shapes`);
  return [...whole, ...vectors].reduce((a, b) =>
    graph.add({ kind: 'product', layer: layer.name, inputs: [a, b], shape }),
  );
}

export function addRescaling(graph: GraphBuilder, { layer, inputs, shape }: LayerCall): Value {
  const { scale, offset } = layer.getConfig() as { scale: number | number[]; offset: number | number[] };
  return addScaling(graph, { layer, inputs, shape }, scale, offset);
}

/** Adds x · scale + shift. Each is one number, or one for each channel. */
function addScaling(
  graph: GraphBuilder,
  { layer, inputs, shape }: LayerCall,
  scale: number | number[],
  shift: number | number[],
): Value {
  const spread = (numbers: number | number[]): number[] => {
    const given = [numbers].flat();
    return Array.from({ length: shape[2] }, (_, i) => given[i % given.length] as number);
  };
  const numbers = { scale: spread(scale), shift: spread(shift) };
  return graph.add({ kind: 'scaling', layer: layer.name, inputs, shape, ...numbers });
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
    throw noOperation(layer, operation);
  }
  const affine = WITH_NUMBER[operation]?.(number, typeof first === 'number');
  if (!affine) throw noOperation(layer, operation);
  return addScaling(graph, call, ...affine);
}

function noOperation({ name }: Layer, operation: string): NoPlan {
  return new NoPlan(message`${name} computes ${operation}`);
}

function isSameShape(a: ImageShape, b: ImageShape): boolean {
  return a.every((side, axis) => side === b[axis]);
}
