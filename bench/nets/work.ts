/** Counts the arithmetic of a graph as if nothing were skipped; shares of the peak are based on it. */
import type { Graph, GraphNode } from '../../src/plan/graph/graph';

/** FLOP of a step per image: forward pass, gradients of kernels, and gradients of inputs but the picture. */
export function stepFlop({ nodes }: Graph): number {
  return nodes.reduce((sum, node) => {
    const passes = node.inputs.includes(0) ? 2 : 3;
    return sum + 2 * passes * productsOf(node, nodes);
  }, 0);
}

/** Multiply-adds of a node's convolution, forward. */
function productsOf(node: GraphNode, nodes: readonly GraphNode[]): number {
  if (node.kind !== 'convolution' && node.kind !== 'depthwise') return 0;
  const [height, width, channels] = node.shape;
  const inChannels = node.kind === 'depthwise' ? 1 : (nodes[node.inputs[0] ?? 0]?.shape[2] ?? 0);
  return height * width * channels * node.filter[0] * node.filter[1] * inChannels;
}
