/** Forward and backward pass of all nodes but convolutions on one image. */
import type { Value } from '../../../plan/graph/graph';
import { FLOAT, volume } from '../engine/program';
import type { Address, PoolGeometry } from '../kernel-exports';
import { ACTIVATIONS, type Operands, imageSize } from './operands';
import { momentBytes } from './layout';
import type { NodeOf, NodeProgram } from './program';

/** How a kind of node is computed. */
interface Operation<Node extends NodeProgram> {
  /** Writes the value. */
  forward(operands: Operands, node: Node, to: Address): void;
  /** Passes the gradient on. `dy` is that of the value, and may be overwritten. */
  backward(operands: Operands, node: Node, dy: Address): void;
}

type Kind = Exclude<NodeProgram['kind'], 'input' | 'convolution' | 'depthwise'>;

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

const OPERATIONS: { [K in Kind]: Operation<NodeOf<K>> } = {
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
  concatenation: { forward: concatenate, backward: concatenateBack },
  pooling: {
    forward: (operands, node, to) => {
      const { maxPool, averagePool } = operands.exports;
      const pool = node.pooling === 'max' ? maxPool : averagePool;
      pool(operands.value(node.inputs[0] as Value), to, ...geometryOf(operands, node));
    },
    backward: poolBack,
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

/** The operation of a node that is no convolution. */
export function operationOf(node: NodeProgram): Operation<NodeProgram> {
  return OPERATIONS[node.kind as Kind];
}

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
  const [first, second] = node.inputs as [Value, Value];
  const isVector = isVectorProduct(operands, node);
  const [a, b] = [operands.value(first, 0), operands.value(second, 1)];
  operands.exports.multiplyInto(a, b, isVector, to, ...imageSize(node), false);
}

function multiplyBack(operands: Operands, node: NodeOf<'product'>, dy: Address): void {
  const { exports } = operands;
  const [first, second] = node.inputs as [Value, Value];
  const isVector = isVectorProduct(operands, node);
  const image = imageSize(node);
  const [a, b] = [operands.value(first, 0), operands.value(second, 1)];
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

function poolBack(operands: Operands, node: NodeOf<'pooling'>, dy: Address): void {
  const { exports } = operands;
  const [input] = node.inputs as [Value];
  const geometry = geometryOf(operands, node);
  const bytes = FLOAT * volume(operands.node(input).shape);
  if (node.gradientWrites[0] === 'none') return;
  const to = operands.gradient(input);
  // Both kernels add to what is there.
  if (node.gradientWrites[0] === 'set') operands.clear(to, bytes);
  if (node.pooling === 'max') exports.maxPoolGradient(operands.value(input), dy, to, ...geometry);
  else exports.averagePoolGradient(dy, to, ...geometry);
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
