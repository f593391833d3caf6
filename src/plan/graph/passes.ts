/** Rewrites a graph so that there is less to compute. Each pass returns a graph that computes the same. */
import type { ConvolutionNode, DepthwiseNode, Graph, GraphNode, PaddingNode, Value } from './graph';

/** A change of a graph: nodes that are replaced, and nodes whose uses take an earlier value instead. */
export interface Change {
  replaced: Map<Value, GraphNode>;
  dropped: Map<Value, Value>;
}

/** Applies all passes. */
export function simplify(graph: Graph): Graph {
  return [fuseActivations, fusePaddings].reduce(
    (given, pass) => applyChange(given, pass(given)),
    withoutUnused(graph),
  );
}

/** Leaves out nodes that do not lead to the last one. */
function withoutUnused(graph: Graph): Graph {
  const { nodes } = graph;
  const isUsed = nodes.map((_, value) => value === 0 || value === nodes.length - 1);
  for (let value = nodes.length - 1; value > 0; value--)
    if (isUsed[value]) for (const input of (nodes[value] as GraphNode).inputs) isUsed[input] = true;
  const places = new Map<Value, Value>();
  const kept = nodes.filter((_, value) => isUsed[value] && places.set(value, places.size));
  return {
    ...graph,
    nodes: kept.map((node) => ({ ...node, inputs: node.inputs.map((input) => places.get(input) as Value) })),
  };
}

/** Returns the number of uses of each value. */
export function useCounts({ nodes }: Graph): number[] {
  const uses = nodes.map(() => 0);
  for (const { inputs } of nodes) for (const input of inputs) uses[input] = (uses[input] ?? 0) + 1;
  return uses;
}

/** A node, and the one before it, which nothing else uses. */
interface Pair {
  node: GraphNode;
  value: Value;
  before: GraphNode;
  input: Value;
}

/** Collects the changes of all pairs of nodes. */
export function changePairs(graph: Graph, fuse: (pair: Pair, change: Change) => void): Change {
  const { nodes } = graph;
  const uses = useCounts(graph);
  const change = newChange();
  nodes.forEach((node, value) => {
    const [input] = node.inputs;
    if (input === undefined || uses[input] !== 1) return;
    fuse({ node, value, before: nodes[input] as GraphNode, input }, change);
  });
  return change;
}

/** An activation after a normalization becomes part of it. */
function fuseActivations(graph: Graph): Change {
  return changePairs(graph, ({ node, value, before, input }, change) => {
    if (node.kind !== 'activation' || before.kind !== 'normalization') return;
    if (before.activation.name !== 'linear') return;
    change.replaced.set(input, { ...before, activation: node.activation });
    change.dropped.set(value, input);
  });
}

/** Zeros before a convolution become part of its padding. */
function fusePaddings(graph: Graph): Change {
  return changePairs(graph, ({ node, value, before, input }, change) => {
    if ((node.kind !== 'convolution' && node.kind !== 'depthwise') || before.kind !== 'padding') return;
    const [from] = before.inputs as [Value];
    const merged = withPadding(node, before, graph.nodes[from] as GraphNode);
    if (!merged) return;
    change.replaced.set(value, merged);
    change.dropped.set(input, from);
  });
}

/** Returns a convolution of the image before its padding, or null if the padding cuts pixels off. */
function withPadding<Node extends ConvolutionNode | DepthwiseNode>(
  node: Node,
  { top, left, shape: [height, width] }: PaddingNode,
  { shape }: GraphNode,
): Node | null {
  if (top < 0 || left < 0 || height - top < shape[0] || width - left < shape[1]) return null;
  const { padding } = node;
  return { ...node, padding: { ...padding, top: padding.top + top, left: padding.left + left } };
}

export const newChange = (): Change => ({ replaced: new Map(), dropped: new Map() });

export function applyChange(graph: Graph, { replaced, dropped }: Change): Graph {
  const places: Value[] = [];
  const nodes: GraphNode[] = [];
  graph.nodes.forEach((node, value) => {
    const instead = dropped.get(value);
    if (instead !== undefined) return void places.push(places[instead] as Value);
    const inputs = node.inputs.map((input) => places[input] as Value);
    places.push(nodes.push({ ...(replaced.get(value) ?? node), inputs }) - 1);
  });
  return { ...graph, nodes };
}
