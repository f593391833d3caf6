/** Sizes of a thread's buffers: the largest that any node of a graph needs. */
import type {
  ConvolutionNode,
  Graph,
  GraphNode,
  GroupedConvolutionNode,
  TransposedConvolutionNode,
  Value,
} from '../../../plan/graph/graph';
import { FLOAT, volume } from '../engine/program';
import type { KernelExports } from '../kernel-exports';
import { winogradFor, winogradKernels } from '../engine/winograd';

/** In bytes. */
export interface ScratchSizes {
  scratch: number;
  padded: number;
  parts: number;
  value: number;
}

export function scratchSizes(exports: KernelExports, { nodes }: Graph): ScratchSizes {
  const sizes: ScratchSizes = { scratch: exports.matMulScratch(), padded: 0, parts: 0, value: 0 };
  const take = (needed: Partial<ScratchSizes>): void => {
    for (const name of Object.keys(needed) as (keyof ScratchSizes)[])
      sizes[name] = Math.max(sizes[name], needed[name] as number);
  };
  for (const node of nodes) {
    take({ value: FLOAT * volume(node.shape) });
    const input = nodes[node.inputs[0] as Value] as GraphNode;
    if (node.kind === 'convolution') take(sizesOfConvolution(exports, node, input));
    else if (node.kind === 'groupedConvolution') take(sizesOfGroups(exports, node, input));
    else if (node.kind === 'transposedConvolution') take(sizesOfTransposed(exports, node, input));
  }
  return sizes;
}

/** A convolution from images of one shape to those of another. */
type Convolving = Pick<ConvolutionNode, 'filter' | 'strides' | 'dilation' | 'padding'>;
type Shape = GraphNode['shape'];

function scratchFor(exports: KernelExports, node: Convolving, from: Shape, to: Shape): number {
  const { filter, strides, dilation, padding } = node;
  const back = [to[2], ...filter, from[2], ...strides, ...dilation, from[0], from[1]] as const;
  const [ofWindow, ofGradient] = [from[2], to[2]].map((depth) =>
    exports.convolveScratch(filter[0] * filter[1] * depth),
  ) as [number, number];
  return Math.max(ofWindow, ofGradient, exports.inputGradientScratch(...back, padding.top, padding.left));
}

const paddedBytes = ({ padding }: Convolving, channels: number): number =>
  FLOAT * padding.height * padding.width * channels;

function sizesOfConvolution(exports: KernelExports, node: ConvolutionNode, input: GraphNode) {
  const [height, width, channels] = input.shape;
  const sizes = {
    scratch: scratchFor(exports, node, input.shape, node.shape),
    padded: paddedBytes(node, channels),
  };
  const winograd = winogradFor(node, channels);
  if (!winograd) return sizes;
  const { scratch: bytesFor } = winogradKernels(exports, winograd);
  const [, , outChannels] = node.shape;
  return {
    scratch: Math.max(sizes.scratch, bytesFor(channels, outChannels), bytesFor(outChannels, channels)),
    padded: Math.max(sizes.padded, FLOAT * (height + 2) * (width + 2) * outChannels),
  };
}

/** Channels of one group, and the bytes of its arrays. */
export function partsOf(
  node: Pick<GroupedConvolutionNode, 'filter' | 'groups' | 'padding' | 'shape'>,
  input: Pick<GraphNode, 'shape'>,
) {
  const { filter, groups, padding, shape } = node;
  const inChannels = input.shape[2] / groups;
  const outChannels = shape[2] / groups;
  const bytes = (...sides: number[]): number => Math.ceil((FLOAT * volume(sides)) / 64) * 64 + 64;
  return {
    inChannels,
    outChannels,
    /** The padded input, or the gradient of the input. */
    from: bytes(padding.height, padding.width, inChannels),
    to: bytes(shape[0], shape[1], outChannels),
    filter: bytes(...filter, inChannels, outChannels),
  };
}

function sizesOfGroups(exports: KernelExports, node: GroupedConvolutionNode, input: GraphNode) {
  const { inChannels, outChannels, from, to, filter } = partsOf(node, input);
  const [height, width, channels] = input.shape;
  return {
    scratch: scratchFor(...([exports, node, [height, width, inChannels]] as const), [
      node.shape[0],
      node.shape[1],
      outChannels,
    ]),
    padded: paddedBytes(node, channels),
    parts: from + to + filter,
  };
}

function sizesOfTransposed(exports: KernelExports, node: TransposedConvolutionNode, input: GraphNode) {
  return {
    scratch: scratchFor(exports, node, node.shape, input.shape),
    padded: paddedBytes(node, node.shape[2]),
  };
}
