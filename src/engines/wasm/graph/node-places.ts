/** Assigns addresses to what each kind of node has besides its value and gradient: weights, packed filters, tables. */
import type {
  FoldedNormalization,
  Graph,
  GraphNode,
  NormalizationNode,
  Value,
  Weight,
} from '../../../plan/graph/graph';
import type { Arena } from '../engine/arena';
import { FLOAT, type WeightProgram } from '../engine/program';
import type { Address, KernelExports } from '../kernel-exports';
import type { GraphLayoutInputs, LaneSums, NodeOf } from './program';
import { partsOf } from './scratch-sizes';
import type { GraphSteps } from './steps';
import { winogradFor, winogradKernels } from '../engine/winograd';

/** Bytes of a table's entry: two places and a share. */
export const TABLE_ENTRY = 12;

/** What `NodePlaces` reads. */
export interface NodePlacesOptions {
  exports: KernelExports;
  graph: Graph;
  inputs: GraphLayoutInputs;
  steps: GraphSteps;
  lanes: number;
  arena: Arena;
}

/** A node of one kind in the graph. */
type Node<Kind extends GraphNode['kind']> = Extract<GraphNode, { kind: Kind }>;

type Convolving = Node<'convolution' | 'depthwise' | 'groupedConvolution' | 'transposedConvolution'>;

/** Places the nodes of one graph. */
export class NodePlaces {
  readonly #options: NodePlacesOptions;
  readonly #sums = new Map<Weight, LaneSums>();

  constructor(options: NodePlacesOptions) {
    this.#options = options;
  }

  /** The sums of all trained weights of the nodes that were placed. */
  get sums(): LaneSums[] {
    return [...this.#sums.values()].filter(({ sums }) => sums !== 0);
  }

  /** Returns a node with the addresses of its weights and of its own arrays. */
  of(node: GraphNode, value: Value): object {
    if (node.kind === 'scaling')
      return { ...node, scaleAt: this.#perChannel(node), shiftAt: this.#perChannel(node) };
    if (node.kind === 'resampling') {
      const { rows, columns } = node;
      const [rowsAt, columnsAt] = [rows, columns].map(({ length }) => this.#take(TABLE_ENTRY * length));
      return {
        ...node,
        rowsAt,
        columnsAt,
        isNearest: [...rows, ...columns].every(({ share }) => share === 0),
      };
    }
    if (node.kind === 'normalization') return this.#normalization(node);
    if (node.kind === 'sampleNormalization') {
      const { gamma, beta } = node;
      return { ...node, gamma: this.#sumsOrNull(gamma, value), beta: this.#sumsOrNull(beta, value) };
    }
    if (node.kind === 'prelu') return { ...node, alpha: this.#sumsOf(node.alpha, value) };
    if (node.kind === 'depthwise') return this.#convolving(node, value);
    if (node.kind === 'convolution') return { ...this.#convolving(node, value), ...this.#packed(node) };
    if (node.kind === 'groupedConvolution')
      return { ...this.#convolving(node, value), ...this.#packedGroups(node) };
    if (node.kind === 'transposedConvolution')
      return { ...this.#convolving(node, value), ...this.#packedTransposed(node) };
    return node;
  }

  #take(bytes: number): Address {
    return this.#options.arena.take(bytes);
  }

  #perChannel({ shape }: GraphNode): Address {
    return this.#take(FLOAT * shape[2]);
  }

  #isTrained(weight: Weight): boolean {
    return weight < this.#options.graph.trained;
  }

  #program(weight: Weight): WeightProgram {
    return this.#options.inputs.weights[weight] as WeightProgram;
  }

  #normalization(
    node: Node<'normalization'>,
  ): Omit<NodeOf<'normalization'>, 'value' | 'gradient' | 'gradientWrites'> {
    const { gamma, beta, mean, variance, ...rest } = node;
    const perChannel = (): Address => this.#perChannel(node);
    return {
      ...rest,
      gamma: gamma === null ? null : this.#program(gamma),
      beta: beta === null ? null : this.#program(beta),
      movingMean: this.#program(mean),
      movingVariance: this.#program(variance),
      isTrained: [gamma, beta].some((weight) => weight !== null && this.#isTrained(weight)),
      ...{ scale: perChannel(), shift: perChannel(), mean: perChannel() },
      ...{ slope: perChannel(), tilt: perChannel(), offset: perChannel() },
      moments: this.#take(
        this.#options.graph.trained === 0 ? 0 : this.#options.inputs.images * momentBytes(node),
      ),
    };
  }

  #sumsOrNull(weight: Weight | null, value: Value): LaneSums | null {
    return weight === null ? null : this.#sumsOf(weight, value);
  }

  /** The sums of a weight. Layers that are used several times have one for all uses, which the first to add clears. */
  #sumsOf(weight: Weight, value: Value): LaneSums {
    const phase = this.#options.steps.schedule.backward[value] as number;
    const before = this.#sums.get(weight);
    if (before) {
      before.phase = Math.min(before.phase, phase);
      return before;
    }
    const program = this.#program(weight);
    const bytes = Math.ceil((FLOAT * program.count) / 64) * 64;
    const sums = this.#isTrained(weight) ? this.#take(this.#options.lanes * bytes) : 0;
    const made = { weight: program, bytes, sums, phase };
    this.#sums.set(weight, made);
    return made;
  }

  #convolving<Kind extends Convolving>(node: Kind, value: Value) {
    if (node.folded) return { ...node, ...this.#folded(node, node.folded) };
    return {
      ...node,
      kernel: this.#sumsOf(node.kernel, value),
      bias: this.#sumsOrNull(node.bias, value),
      isTrained: this.#isTrained(node.kernel),
      folding: null,
    };
  }

  #folded(node: Convolving, { gamma, beta, mean, variance, epsilon }: FoldedNormalization) {
    const programOrNull = (weight: Weight | null): WeightProgram | null =>
      weight === null ? null : this.#program(weight);
    const kernel = this.#program(node.kernel);
    const place = (count: number): LaneSums => {
      const weight = { at: this.#take(FLOAT * count), slots: [], count };
      return { weight, sums: 0, bytes: 0, phase: 0 };
    };
    return {
      kernel: place(kernel.count),
      bias: place(node.shape[2]),
      isTrained: false,
      folding: {
        ...{ kernel, bias: programOrNull(node.bias), gamma: programOrNull(gamma), beta: programOrNull(beta) },
        ...{ mean: this.#program(mean), variance: this.#program(variance), epsilon },
      },
    };
  }

  #packed(node: Node<'convolution'>) {
    const inChannels = this.#inputOf(node).shape[2];
    const [, , channels] = node.shape;
    const winograd = winogradFor(node, inChannels);
    const bytesFor = (depth: number, columns: number): number =>
      winograd
        ? winogradKernels(this.#options.exports, winograd).filterBytes(depth, columns)
        : panelBytes(node, depth, columns);
    return {
      panels: this.#take(bytesFor(inChannels, channels)),
      turned: this.#needsInputGradient(node) ? this.#take(bytesFor(channels, inChannels)) : 0,
      winograd,
    };
  }

  #packedGroups(node: Node<'groupedConvolution'>) {
    const { inChannels, outChannels } = partsOf(node, this.#inputOf(node));
    const ofPanels = panelBytes(node, inChannels, outChannels);
    const ofTurned = panelBytes(node, outChannels, inChannels);
    return {
      panels: this.#take(node.groups * ofPanels),
      panelBytes: ofPanels,
      turned: this.#needsInputGradient(node) ? this.#take(node.groups * ofTurned) : 0,
      turnedBytes: ofTurned,
    };
  }

  #packedTransposed(node: Node<'transposedConvolution'>) {
    const inChannels = this.#inputOf(node).shape[2];
    const [, , channels] = node.shape;
    return {
      panels: this.#take(panelBytes(node, inChannels, channels)),
      turned: this.#needsInputGradient(node) ? this.#take(panelBytes(node, channels, inChannels)) : 0,
    };
  }

  #inputOf({ inputs }: GraphNode): GraphNode {
    return this.#options.graph.nodes[inputs[0] as Value] as GraphNode;
  }

  #needsInputGradient({ inputs }: GraphNode): boolean {
    return this.#options.steps.schedule.needsGradient[inputs[0] as Value] as boolean;
  }
}

/** Bytes of a packed filter. */
function panelBytes({ filter }: Convolving, depth: number, columns: number): number {
  return 32 * filter[0] * filter[1] * depth * Math.ceil(columns / 8);
}

/** Bytes of an image's mean and squared distances. */
export function momentBytes({ shape }: Pick<NormalizationNode, 'shape'>): number {
  return 2 * FLOAT * shape[2];
}
