/** What kernels of graphs there are on WebGPU. Apart from the kernels, which load when they are needed. */
import { type Message, message } from '../../../core/message';
import {
  type ActivationFunction,
  type Graph,
  type GraphNode,
  type Weight,
  weightsOf,
} from '../../../plan/graph/graph';

/** The kinds of nodes that have kernels. An input and a reshape need none. */
export const KINDS = [
  'convolution',
  'depthwise',
  'normalization',
  'activation',
  'scaling',
  'dropout',
  'sum',
  'product',
  'concatenation',
  'pooling',
  'padding',
] as const satisfies readonly GraphNode['kind'][];

/** The activations that have formulas. */
export const ACTIVATIONS = [
  'linear',
  'rectifier',
  'sigmoid',
  'tanh',
  'elu',
  'silu',
  'hardSigmoid',
  'hardSilu',
] as const satisfies readonly ActivationFunction['name'][];

/** Returns what a graph needs and there are no kernels for, as a clause; null for nothing. */
export function lackingKernels({ nodes, augmentation }: Graph): Message | null {
  const used = new Set<Weight>();
  for (const node of nodes) {
    const weights = weightsOf(node);
    if (weights.some((weight) => used.has(weight))) return message`${node.layer} is used twice`;
    weights.forEach((weight) => used.add(weight));
    if (!hasKernels(node)) return message`${node.layer} has no kernels on WebGPU`;
  }
  return augmentation.length > 0 ? message`its random layers have no kernels on WebGPU` : null;
}

function hasKernels(node: GraphNode): boolean {
  if (node.kind === 'input' || node.kind === 'reshape') return true;
  if ('activation' in node && !ACTIVATIONS.some((name) => name === node.activation.name)) return false;
  return KINDS.some((kind) => kind === node.kind);
}
