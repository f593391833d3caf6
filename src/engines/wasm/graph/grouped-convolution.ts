/** Forward and backward pass of a convolution in groups of channels on one image: one group after the other. */
import { NO_FLOOR } from '../convolution';
import { FLOAT } from '../engine/program';
import type { Address } from '../kernel-exports';
import { addBiasGradient, inputOf, laneOf, padded } from './convolutions';
import type { Operands } from './operands';
import type { Operation } from './operation';
import type { NodeOf } from './program';
import { partsOf } from './scratch-sizes';

type Node = NodeOf<'groupedConvolution'>;

export const GROUPED_CONVOLUTION: Operation<Node> = { forward, backward };

/** Where the arrays of one group are, and its channels. */
interface Group {
  number: number;
  from: Address;
  to: Address;
  filter: Address;
  inChannels: number;
  outChannels: number;
}

function groupsOf(operands: Operands, node: Node): Group[] {
  const { from, to, inChannels, outChannels } = partsOf(node, inputOf(operands, node));
  const { parts } = operands.own;
  const places = { from: parts, to: parts + from, filter: parts + from + to };
  return Array.from({ length: node.groups }, (_, number) => ({ number, ...places, inChannels, outChannels }));
}

function forward(operands: Operands, node: Node, to: Address): void {
  const { exports, own } = operands;
  const { filter, strides, dilation, shape, padding, bias } = node;
  const [height, width, channels] = shape;
  const x = padded(operands, node);
  for (const group of groupsOf(operands, node)) {
    const { number, inChannels, outChannels } = group;
    takeInput(operands, node, x, group);
    exports.convolveImage(
      ...([group.from, padding.width, inChannels, node.panels + number * node.panelBytes] as const),
      ...([...filter, outChannels, ...strides, ...dilation, group.to, height, width] as const),
      ...([bias ? bias.weight.at + FLOAT * number * outChannels : 0, NO_FLOOR, own.scratch] as const),
    );
    const at = to + FLOAT * number * outChannels;
    exports.copyChannels(group.to, outChannels, at, channels, height * width, outChannels, false);
  }
}

/** Copies the padded input of a group. */
function takeInput({ exports }: Operands, { padding, groups }: Node, x: Address, group: Group): void {
  const { number, from, inChannels } = group;
  const pixels = padding.height * padding.width;
  const at = x + FLOAT * number * inChannels;
  exports.copyChannels(at, groups * inChannels, from, inChannels, pixels, inChannels, false);
}

function backward(operands: Operands, node: Node, dy: Address, lane: number): void {
  const { exports } = operands;
  const [height, width, channels] = node.shape;
  if (node.isTrained) addBiasGradient(operands, node, dy, lane);
  const eachGroup = (work: (group: Group) => void): void => {
    for (const group of groupsOf(operands, node)) {
      const { number, to, outChannels } = group;
      const at = dy + FLOAT * number * outChannels;
      exports.copyChannels(at, channels, to, outChannels, height * width, outChannels, false);
      work(group);
    }
  };
  if (node.isTrained) {
    const x = padded(operands, node);
    eachGroup((group) => addFilterGradient(operands, node, x, group, lane));
  }
  operands.writeGradient(node, 0, (to) => eachGroup((group) => inputGradient(operands, node, group, to)));
}

function addFilterGradient(operands: Operands, node: Node, x: Address, group: Group, lane: number): void {
  const { exports, own } = operands;
  const { filter, strides, dilation, padding, shape, kernel } = node;
  const { number, inChannels, outChannels } = group;
  const rows = filter[0] * filter[1] * inChannels;
  takeInput(operands, node, x, group);
  operands.clear(group.filter, FLOAT * rows * outChannels);
  exports.convolveFilterGradient(
    ...([group.from, padding.width, inChannels, group.to, shape[0], shape[1], outChannels] as const),
    ...([...filter, ...strides, ...dilation, group.filter, own.scratch] as const),
  );
  const at = laneOf(kernel, lane) + FLOAT * number * outChannels;
  exports.copyChannels(group.filter, outChannels, at, shape[2], rows, outChannels, true);
}

function inputGradient(operands: Operands, node: Node, group: Group, to: Address): void {
  const { exports, own } = operands;
  const { filter, strides, dilation, padding, shape } = node;
  const { number, inChannels, outChannels } = group;
  const [height, width, channels] = inputOf(operands, node).shape;
  exports.convolveInputGradient(
    ...([group.to, shape[0], shape[1], outChannels, node.turned + number * node.turnedBytes] as const),
    ...([...filter, inChannels, ...strides, ...dilation, group.from, height, width] as const),
    ...([padding.top, padding.left, own.scratch] as const),
  );
  const at = to + FLOAT * number * inChannels;
  exports.copyChannels(group.from, inChannels, at, channels, height * width, inChannels, false);
}

/** Packs the filters of all groups. */
export function packGroups(operands: Operands, node: Node): void {
  const { exports } = operands;
  const { filter, strides, dilation, padding, shape, kernel } = node;
  for (const group of groupsOf(operands, node)) {
    const { number, inChannels, outChannels } = group;
    const positions = filter[0] * filter[1];
    const at = kernel.weight.at + FLOAT * number * outChannels;
    exports.copyChannels(at, shape[2], group.filter, outChannels, positions * inChannels, outChannels, false);
    const panels = node.panels + number * node.panelBytes;
    exports.packFilter(group.filter, positions, inChannels, outChannels, false, panels);
    if (!node.turned) continue;
    exports.packInputGradientFilter(
      ...([group.filter, ...filter, inChannels, outChannels, ...strides, ...dilation] as const),
      ...([padding.top, padding.left, node.turned + number * node.turnedBytes] as const),
    );
  }
}
