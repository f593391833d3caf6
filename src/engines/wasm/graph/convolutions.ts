/** Forward and backward pass of convolutions and depthwise convolutions on one image. */
import { NO_FLOOR } from '../convolution';
import { FLOAT } from '../engine/program';
import type { Address, DepthwiseGeometry } from '../kernel-exports';
import type { Value } from '../../../plan/graph/graph';
import type { Operands } from './operands';
import type { Operation } from './operation';
import { type Winograd, winogradKernels } from '../engine/winograd';
import type { LaneSums, NodeOf, NodeProgram } from './program';

/** Nodes with a kernel and a bias. */
type Convolving = NodeOf<'convolution' | 'depthwise' | 'groupedConvolution' | 'transposedConvolution'>;

/** Where the sums of a lane are. */
export const laneOf = ({ sums, bytes }: LaneSums, lane: number): Address => sums + lane * bytes;

export const CONVOLUTION: Operation<NodeOf<'convolution'>> = { forward: convolve, backward: convolveBack };
export const DEPTHWISE: Operation<NodeOf<'depthwise'>> = {
  forward: convolveDepthwise,
  backward: convolveDepthwiseBack,
};

function convolve(operands: Operands, node: NodeOf<'convolution'>, to: Address): void {
  const { exports, own } = operands;
  const { filter, strides, dilation, shape, padding, panels, bias, isRectified } = node;
  const [height, width, channels] = shape;
  const x = [padded(operands, node), padding.width, inputOf(operands, node).shape[2], panels] as const;
  const y = [to, height, width] as const;
  const options = [bias?.weight.at ?? 0, isRectified ? 0 : NO_FLOOR, own.scratch] as const;
  if (node.winograd) winogradKernels(exports, node.winograd).convolve(...x, channels, ...y, ...options);
  else exports.convolveImage(...x, ...filter, channels, ...strides, ...dilation, ...y, ...options);
}

/** Adds the gradients of the weights to those of a lane, and passes that of the input on. */
function convolveBack(operands: Operands, node: NodeOf<'convolution'>, dy: Address, lane: number): void {
  const { filter, strides, dilation, shape, padding } = node;
  if (node.isTrained) {
    addBiasGradient(operands, node, dy, lane);
    const x = [padded(operands, node), padding.width, inputOf(operands, node).shape[2]] as const;
    const collected = collectedIn(operands, node);
    if (collected === null) {
      const window = [...filter, ...strides, ...dilation] as const;
      const to = [laneOf(node.kernel, lane), operands.own.scratch] as const;
      operands.exports.convolveFilterGradient(...x, dy, ...shape, ...window, ...to);
    } else operands.exports.convolveWinogradGradient(...x, dy, ...shape, collected);
  }
  operands.writeGradient(node, 0, (to) => convolveInputGradient(operands, node, dy, to));
}

/** Address of what the thread collects of a filter's gradient, or null if it is computed directly. */
function collectedIn({ own }: Operands, { collected }: NodeOf<'convolution'>): Address | null {
  return collected === null ? null : own.collected + collected;
}

/** Begins the filter gradient of a lane. */
export function beginLane(operands: Operands, node: NodeOf<'convolution'>): void {
  const collected = collectedIn(operands, node);
  if (collected !== null) operands.exports.beginWinogradGradient(collected);
}

/** Adds what was collected to the filter gradient of a lane. */
export function endLane(operands: Operands, node: NodeOf<'convolution'>, lane: number): void {
  const collected = collectedIn(operands, node);
  if (collected === null) return;
  const channels = [inputOf(operands, node).shape[2], node.shape[2]] as const;
  operands.exports.endWinogradGradient(collected, ...channels, laneOf(node.kernel, lane));
}

function convolveInputGradient(
  operands: Operands,
  node: NodeOf<'convolution'>,
  dy: Address,
  to: Address,
): void {
  const { filter, strides, dilation, padding, shape, turned } = node;
  const [height, width, channels] = inputOf(operands, node).shape;
  if (node.winograd) return inputGradientByWinograd(operands, node, node.winograd, dy, to);
  operands.exports.convolveInputGradient(
    dy,
    ...shape,
    turned,
    ...filter,
    channels,
    ...strides,
    ...dilation,
    to,
    height,
    width,
    padding.top,
    padding.left,
    operands.own.scratch,
  );
}

/** Convolves dy, with the zeros around it that its windows reach, with the turned filter. */
function inputGradientByWinograd(
  operands: Operands,
  node: NodeOf<'convolution'>,
  size: Winograd,
  dy: Address,
  to: Address,
): void {
  const { exports, own } = operands;
  const { padding, shape, turned } = node;
  const [height, width, channels] = inputOf(operands, node).shape;
  exports.placePixels(
    ...([dy, shape[0], shape[1], FLOAT * shape[2]] as const),
    ...([own.padded, height + 2, width + 2, 2 - padding.top, 2 - padding.left, 1, 1] as const),
  );
  winogradKernels(exports, size).convolve(
    own.padded,
    width + 2,
    shape[2],
    turned,
    channels,
    to,
    height,
    width,
    0,
    NO_FLOOR,
    own.scratch,
  );
}

function convolveDepthwise(operands: Operands, node: NodeOf<'depthwise'>, to: Address): void {
  const { kernel, bias } = node;
  const x = operands.value(node.inputs[0] as Value);
  operands.exports.depthwiseImage(
    to,
    x,
    kernel.weight.at,
    bias?.weight.at ?? 0,
    ...depthwiseGeometry(operands, node),
  );
}

/** What `convolveBack` does, for a depthwise convolution. */
function convolveDepthwiseBack(
  operands: Operands,
  node: NodeOf<'depthwise'>,
  dy: Address,
  lane: number,
): void {
  const { exports } = operands;
  const geometry = depthwiseGeometry(operands, node);
  if (node.isTrained) {
    addBiasGradient(operands, node, dy, lane);
    const x = operands.value(node.inputs[0] as Value);
    exports.depthwiseFilterGradient(x, dy, laneOf(node.kernel, lane), ...geometry);
  }
  operands.writeGradient(node, 0, (to) => {
    exports.depthwiseInputGradient(to, dy, node.kernel.weight.at, ...geometry);
  });
}

function depthwiseGeometry(operands: Operands, node: NodeOf<'depthwise'>): DepthwiseGeometry {
  const { multiplier, filter, strides, dilation, padding, shape } = node;
  const input = inputOf(operands, node).shape;
  const window = [...filter, ...strides] as const;
  return [1, ...input, multiplier, shape[0], shape[1], ...window, ...dilation, padding.top, padding.left];
}

export function addBiasGradient(
  { exports }: Operands,
  { bias, shape }: Convolving,
  dy: Address,
  lane: number,
): void {
  if (bias) exports.addColumns(dy, shape[0] * shape[1], shape[2], laneOf(bias, lane));
}

export function inputOf(operands: Operands, { inputs }: NodeProgram): NodeProgram {
  return operands.node(inputs[0] as Value);
}

/** Returns the address of a convolution's padded input. */
export function padded(operands: Operands, node: NodeOf<'convolution' | 'groupedConvolution'>): Address {
  const x = operands.value(node.inputs[0] as Value);
  return withPadding(operands, node, x, inputOf(operands, node).shape);
}

/** Returns the address of an image with the padding of a convolution. */
export function withPadding(
  { exports, own }: Operands,
  { padding }: Pick<NodeOf<'convolution'>, 'padding'>,
  x: Address,
  [height, width, channels]: NodeProgram['shape'],
): Address {
  if (padding.height === height && padding.width === width) return x;
  exports.placePixels(
    ...([x, height, width, FLOAT * channels] as const),
    ...([own.padded, padding.height, padding.width, padding.top, padding.left, 1, 1] as const),
  );
  return own.padded;
}
