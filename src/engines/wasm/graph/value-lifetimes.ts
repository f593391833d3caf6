/** From when to when the values and gradients of a graph are needed, in phases: forward ones, then backward ones. */
import { type Graph, type GraphNode, type Value, isOverBatch } from '../../../plan/graph/graph';
import type { Lifetime } from './lifetimes';
import type { Step } from './program';
import { type GraphSteps, isGiven } from './steps';

type Span = Omit<Lifetime, 'bytes'>;

/** Nodes whose backward pass reads their inputs. */
const READS_INPUTS: readonly GraphNode['kind'][] = [
  'convolution',
  'depthwise',
  'groupedConvolution',
  'transposedConvolution',
  'normalization',
  'sampleNormalization',
  'prelu',
  'softmax',
  'activation',
  'product',
  'extremum',
  'pooling',
];

/** Returns for each value that has a place when it is needed. */
export function lifetimesOfValues(
  { nodes }: Graph,
  { forward, backward, isStored }: GraphSteps,
): Map<Value, Span> {
  const spans = new Map<Value, Span>();
  const stored = (value: Value): Value =>
    isStored[value] ? value : stored((nodes[value] as GraphNode).inputs[0] as Value);
  const use = (value: Value, phase: number): void => {
    const span = spans.get(value);
    if (!span) spans.set(value, { from: phase, to: phase });
    else span.to = Math.max(span.to, phase);
  };
  nodes.forEach((node, value) => {
    if (isGiven(node)) use(value, 0);
  });
  forward.forEach((steps, phase) => {
    for (const { node, part } of steps) {
      if (part === 'forward') use(node, phase);
      (nodes[node] as GraphNode).inputs.forEach((input) => use(stored(input), phase));
    }
  });
  // The logits are read between the passes.
  use(nodes.length - 1, forward.length);
  backward.forEach((steps, phase) => {
    for (const { node } of steps) {
      const { kind, inputs } = nodes[node] as GraphNode;
      if (READS_INPUTS.includes(kind)) inputs.forEach((input) => use(stored(input), forward.length + phase));
    }
  });
  return spans;
}

/** When gradients are needed. */
interface GradientLifetimes {
  /** In phases, for gradients of the whole batch. */
  kept: Map<Value, Span>;
  /** In steps of the backward pass, for gradients that one phase writes and reads. */
  local: Map<Value, Span>;
  /** For each node, the one whose place its gradient has; null without a gradient. */
  owner: (Value | null)[];
}

export function lifetimesOfGradients(graph: Graph, steps: GraphSteps): GradientLifetimes {
  const { nodes } = graph;
  const { backward, gradientWrites, schedule } = steps;
  const last = nodes.length - 1;
  const owner: (Value | null)[] = nodes.map((_, value) => (schedule.needsGradient[value] ? value : null));
  for (let value = last; value > 0; value--) {
    (nodes[value] as GraphNode).inputs.forEach((input, i) => {
      if (gradientWrites[value]?.[i] === 'inPlace') owner[input] = owner[value] as Value;
    });
  }
  const phases = new Map<Value, Span>();
  const moments = new Map<Value, Span>();
  const use = (value: Value | null | undefined, phase: number, moment: number): void => {
    if (value === null || value === undefined) return;
    extend(phases, value, phase);
    extend(moments, value, moment);
  };
  let moment = 0;
  backward.forEach((all, phase) => {
    for (const step of all) {
      use(owner[step.node], phase, moment);
      for (const input of inputsWrittenBy(nodes, step)) use(owner[input], phase, moment);
      moment++;
    }
  });
  const kept = new Map<Value, Span>();
  const local = new Map<Value, Span>();
  for (const [value, span] of phases) {
    // The gradient of the logits is written for all images before the first phase.
    const isLocal = span.from === span.to && value !== owner[last];
    if (isLocal) local.set(value, moments.get(value) as Span);
    else kept.set(value, span);
  }
  return { kept, local, owner };
}

/** The inputs whose gradients a step writes. */
function inputsWrittenBy(nodes: readonly GraphNode[], { node, part }: Step): Value[] {
  const given = nodes[node] as GraphNode;
  return isOverBatch(given) && part === 'sums' ? [] : given.inputs;
}

function extend(spans: Map<Value, Span>, value: Value, at: number): void {
  const span = spans.get(value);
  if (!span) spans.set(value, { from: at, to: at });
  else span.to = Math.max(span.to, at);
}
