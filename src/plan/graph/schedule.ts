/**
 * When the nodes of a graph are computed. A phase is work that is done for one picture after the other, without regard to
 * the other pictures of the batch. A normalization over the batch ends a phase, because it needs all pictures: its moments
 * are known in the next one. The same holds backward for the sums of its gradient.
 */
import { type Graph, type GraphNode, type Value, isOverBatch, weightsOf } from './graph';

/** Phases of a graph. */
export interface Schedule {
  /** For each node, the phase in which it is computed, from 0. A normalization's moments are; its value is later. */
  forward: number[];
  /** For each node, the phase after the forward ones in which its gradient is complete, from 0. */
  backward: number[];
  forwardPhases: number;
  backwardPhases: number;
  /** For each node, whether the gradient of its value is needed: it has trained weights, or a node before it has. */
  needsGradient: boolean[];
}

export function scheduleOf(graph: Graph): Schedule {
  const { nodes } = graph;
  const forward: number[] = [];
  for (const node of nodes)
    forward.push(Math.max(0, ...node.inputs.map((input) => afterPhase(nodes, forward, input))));
  const backward = nodes.map(() => 0);
  for (let value = nodes.length - 1; value > 0; value--) {
    const after = afterPhase(nodes, backward, value);
    for (const input of (nodes[value] as GraphNode).inputs)
      backward[input] = Math.max(backward[input] as number, after);
  }
  const needsGradient: boolean[] = [];
  for (const node of nodes) {
    const isTrained = weightsOf(node).some((weight) => weight < graph.trained);
    needsGradient.push(isTrained || node.inputs.some((input) => needsGradient[input]));
  }
  return {
    forward,
    backward,
    forwardPhases: Math.max(...forward) + 1,
    backwardPhases: Math.max(-1, ...backward.filter((_, value) => needsGradient[value])) + 1,
    needsGradient,
  };
}

/** The first phase in which what follows a node can be computed. */
function afterPhase(nodes: readonly GraphNode[], phases: readonly number[], value: Value): number {
  return (phases[value] as number) + (isOverBatch(nodes[value] as GraphNode) ? 1 : 0);
}

/**
 * Whether a value is not stored, but computed from its input wherever it is used: operations on single values cost less
 * than the memory that stores their results.
 */
export function isRecomputed(node: GraphNode): boolean {
  return ['normalization', 'activation', 'scaling', 'dropout'].includes(node.kind);
}
