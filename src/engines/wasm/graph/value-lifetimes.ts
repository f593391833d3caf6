/** From when to when the values and gradients of a graph are needed, in phases: forward ones, then backward ones. */
import { type Graph, type GraphNode, type Value, isOverBatch } from '../../../plan/graph/graph';
import type { Lifetime } from './lifetimes';
import type { Step } from './program';
import { type GraphSteps, isGiven } from './steps';

export type Span = Omit<Lifetime, 'bytes'>;

/** When values or gradients are needed. */
export interface Lifetimes {
  /** In phases, for those of the whole batch. */
  kept: Map<Value, Span>;
  /** In steps, for those that one phase writes and reads: each thread has them for its current image only. */
  local: Map<Value, Span>;
}

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
export function lifetimesOfValues({ nodes }: Graph, { forward, backward, isStored }: GraphSteps): Lifetimes {
  const uses = new Uses();
  const stored = (value: Value): Value =>
    isStored[value] ? value : stored((nodes[value] as GraphNode).inputs[0] as Value);
  const last = nodes.length - 1;
  nodes.forEach((node, value) => {
    if (isGiven(node)) uses.add(value, 0, 0);
  });
  let moment = 0;
  forward.forEach((steps, phase) => {
    for (const { node, part } of steps) {
      if (part === 'forward') uses.add(node, phase, moment);
      for (const input of (nodes[node] as GraphNode).inputs) uses.add(stored(input), phase, moment);
      moment++;
    }
  });
  // The logits are read between the passes.
  uses.add(last, forward.length, moment);
  backward.forEach((steps, phase) => {
    for (const { node } of steps) {
      const { kind, inputs } = nodes[node] as GraphNode;
      if (!READS_INPUTS.includes(kind)) continue;
      for (const input of inputs) uses.add(stored(input), forward.length + phase, moment);
    }
  });
  return uses.lifetimes((value) => value !== last && !isGiven(nodes[value] as GraphNode));
}

/** When gradients are needed. */
interface GradientLifetimes extends Lifetimes {
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
  const uses = new Uses();
  const use = (value: Value | null | undefined, phase: number, moment: number): void => {
    if (value !== null && value !== undefined) uses.add(value, phase, moment);
  };
  let moment = 0;
  backward.forEach((all, phase) => {
    for (const step of all) {
      use(owner[step.node], phase, moment);
      for (const input of inputsWrittenBy(nodes, step)) use(owner[input], phase, moment);
      moment++;
    }
  });
  // The gradient of the logits is written for all images before the first phase.
  return { ...uses.lifetimes((value) => value !== owner[last]), owner };
}

/** The inputs whose gradients a step writes. */
function inputsWrittenBy(nodes: readonly GraphNode[], { node, part }: Step): Value[] {
  const given = nodes[node] as GraphNode;
  return isOverBatch(given) && part === 'sums' ? [] : given.inputs;
}

/** Collects when arrays are used. */
class Uses {
  readonly #phases = new Map<Value, Span>();
  readonly #moments = new Map<Value, Span>();

  add(value: Value, phase: number, moment: number): void {
    extend(this.#phases, value, phase);
    extend(this.#moments, value, moment);
  }

  /** @param mayBeLocal Whether a thread may have a value for its current image only. */
  lifetimes(mayBeLocal: (value: Value) => boolean): Lifetimes {
    const kept = new Map<Value, Span>();
    const local = new Map<Value, Span>();
    for (const [value, span] of this.#phases) {
      if (span.from === span.to && mayBeLocal(value)) local.set(value, this.#moments.get(value) as Span);
      else kept.set(value, span);
    }
    return { kept, local };
  }
}

function extend(spans: Map<Value, Span>, value: Value, at: number): void {
  const span = spans.get(value);
  if (!span) spans.set(value, { from: at, to: at });
  else span.to = Math.max(span.to, at);
}
