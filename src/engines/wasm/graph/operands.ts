/** The values and gradients of one thread's current image. Values without a place are computed where they are used. */
import { mix } from '../../../plan/mix';
import type { Value } from '../../../plan/graph/graph';
import { FLOAT, volume } from '../engine/program';
import type { Address, KernelExports } from '../kernel-exports';
import type { GraphThread, NodeOf, NodeProgram, Place, PlacedGraph } from './program';

/** `kind` of an activation in the kernels; see `assembly/activated.ts`. */
export const ACTIVATIONS = {
  linear: 0,
  rectifier: 1,
  sigmoid: 2,
  tanh: 3,
  elu: 4,
  silu: 5,
  hardSigmoid: 6,
  hardSilu: 7,
  gelu: 8,
  geluTanh: 9,
  softplus: 10,
  softsign: 11,
  mish: 12,
  exponential: 13,
  step: 14,
  clip: 15,
} as const;

/** Pixels and channels of a node's value. */
export function imageSize({ shape: [height, width, channels] }: Pick<NodeProgram, 'shape'>) {
  return [height * width, channels] as const;
}

/** One image on one thread. */
export class Operands {
  readonly exports: KernelExports;
  readonly own: GraphThread;
  /** Number of the current image in the batch. */
  image = 0;
  /** Key of this step's dropout masks; 0 in inference. */
  key = 0;
  readonly graph: PlacedGraph;

  constructor(exports: KernelExports, graph: PlacedGraph, own: GraphThread) {
    this.exports = exports;
    this.own = own;
    this.graph = graph;
  }

  node(value: Value): NodeProgram {
    return this.graph.nodes[value] as NodeProgram;
  }

  /** Address of the current image's part of a place. */
  at({ at, image, isLocal }: Place): Address {
    return isLocal ? this.own.locals + at : at + this.image * image;
  }

  /** Returns the address of a value. If it has no place, computes it in one of the thread's two slots. */
  value(value: Value, slot: 0 | 1 = 0): Address {
    const node = this.node(value);
    if (node.value) return this.at(node.value);
    const [input] = node.inputs as [Value];
    if (node.kind === 'reshape') return this.value(input, slot);
    const to = this.own.slots[slot];
    this.compute(node, this.value(input, slot), to);
    return to;
  }

  /** Computes an operation on single values. */
  compute(node: NodeProgram, from: Address, to: Address): void {
    if (node.kind === 'normalization') this.#activate(node, from, to, [node.scale, node.shift]);
    else if (node.kind === 'activation') this.#activate(node, from, to, [0, 0]);
    else if (node.kind === 'scaling') this.#scale(node, from, to);
    else if (node.kind === 'dropout') this.#dropOut(node, from, to);
    else throw new Error(`internal: a ${node.kind} has a place`);
  }

  #activate(
    node: NodeOf<'normalization' | 'activation'>,
    from: Address,
    to: Address,
    affine: [scale: Address, shift: Address],
  ): void {
    const { name, a, b } = node.activation;
    this.exports.activateChannels(from, to, ...imageSize(node), ...affine, ACTIVATIONS[name], a, b);
  }

  #scale(node: NodeOf<'scaling'>, from: Address, to: Address): void {
    const { scaleAt, shiftAt } = node;
    this.exports.activateChannels(from, to, ...imageSize(node), scaleAt, shiftAt, ACTIVATIONS.linear, 0, 0);
  }

  #dropOut(node: NodeOf<'dropout'>, from: Address, to: Address): void {
    const count = volume(node.shape);
    if (from !== to) this.exports.copyBytes(from, FLOAT * count, to);
    this.maskOf(node, to);
  }

  /** Applies a dropout mask in place. Values and gradients get the same. */
  maskOf(node: NodeOf<'dropout'>, values: Address): void {
    if (this.key === 0) return;
    const key = mix(this.key, this.graph.nodes.indexOf(node), this.image);
    this.exports.dropOut(values, volume(node.shape), node.rate, key);
  }

  /** Returns the address of the gradient of a value. */
  gradient(value: Value): Address {
    return this.at(this.node(value).gradient as Place);
  }

  /** Passes the gradient of input `i` of a node on, in the way that the node has for it. */
  writeGradient(node: NodeProgram, i: number, produce: (to: Address) => void): void {
    const write = node.gradientWrites[i];
    if (write === 'none') return;
    const input = node.inputs[i] as Value;
    const to = this.gradient(input);
    if (write !== 'add') return produce(to);
    const { share } = this.own;
    produce(share);
    this.exports.scaleInto(share, 1, to, volume(this.node(input).shape), true);
  }

  clear(at: Address, bytes: number): void {
    this.exports.clearBytes(at, bytes);
  }
}
