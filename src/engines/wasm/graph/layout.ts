/** Assigns addresses to all arrays of a graph in advance, so that a step allocates nothing. */
import {
  type Graph,
  type GraphNode,
  type NormalizationNode,
  type Value,
  type Weight,
} from '../../../plan/graph/graph';
import type { Arena } from '../engine/arena';
import { controlBytes } from '../engine/control';
import { lanesFor } from '../engine/lanes';
import { FLOAT, type WeightProgram, volume } from '../engine/program';
import type { Address, KernelExports } from '../kernel-exports';
import { type Lifetime, placeByLifetime } from './lifetimes';
import type { GraphProgram, GraphThread, LaneSums, NodeProgram, Place } from './program';
import { type GraphSteps, stepsOf } from './steps';
import { winogradFor, winogradKernels } from './winograd';
import { lifetimesOfGradients, lifetimesOfValues } from './value-lifetimes';

/** Inputs of a layout. */
export interface GraphLayoutInputs {
  graph: Graph;
  /** In the order of `model.weights`. They outlive the layout. */
  weights: WeightProgram[];
  /** Maximum number of images in a batch. */
  images: number;
  threads: number;
}

/** Places the program of a graph. */
export function placeGraph(exports: KernelExports, inputs: GraphLayoutInputs, arena: Arena): GraphProgram {
  const { graph, threads, weights } = inputs;
  const { nodes } = graph;
  const steps = stepsOf(graph);
  const lanes = lanesFor(FLOAT * sumOf(weights.slice(0, graph.trained), ({ count }) => count));
  const control = arena.take(controlBytes(threads));
  const values = placeValues(inputs, steps, arena);
  const { gradients, localBytes } = placeGradients(inputs, steps, arena);
  const programs = nodes.map((node, value): NodeProgram => {
    const arrays = {
      value: values[value] ?? null,
      gradient: gradients[value] ?? null,
      gradientWrites: steps.gradientWrites[value] ?? [],
    };
    return { ...arrays, ...placeNode(exports, inputs, steps, node, lanes, arena) } as NodeProgram;
  });
  const sizes = scratchSizes(exports, graph);
  return {
    nodes: programs,
    forward: steps.forward,
    backward: steps.backward,
    lanes,
    normalizationGradients: arena.take(normalizationBytes(graph)),
    threads: Array.from({ length: threads }, () => placeThread(sizes, localBytes, arena)),
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

/** Returns a node with the addresses of its weights and of its own arrays. */
function placeNode(
  exports: KernelExports,
  inputs: GraphLayoutInputs,
  { schedule }: GraphSteps,
  node: GraphNode,
  lanes: number,
  arena: Arena,
): object {
  const { weights, graph } = inputs;
  const channels = node.shape[2];
  const perChannel = (): Address => arena.take(FLOAT * channels);
  const isTrained = (weight: Weight): boolean => weight < graph.trained;
  if (node.kind === 'scaling') return { ...node, scaleAt: perChannel(), shiftAt: perChannel() };
  if (node.kind === 'normalization') {
    const weightAt = (weight: Weight | null) => (weight === null ? null : (weights[weight] as WeightProgram));
    const { gamma, beta, mean, variance, ...rest } = node;
    return {
      ...rest,
      gamma: weightAt(gamma),
      beta: weightAt(beta),
      movingMean: weightAt(mean),
      movingVariance: weightAt(variance),
      isTrained: [gamma, beta].some((weight) => weight !== null && isTrained(weight)),
      ...{ scale: perChannel(), shift: perChannel(), mean: perChannel() },
      ...{ slope: perChannel(), tilt: perChannel(), offset: perChannel() },
      moments: arena.take(inputs.images * momentBytes(node)),
    };
  }
  if (node.kind !== 'convolution' && node.kind !== 'depthwise') return node;
  const sums = (weight: Weight): LaneSums => {
    const program = weights[weight] as WeightProgram;
    const bytes = Math.ceil((FLOAT * program.count) / 64) * 64;
    return { weight: program, bytes, sums: isTrained(weight) ? arena.take(lanes * bytes) : 0 };
  };
  const convolution = {
    ...node,
    kernel: sums(node.kernel),
    bias: node.bias === null ? null : sums(node.bias),
    isTrained: isTrained(node.kernel),
  };
  if (node.kind === 'depthwise') return convolution;
  const [, , inChannels] = (graph.nodes[node.inputs[0] as Value] as GraphNode).shape;
  const winograd = winogradFor(node, inChannels);
  const packed = (depth: number, columns: number): number =>
    winograd
      ? winogradKernels(exports, winograd).filterBytes(depth, columns)
      : 32 * node.filter[0] * node.filter[1] * depth * Math.ceil(columns / 8);
  const needsTurned = schedule.needsGradient[node.inputs[0] as Value];
  return {
    ...convolution,
    panels: arena.take(packed(inChannels, channels)),
    turned: needsTurned ? arena.take(packed(channels, inChannels)) : 0,
    winograd,
  };
}

/** Bytes of an image's mean and squared distances. */
export function momentBytes({ shape }: Pick<NormalizationNode, 'shape'>): number {
  return 2 * FLOAT * shape[2];
}

/** Sizes of a thread's buffers: the largest that any node needs. */
function scratchSizes(exports: KernelExports, { nodes }: Graph) {
  const sizes = { scratch: exports.matMulScratch(), padded: 0, value: 0 };
  for (const node of nodes) {
    sizes.value = Math.max(sizes.value, bytesOf(node));
    if (node.kind !== 'convolution') continue;
    const [height, width, channels] = (nodes[node.inputs[0] as Value] as GraphNode).shape;
    const { filter, strides, dilation, padding, shape } = node;
    const back = [shape[2], ...filter, channels, ...strides, ...dilation, height, width] as const;
    sizes.scratch = Math.max(
      sizes.scratch,
      exports.convolveScratch(filter[0] * filter[1] * channels),
      exports.inputGradientScratch(...back, padding.top, padding.left),
    );
    sizes.padded = Math.max(sizes.padded, FLOAT * padding.height * padding.width * channels);
    const winograd = winogradFor(node, channels);
    if (!winograd) continue;
    const { scratch: bytesFor } = winogradKernels(exports, winograd);
    sizes.scratch = Math.max(sizes.scratch, bytesFor(channels, shape[2]), bytesFor(shape[2], channels));
    sizes.padded = Math.max(sizes.padded, FLOAT * (height + 2) * (width + 2) * shape[2]);
  }
  return sizes;
}

function placeThread(
  { scratch, padded, value }: ReturnType<typeof scratchSizes>,
  localBytes: number,
  arena: Arena,
): GraphThread {
  return {
    scratch: arena.take(scratch),
    padded: arena.take(padded),
    slots: [arena.take(value), arena.take(value)],
    share: arena.take(value),
    locals: arena.take(localBytes),
  };
}
