/** The work of a graph's phases in order, and what each node passes on. Addresses come later, in `layout.ts`. */
import { type Graph, type GraphNode, type Value, isOverBatch } from '../../../plan/graph/graph';
import { useCounts } from '../../../plan/graph/passes';
import { type Schedule, isRecomputed, scheduleOf } from '../../../plan/graph/schedule';
import type { GradientWrite, Step } from './program';

/** Phases, and how gradients flow through them. */
export interface GraphSteps {
  schedule: Schedule;
  forward: Step[][];
  backward: Step[][];
  /** For each node and input. */
  gradientWrites: GradientWrite[][];
  /** For each node, whether its value has a place of its own. */
  isStored: boolean[];
}

export function stepsOf(graph: Graph): GraphSteps {
  const { nodes } = graph;
  const schedule = scheduleOf(graph);
  const last = nodes.length - 1;
  const isStored = nodes.map(
    (node, value) => value === last || !(isRecomputed(node) || node.kind === 'reshape'),
  );
  const forward: Step[][] = Array.from({ length: schedule.forwardPhases }, () => []);
  const backward: Step[][] = Array.from({ length: schedule.backwardPhases }, () => []);
  nodes.forEach((node, value) => {
    const steps = forward[schedule.forward[value] as number] as Step[];
    if (isOverBatch(node)) steps.push({ node: value, part: 'moments' });
    else if (isStored[value] && !isGiven(node)) steps.push({ node: value, part: 'forward' });
  });
  for (let value = last; value > 0; value--) {
    if (!schedule.needsGradient[value]) continue;
    const node = nodes[value] as GraphNode;
    const phase = schedule.backward[value] as number;
    const add = (at: number, part: Step['part']): void => void backward[at]?.push({ node: value, part });
    if (!isOverBatch(node)) {
      add(phase, 'backward');
      continue;
    }
    add(phase, 'sums');
    if (node.inputs.some((input) => schedule.needsGradient[input])) add(phase + 1, 'gradient');
  }
  // Gradients of a phase come after those that they are computed from.
  for (const steps of backward) steps.sort((a, b) => b.node - a.node);
  return {
    schedule,
    forward,
    backward,
    isStored,
    gradientWrites: gradientWritesOf(graph, schedule, backward),
  };
}

/** Whether the main thread writes a value before the first phase. */
export function isGiven({ kind }: GraphNode): boolean {
  return kind === 'input' || kind === 'draws';
}

/** Returns for each input of each node how its gradient is passed on, in the order in which that happens. */
function gradientWritesOf(graph: Graph, { needsGradient }: Schedule, backward: Step[][]): GradientWrite[][] {
  const { nodes } = graph;
  const uses = useCounts(graph);
  const gradientWrites = nodes.map(({ inputs }) => inputs.map((): GradientWrite => 'none'));
  const isWritten = new Set<Value>();
  for (const { node: value, part } of backward.flat()) {
    if (part === 'sums') continue;
    const node = nodes[value] as GraphNode;
    let isPlaceFree = sharesItsPlace(node);
    node.inputs.forEach((input, i) => {
      if (!needsGradient[input]) return;
      const passed = gradientWrites[value] as GradientWrite[];
      if (isPlaceFree && uses[input] === 1 && (node.kind !== 'sum' || node.factors[i] === 1)) {
        passed[i] = 'inPlace';
        isPlaceFree = false;
      } else passed[i] = isWritten.has(input) ? 'add' : 'set';
      isWritten.add(input);
    });
  }
  return gradientWrites;
}

const IN_PLACE: readonly GraphNode['kind'][] = [
  'activation',
  'scaling',
  'dropout',
  'reshape',
  'sum',
  'sampleNormalization',
  'prelu',
  'softmax',
];

/** Whether a node's gradient becomes that of one of its inputs in place. */
function sharesItsPlace(node: GraphNode): boolean {
  return IN_PLACE.includes(node.kind);
}
