/** Assigns addresses to all arrays of a graph in advance, so that a step allocates nothing. */
import type { Graph, GraphNode, Value } from '../../../plan/graph/graph';
import type { Arena } from '../engine/arena';
import { controlBytes } from '../engine/control';
import { lanesFor } from '../engine/lanes';
import { FLOAT, volume } from '../engine/program';
import type { KernelExports } from '../kernel-exports';
import { type Lifetime, placeByLifetime } from './lifetimes';
import { NodePlaces } from './node-places';
import type { GraphLayoutInputs, GraphProgram, GraphThread, NodeProgram, Place } from './program';
import { type ScratchSizes, scratchSizes } from './scratch-sizes';
import { type GraphSteps, stepsOf } from './steps';
import { usesWinogradGradient } from '../engine/winograd';
import { lifetimesOfGradients, lifetimesOfValues } from './value-lifetimes';

/** Places the program of a graph. */
export function placeGraph(exports: KernelExports, inputs: GraphLayoutInputs, arena: Arena): GraphProgram {
  const { graph, threads, weights } = inputs;
  const { nodes } = graph;
  const steps = stepsOf(graph);
  const lanes = lanesFor(FLOAT * sumOf(weights.slice(0, graph.trained), ({ count }) => count));
  const control = arena.take(controlBytes(threads));
  const values = placeValues(inputs, steps, arena);
  const { gradients, localBytes } = placeGradients(inputs, steps, arena);
  const collected = placeCollected(exports, graph, steps);
  const places = new NodePlaces({ exports, inputs, steps, lanes, arena });
  const programs = nodes.map((node, value): NodeProgram => {
    const arrays = {
      value: values[value] ?? null,
      gradient: gradients[value] ?? null,
      gradientWrites: steps.gradientWrites[value] ?? [],
    };
    const own = places.of(node, value);
    return { ...arrays, ...own, collected: collected.offsets.get(value) ?? null } as NodeProgram;
  });
  const sizes = { ...scratchSizes(exports, graph), locals: localBytes, collected: collected.bytes };
  return {
    nodes: programs,
    forward: steps.forward,
    backward: steps.backward,
    lanes,
    sums: places.sums,
    normalizationGradients: arena.take(normalizationBytes(graph)),
    threads: Array.from({ length: threads }, () => placeThread(sizes, arena)),
    control,
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

function placeValues(
  { graph, images }: GraphLayoutInputs,
  steps: GraphSteps,
  arena: Arena,
): (Place | undefined)[] {
  const kept = lifetimesOfValues(graph, steps);
  return placeAll(kept, graph.nodes, arena, images);
}

/** Places gradients that several phases need for all images, and the others in the memory of a thread. */
function placeGradients(
  { graph, images }: GraphLayoutInputs,
  steps: GraphSteps,
  arena: Arena,
): { gradients: (Place | undefined)[]; localBytes: number } {
  const { kept, local, owner } = lifetimesOfGradients(graph, steps);
  const places = placeAll(kept, graph.nodes, arena, images);
  const own = [...local.keys()];
  const { offsets, bytes } = placeByLifetime(
    own.map((value) => ({ ...(local.get(value) as Omit<Lifetime, 'bytes'>), bytes: bytesAt(graph, value) })),
  );
  own.forEach((value, i) => (places[value] = { at: offsets[i] as number, image: 0, isLocal: true }));
  return { gradients: owner.map((value) => (value === null ? undefined : places[value])), localBytes: bytes };
}

const bytesAt = ({ nodes }: Graph, value: Value): number => bytesOf(nodes[value] as GraphNode);

function placeAll(
  lifetimes: Map<Value, Omit<Lifetime, 'bytes'>>,
  nodes: readonly GraphNode[],
  arena: Arena,
  images: number,
): (Place | undefined)[] {
  const values = [...lifetimes.keys()];
  const sizes = values.map((value) => bytesOf(nodes[value] as GraphNode));
  const { offsets, bytes } = placeByLifetime(
    values.map((value, i) => ({
      ...(lifetimes.get(value) as Omit<Lifetime, 'bytes'>),
      bytes: images * (sizes[i] as number),
    })),
  );
  const start = arena.take(bytes);
  const places: (Place | undefined)[] = [];
  values.forEach((value, i) => {
    places[value] = { at: start + (offsets[i] as number), image: sizes[i] as number, isLocal: false };
  });
  return places;
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
  return { offsets, bytes: Math.max(...phases) };
}

function placeThread(sizes: ScratchSizes & { locals: number; collected: number }, arena: Arena): GraphThread {
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
