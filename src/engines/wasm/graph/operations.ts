/** Forward and backward pass of all nodes but those with kernels on one image. */
import type { Value } from '../../../plan/graph/graph';
import { FLOAT, volume } from '../engine/program';
import type { Address, PoolGeometry } from '../kernel-exports';
import { ACTIVATIONS, type Operands, imageSize } from './operands';
import { momentBytes } from './node-places';
import type { Operation } from './operation';
import type { NodeOf, NodeProgram } from './program';

/** Kinds that have an operation here. */
type Kind = Exclude<
  NodeProgram['kind'],
  | 'input'
  | 'draws'
  | 'convolution'
  | 'depthwise'
  | 'groupedConvolution'
  | 'transposedConvolution'
  | 'sampleNormalization'
  | 'prelu'
  | 'softmax'
>;

/** Operations on single values write them where they are needed. */
const computeFirst = (operands: Operands, node: NodeProgram, to: Address): void =>
  operands.compute(node, operands.value(node.inputs[0] as Value), to);

/** Copies a gradient unless it has the place already. */
function writeCopy(operands: Operands, node: NodeProgram, i: number, dy: Address, factor = 1): void {
  if (node.gradientWrites[i] === 'inPlace') return;
  operands.writeGradient(node, i, (to) =>
    operands.exports.scaleInto(dy, factor, to, volume(node.shape), false),
  );
}

export const OPERATIONS: { [K in Kind]: Operation<NodeOf<K>> } = {
  normalization: { forward: computeFirst, backward: normalizeBackByMoving },
  activation: {
    forward: computeFirst,
    backward: (operands, node, dy) =>
      operands.writeGradient(node, 0, (to) => activateBack(operands, node, dy, to, [0, 0])),
  },
  scaling: {
    forward: computeFirst,
    backward: (operands, node, dy) =>
      operands.writeGradient(node, 0, (to) => {
        const image = imageSize(node);
        operands.exports.multiplyInto(dy, node.scaleAt, true, to, ...image, false);
      }),
  },
  dropout: {
    forward: computeFirst,
    backward: (operands, node, dy) => {
      operands.maskOf(node, dy);
      writeCopy(operands, node, 0, dy);
    },
  },
  reshape: {
    forward: (operands, node, to) =>
      operands.exports.copyBytes(operands.value(node.inputs[0] as Value), FLOAT * volume(node.shape), to),
    backward: (operands, node, dy) => writeCopy(operands, node, 0, dy),
  },
  sum: {
    forward: (operands, node, to) =>
      node.inputs.forEach((input, i) => {
        const factor = node.factors[i] as number;
        operands.exports.scaleInto(operands.value(input), factor, to, volume(node.shape), i > 0);
      }),
    backward: (operands, node, dy) =>
      node.inputs.forEach((_, i) => writeCopy(operands, node, i, dy, node.factors[i])),
  },
  product: { forward: multiply, backward: multiplyBack },
  extremum: {
    forward: (operands, node, to) => {
      const [a, b] = valuesOf(operands, node);
      operands.exports.extremum(a, b, to, volume(node.shape), node.isLargest);
    },
    backward: (operands, node, dy) => {
      const [a, b] = valuesOf(operands, node);
      for (const i of [0, 1])
        operands.writeGradient(node, i, (to) =>
          operands.exports.extremumGradient(a, b, dy, to, volume(node.shape), node.isLargest, i === 1),
        );
    },
  },
  concatenation: { forward: concatenate, backward: concatenateBack },
  pooling: {
    forward: (operands, node, to) => {
      const { maxPool, averagePool } = operands.exports;
      const pool = node.pooling === 'max' ? maxPool : averagePool;
      pool(operands.value(node.inputs[0] as Value), to, ...geometryOf(operands, node));
    },
    backward: (operands, node, dy) =>
      addGradient(operands, node, (to) => {
        const geometry = geometryOf(operands, node);
        const { maxPoolGradient, averagePoolGradient } = operands.exports;
        if (node.pooling === 'max')
          maxPoolGradient(operands.value(node.inputs[0] as Value), dy, to, ...geometry);
        else averagePoolGradient(dy, to, ...geometry);
      }),
  },
  resampling: {
    forward: (operands, node, to) =>
      operands.exports.resample(operands.value(node.inputs[0] as Value), ...placesOf(operands, node, to)),
    backward: (operands, node, dy) =>
      addGradient(operands, node, (to) =>
        operands.exports.resampleGradient(dy, ...placesOf(operands, node, to)),
      ),
  },
  permutation: {
    forward: (operands, { inputs, order, shape }, to) => {
      const [, width, channels] = operands.node(inputs[0] as Value).shape;
      const steps = [width * channels, channels, 1];
      const turned = order.map((axis) => steps[axis] as number) as [number, number, number];
      operands.exports.permute(operands.value(inputs[0] as Value), to, ...shape, ...turned);
    },
    backward: (operands, node, dy) =>
      operands.writeGradient(node, 0, (to) => {
        const { order, shape } = node;
        const steps = [shape[1] * shape[2], shape[2], 1];
        const turned = [0, 1, 2].map((axis) => steps[order.indexOf(axis as 0)] as number);
        const input = operands.node(node.inputs[0] as Value).shape;
        operands.exports.permute(dy, to, ...input, ...(turned as [number, number, number]));
      }),
  },
  padding: {
    forward: (operands, { inputs, shape, top, left }, to) => {
      const x = operands.value(inputs[0] as Value);
      place(operands, x, operands.node(inputs[0] as Value).shape, to, shape, top, left);
    },
    backward: (operands, node, dy) =>
      operands.writeGradient(node, 0, (to) => {
        const { shape } = operands.node(node.inputs[0] as Value);
        place(operands, dy, node.shape, to, shape, -node.top, -node.left);
      }),
  },
};

/** dz = dy · act'(x · scale + shift). */
function activateBack(
  operands: Operands,
  node: NodeOf<'activation' | 'normalization'>,
  dy: Address,
  to: Address,
  affine: [scale: Address, shift: Address],
): void {
  const { name, a, b } = node.activation;
  if (name === 'linear' && dy === to) return;
  const x = operands.value(node.inputs[0] as Value);
  const image = imageSize(node);
  operands.exports.activateChannelsGradient(x, dy, to, ...image, ...affine, ACTIVATIONS[name], a, b);
}

/** Address of an image's moments, or of its sums. */
export function momentsAt({ image }: Operands, node: NodeOf<'normalization'>): Address {
  return node.moments + image * momentBytes(node);
}

/** Computes an image's mean and squared distances. */
export function measureMoments(operands: Operands, node: NodeOf<'normalization'>): void {
  const at = momentsAt(operands, node);
  const x = operands.value(node.inputs[0] as Value);
  operands.exports.channelMoments(x, ...imageSize(node), at, at + momentBytes(node) / 2);
}

/** Takes the activation out of the gradient, and computes an image's sums. */
export function sumGradient(operands: Operands, node: NodeOf<'normalization'>, dy: Address): void {
  activateBack(operands, node, dy, dy, [node.scale, node.shift]);
  const at = momentsAt(operands, node);
  const x = operands.value(node.inputs[0] as Value);
  operands.exports.channelGradientSums(
    ...([dy, x, ...imageSize(node), node.mean, at, at + momentBytes(node) / 2] as const),
  );
}

/** Passes the gradient of the input on, once that of mean and variance is known. */
export function normalizeBack(operands: Operands, node: NodeOf<'normalization'>, dz: Address): void {
  const [input] = node.inputs as [Value];
  const { slope, tilt, offset } = node;
  const x = operands.value(input);
  const write = node.gradientWrites[0];
  if (write === 'none') return;
  const to = operands.gradient(input);
  const image = imageSize(node);
  operands.exports.combineChannels(dz, x, to, ...image, slope, tilt, offset, write === 'add');
}

/** With the moving statistics, the gradient needs no other image. */
function normalizeBackByMoving(operands: Operands, node: NodeOf<'normalization'>, dy: Address): void {
  sumGradient(operands, node, dy);
  normalizeBack(operands, node, dy);
}

/** Whether the second factor has a number for each channel. */
function isVectorProduct(operands: Operands, { inputs, shape }: NodeOf<'product'>): boolean {
  const second = operands.node(inputs[1] as Value).shape;
  return second[0] * second[1] < shape[0] * shape[1];
}

function multiply(operands: Operands, node: NodeOf<'product'>, to: Address): void {
  const isVector = isVectorProduct(operands, node);
  const [a, b] = valuesOf(operands, node);
  operands.exports.multiplyInto(a, b, isVector, to, ...imageSize(node), false);
}

function multiplyBack(operands: Operands, node: NodeOf<'product'>, dy: Address): void {
  const { exports } = operands;
  const isVector = isVectorProduct(operands, node);
  const image = imageSize(node);
  const [a, b] = valuesOf(operands, node);
  operands.writeGradient(node, 0, (to) => exports.multiplyInto(dy, b, isVector, to, ...image, false));
  operands.writeGradient(node, 1, (to) => {
    if (isVector) exports.sumProducts(dy, a, to, ...image, false);
    else exports.multiplyInto(dy, a, false, to, ...image, false);
  });
}

function concatenate(operands: Operands, node: NodeOf<'concatenation'>, to: Address): void {
  const [pixels, channels] = imageSize(node);
  for (const input of node.inputs) {
    const count = operands.node(input).shape[2];
    operands.exports.copyChannels(operands.value(input), count, to, channels, pixels, count, false);
    to += FLOAT * count;
  }
}

function concatenateBack(operands: Operands, node: NodeOf<'concatenation'>, dy: Address): void {
  const [pixels, channels] = imageSize(node);
  node.inputs.forEach((input, i) => {
    const count = operands.node(input).shape[2];
    const from = dy;
    dy += FLOAT * count;
    const write = node.gradientWrites[i];
    if (write === 'none') return;
    const to = operands.gradient(input);
    operands.exports.copyChannels(from, channels, to, count, pixels, count, write === 'add');
  });
}

/** Passes a gradient on with a kernel that adds it to what is there. */
function addGradient(
  operands: Operands,
  { inputs, gradientWrites: [write] }: NodeProgram,
  add: (to: Address) => void,
): void {
  if (write === 'none') return;
  const to = operands.gradient(inputs[0] as Value);
  if (write === 'set') operands.clear(to, FLOAT * volume(operands.node(inputs[0] as Value).shape));
  add(to);
}

function valuesOf(operands: Operands, { inputs }: NodeProgram): [Address, Address] {
  const [first, second] = inputs as [Value, Value];
  return [operands.value(first, 0), operands.value(second, 1)];
}

/** Sizes and tables of a resampled image, whose values or gradients go to `to`. */
function placesOf(operands: Operands, node: NodeOf<'resampling'>, to: Address) {
  const [, width, channels] = operands.node(node.inputs[0] as Value).shape;
  const { shape, rowsAt, columnsAt, isNearest } = node;
  return [width, channels, to, shape[0], shape[1], rowsAt, columnsAt, isNearest] as const;
}

function geometryOf(operands: Operands, node: NodeOf<'pooling'>): PoolGeometry {
  const { shape, window, strides, padding } = node;
  const input = operands.node(node.inputs[0] as Value).shape;
  return [1, ...input, shape[0], shape[1], ...window, ...strides, padding.top, padding.left];
}

type Shape = NodeProgram['shape'];

/** Copies an image into one of another size. */
function place(
  { exports }: Operands,
  from: Address,
  [height, width, channels]: Shape,
  to: Address,
  target: Shape,
  top: number,
  left: number,
): void {
  exports.placePixels(from, height, width, FLOAT * channels, to, target[0], target[1], top, left, 1, 1);
}
