/** Assigns addresses to all arrays of a graph in advance, so that a step allocates nothing. */
import type { Graph, GraphNode, Value } from '../../../plan/graph/graph';
import { inferenceGraph } from '../../../plan/graph/inference';
import type { Arena } from '../engine/arena';
import { controlBytes } from '../engine/control';
import { lanesFor } from '../engine/lanes';
import { FLOAT, volume } from '../engine/program';
import type { KernelExports } from '../kernel-exports';
import { placeByLifetime } from './lifetimes';
import { NodePlaces, type NodePlacesOptions } from './node-places';
import type {
  GraphLayoutInputs,
  GraphProgram,
  GraphThread,
  NodeProgram,
  Place,
  PlacedGraph,
} from './program';
import { type ScratchSizes, scratchSizes } from './scratch-sizes';
import { type GraphSteps, stepsOf } from './steps';
import { usesWinogradGradient } from '../engine/winograd';
import { type Lifetimes, type Span, lifetimesOfGradients, lifetimesOfValues } from './value-lifetimes';

/** Places the program of a graph. */
export function placeGraph(exports: KernelExports, inputs: GraphLayoutInputs, arena: Arena): GraphProgram {
  const { graph, threads, weights, isTraining } = inputs;
  const lanes = lanesFor(FLOAT * sumOf(weights.slice(0, graph.trained), ({ count }) => count));
  const control = arena.take(controlBytes(threads));
  const place = (each: Graph): Placed => placeNodes({ exports, graph: each, inputs, lanes, arena });
  const inference = place(inferenceGraph(graph));
  const training = isTraining ? place(graph) : null;
  const sizes = largest(training ? [inference.sizes, training.sizes] : [inference.sizes]);
  return {
    training: training && training.graph,
    inference: inference.graph,
    lanes,
    threads: Array.from({ length: threads }, () => placeThread(sizes, arena)),
    control,
  };
}

/** Bytes of a thread's arrays. */
type ThreadSizes = ScratchSizes & { locals: number; collected: number };

/** A graph, and what it needs of each thread. */
interface Placed {
  graph: PlacedGraph;
  sizes: ThreadSizes;
}

function largest(all: readonly ThreadSizes[]): ThreadSizes {
  const [first] = all as [ThreadSizes];
  const names = Object.keys(first) as (keyof ThreadSizes)[];
  return Object.fromEntries(
    names.map((name) => [name, Math.max(...all.map((sizes) => sizes[name]))]),
  ) as unknown as ThreadSizes;
}

function placeNodes(options: Omit<NodePlacesOptions, 'steps'>): Placed {
  const { exports, graph, inputs, arena } = options;
  const steps = stepsOf(graph);
  const place = ({ kept, local }: Lifetimes): Places => placeArrays(graph, kept, local, inputs.images, arena);
  const values = place(lifetimesOfValues(graph, steps));
  const { owner, ...lifetimes } = lifetimesOfGradients(graph, steps);
  const gradients = place(lifetimes);
  const collected = placeCollected(exports, graph, steps);
  const places = new NodePlaces({ ...options, steps });
  const nodes = graph.nodes.map((node, value): NodeProgram => {
    const arrays = {
      value: values.places[value] ?? null,
      gradient: gradients.places[owner[value] ?? -1] ?? null,
      gradientWrites: steps.gradientWrites[value] ?? [],
    };
    const own = places.of(node, value);
    return { ...arrays, ...own, collected: collected.offsets.get(value) ?? null } as NodeProgram;
  });
  // A job computes values or gradients, so that both have the same memory in a thread.
  const locals = Math.max(values.localBytes, gradients.localBytes);
  return {
    graph: {
      nodes,
      forward: steps.forward,
      backward: steps.backward,
      sums: places.sums,
      normalizationGradients: arena.take(normalizationBytes(graph)),
    },
    sizes: { ...scratchSizes(exports, graph), locals, collected: collected.bytes },
  };
}

/** Bytes of the gradients of all normalizations' weights. */
function normalizationBytes({ nodes }: Graph): number {
  return sumOf(nodes, (node) => (node.kind === 'normalization' ? 2 * FLOAT * node.shape[2] : 0));
}

function sumOf<T>(items: readonly T[], sizeOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + sizeOf(item), 0);
}

const bytesOf = ({ shape }: GraphNode): number => FLOAT * volume(shape);

/** Where arrays are, by value, and how much of a thread's memory they need. */
interface Places {
  places: (Place | undefined)[];
  localBytes: number;
}

/** Places arrays that several phases need for all images, and the others in the memory of a thread. */
function placeArrays(
  { nodes }: Graph,
  kept: Map<Value, Span>,
  local: Map<Value, Span>,
  images: number,
  arena: Arena,
): Places {
  const sizeOf = (value: Value): number => bytesOf(nodes[value] as GraphNode);
  const places: (Place | undefined)[] = [];
  const ofBatch = placeByLifetime(
    [...kept].map(([value, span]) => ({ ...span, bytes: images * sizeOf(value) })),
  );
  const start = arena.take(ofBatch.bytes);
  [...kept.keys()].forEach((value, i) => {
    places[value] = { at: start + (ofBatch.offsets[i] as number), image: sizeOf(value), isLocal: false };
  });
  const own = placeByLifetime([...local].map(([value, span]) => ({ ...span, bytes: sizeOf(value) })));
  [...local.keys()].forEach((value, i) => {
    places[value] = { at: own.offsets[i] as number, image: 0, isLocal: true };
  });
  return { places, localBytes: own.bytes };
}

/** Places what a thread collects of the filter gradients of a phase. Phases share the memory. */
function placeCollected(
  exports: KernelExports,
  { nodes, trained }: Graph,
  { backward }: GraphSteps,
): { offsets: Map<Value, number>; bytes: number } {
  const offsets = new Map<Value, number>();
  const phases = backward.map((steps) => {
    let bytes = 0;
    for (const { node: value } of steps) {
      const node = nodes[value] as GraphNode;
      if (node.kind !== 'convolution' || node.kernel >= trained) continue;
      const channels = (nodes[node.inputs[0] as Value] as GraphNode).shape[2];
      if (!usesWinogradGradient(node, channels)) continue;
      offsets.set(value, bytes);
      bytes += Math.ceil(exports.winogradGradientBytes(channels, node.shape[2]) / 64) * 64;
    }
    return bytes;
  });
  return { offsets, bytes: Math.max(0, ...phases) };
}

function placeThread(sizes: ThreadSizes, arena: Arena): GraphThread {
  const { scratch, padded, parts, value, locals, collected } = sizes;
  return {
    scratch: arena.take(scratch),
    padded: arena.take(padded),
    parts: arena.take(parts),
    slots: [arena.take(value), arena.take(value)],
    share: arena.take(value),
    locals: arena.take(locals),
    collected: arena.take(collected),
  };
}
