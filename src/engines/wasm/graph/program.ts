/**
 * A graph as every thread sees it: nodes and addresses in shared memory only, so that it can be sent to a worker.
 * `layout.ts` creates it; `graph-items.ts` runs it.
 */
import type {
  ConvolutionNode,
  DepthwiseNode,
  Graph,
  GraphNode,
  GroupedConvolutionNode,
  NormalizationNode,
  PreluNode,
  ResamplingNode,
  SampleNormalizationNode,
  ScalingNode,
  TransposedConvolutionNode,
  Value,
} from '../../../plan/graph/graph';
import type { WeightProgram } from '../engine/program';
import type { Address } from '../kernel-exports';
import type { Winograd } from '../engine/winograd';

/** Where the values of one node are, for each image. */
export interface Place {
  /** Address of the first image's; an offset in the thread's memory if `isLocal`. */
  at: Address;
  /** Bytes from one image to the next; 0 if `isLocal`. */
  image: number;
  /** Whether each thread has a place for its current image only. */
  isLocal: boolean;
}

/**
 * How a node passes a gradient on to an input: not at all; in place, because both have the same place; by writing it; or by
 * adding to what another node has written.
 */
export type GradientWrite = 'none' | 'inPlace' | 'set' | 'add';

/** Common arrays of all nodes. */
interface Arrays {
  /** Null if the value is computed wherever it is used, or is that of its input in another shape. */
  value: Place | null;
  /** Null if it is not needed. */
  gradient: Place | null;
  /** For each input. */
  gradientWrites: GradientWrite[];
}

/** A weight, and where its gradient is summed up, lane by lane, over all nodes that have it. */
export interface LaneSums {
  weight: WeightProgram;
  /** 0 if it is not trained. */
  sums: Address;
  /** Bytes of one lane. */
  bytes: number;
  /** Phase of the backward pass that sets the sums to zero before it adds to them. */
  phase: number;
}

/** A normalization that is part of a kernel and a bias: all weights that these are computed from. */
export interface Folding {
  kernel: WeightProgram;
  bias: WeightProgram | null;
  gamma: WeightProgram | null;
  beta: WeightProgram | null;
  mean: WeightProgram;
  variance: WeightProgram;
  epsilon: number;
}

interface ConvolutionArrays {
  kernel: LaneSums;
  bias: LaneSums | null;
  isTrained: boolean;
  /** What `kernel` and `bias` are computed from; null if they are the model's own. */
  folding: Folding | null;
}

export type ConvolutionProgram = ConvolutionNode &
  Arrays &
  ConvolutionArrays & {
    /** The filter packed for the convolution, and for the gradient of the input; 0 if that is not needed. */
    panels: Address;
    turned: Address;
    /** Whether both are packed for Winograd's algorithm. */
    winograd: Winograd | null;
    /**
     * Where a thread collects the filter gradient of a lane by Winograd's algorithm, from its `collected` on; null for
     * directly.
     */
    collected: number | null;
  };

export type DepthwiseProgram = DepthwiseNode & Arrays & ConvolutionArrays;

export type GroupedConvolutionProgram = GroupedConvolutionNode &
  Arrays &
  ConvolutionArrays & {
    /** As in `ConvolutionProgram`, for each group, `panelBytes` and `turnedBytes` apart. */
    panels: Address;
    panelBytes: number;
    turned: Address;
    turnedBytes: number;
  };

export type TransposedConvolutionProgram = TransposedConvolutionNode &
  Arrays &
  ConvolutionArrays & {
    /** The filter packed for the value, which is the gradient of a convolution's input. */
    panels: Address;
    /** The filter packed for the gradient of the input, which is a convolution; 0 if that is not needed. */
    turned: Address;
  };

export type SampleNormalizationProgram = Omit<SampleNormalizationNode, 'gamma' | 'beta'> &
  Arrays & { gamma: LaneSums | null; beta: LaneSums | null };

export type PreluProgram = Omit<PreluNode, 'alpha'> & Arrays & { alpha: LaneSums };

/** Tables as `assembly/resample.ts` reads them. */
export type ResamplingProgram = ResamplingNode &
  Arrays & { rowsAt: Address; columnsAt: Address; isNearest: boolean };

export type NormalizationProgram = Omit<NormalizationNode, 'gamma' | 'beta' | 'mean' | 'variance'> &
  Arrays & {
    gamma: WeightProgram | null;
    beta: WeightProgram | null;
    movingMean: WeightProgram;
    movingVariance: WeightProgram;
    /** Whether gamma and beta are trained. */
    isTrained: boolean;
    /** The value is act(x · scale + shift). */
    scale: Address;
    shift: Address;
    /** Mean of the batch. */
    mean: Address;
    /** For each image: mean and sum of squared distances, then sums of the gradient and of its products. */
    moments: Address;
    /** The gradient of the input is dz · slope + x · tilt + offset. */
    slope: Address;
    tilt: Address;
    offset: Address;
  };

export type ScalingProgram = ScalingNode & Arrays & { scaleAt: Address; shiftAt: Address };

type Special =
  | ConvolutionProgram
  | DepthwiseProgram
  | GroupedConvolutionProgram
  | TransposedConvolutionProgram
  | NormalizationProgram
  | SampleNormalizationProgram
  | PreluProgram
  | ScalingProgram
  | ResamplingProgram;

export type NodeProgram = Special | (Exclude<GraphNode, { kind: Special['kind'] }> & Arrays);

/** A node of one kind. */
export type NodeOf<Kind extends NodeProgram['kind']> = Extract<NodeProgram, { kind: Kind }>;

/** What is computed of a node. */
export type Part = 'forward' | 'moments' | 'backward' | 'sums' | 'gradient';

/** One computation of a phase. */
export interface Step {
  node: Value;
  part: Part;
}

/** Private memory of a thread. */
export interface GraphThread {
  /** Scratch memory of the kernels. */
  scratch: Address;
  /** A padded image. */
  padded: Address;
  /** Parts of the arrays of one group of channels. */
  parts: Address;
  /** Two values that are computed where they are used. */
  slots: [Address, Address];
  /** A gradient before it is added to another. */
  share: Address;
  /** Places that are local. */
  locals: Address;
  /** Filter gradients of a lane by Winograd's algorithm. */
  collected: Address;
}

/** A graph with the addresses of all arrays that are not a thread's own. */
export interface PlacedGraph {
  nodes: NodeProgram[];
  /** The work of each phase on one image, in order. */
  forward: Step[][];
  backward: Step[][];
  /** Of each trained weight that is no normalization's. */
  sums: LaneSums[];
  /** Gradients of the normalizations' weights, one after the other. */
  normalizationGradients: Address;
}

/** The graphs of a model with the addresses of all arrays. */
export interface GraphProgram {
  /** The graph of a training step; null if nothing trains. */
  training: PlacedGraph | null;
  /** The graph of predictions. */
  inference: PlacedGraph;
  /** Images of a lane are computed one after the other by one thread. Gradients are summed over a lane, then over all. */
  lanes: number;
  threads: GraphThread[];
  control: Address;
}

/** Inputs of a layout. */
export interface GraphLayoutInputs {
  graph: Graph;
  /** Whether the model is trained, not only used for predictions. */
  isTraining: boolean;
  /** In the order of `model.weights`. They outlive the layout. */
  weights: WeightProgram[];
  /** Maximum number of images in a batch. */
  images: number;
  threads: number;
}
