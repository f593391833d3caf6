/** The graph that computes predictions: what matters in training only is left out, and normalizations become weights. */
import { type Graph, type GraphNode, type NormalizationNode, RELU, type Value, isConvolving } from './graph';
import { type Change, applyChange, changePairs, newChange, simplify } from './passes';

/** Returns the graph of the same outputs, with moving statistics, without dropout and noise, and with nothing trained. */
export function inferenceGraph(graph: Graph): Graph {
  const plain = simplify(applyChange(graph, withoutDraws(graph)));
  return [useMovingStatistics, foldNormalizations, fuseRectifiers].reduce(
    (given, pass) => applyChange(given, pass(given)),
    { ...plain, trained: 0 },
  );
}

/** Dropout changes nothing; nor do the draws of noise layers, which are factors of 1 and terms of 0. */
function withoutDraws({ nodes }: Graph): Change {
  const change = newChange();
  const isDrawn = (value: Value | undefined): boolean => nodes[value as Value]?.kind === 'draws';
  nodes.forEach(({ kind, inputs }, value) => {
    // Nothing uses them then.
    if (kind === 'draws') change.dropped.set(value, 0);
    else if (kind === 'dropout' || isDrawn(inputs[1])) change.dropped.set(value, inputs[0] as Value);
  });
  return change;
}

function useMovingStatistics({ nodes }: Graph): Change {
  const change = newChange();
  nodes.forEach((node, value) => {
    if (node.kind === 'normalization') change.replaced.set(value, { ...node, isInference: true });
  });
  return change;
}

/** A normalization of what only a convolution computes becomes part of its kernel and bias. */
function foldNormalizations(graph: Graph): Change {
  return changePairs(graph, ({ node, value, before, input }, change) => {
    if (node.kind !== 'normalization' || !isConvolving(before)) return;
    const { gamma, beta, mean, variance, epsilon } = node;
    change.replaced.set(input, { ...before, folded: { gamma, beta, mean, variance, epsilon } });
    const rest = activationOf(node);
    if (rest) change.replaced.set(value, rest);
    else change.dropped.set(value, input);
  });
}

/** What is left of a folded normalization: its activation. */
function activationOf({ layer, inputs, shape, activation }: NormalizationNode): GraphNode | null {
  return activation.name === 'linear' ? null : { kind: 'activation', layer, inputs, shape, activation };
}

/** A ReLU becomes part of the convolution before it, whose kernels can end with one. */
function fuseRectifiers(graph: Graph): Change {
  return changePairs(graph, ({ node, value, before, input }, change) => {
    if (node.kind !== 'activation' || before.kind !== 'convolution') return;
    const { name, a, b } = node.activation;
    if (name !== RELU.name || a !== RELU.a || b !== RELU.b) return;
    change.replaced.set(input, { ...before, isRectified: true });
    change.dropped.set(value, input);
  });
}
