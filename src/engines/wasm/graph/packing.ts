/** Packs the filter of a node, as its kernels read it, for one step. */
import { packGroups } from './grouped-convolution';
import type { Operands } from './operands';
import type { NodeOf, NodeProgram } from './program';
import { winogradKernels } from '../engine/winograd';

/** Packs in parts, between which the page may run. */
export function* packFilters(operands: Operands, node: NodeProgram): Generator<void> {
  if (node.kind === 'convolution') yield* packConvolution(operands, node);
  else if (node.kind === 'transposedConvolution') yield* packTransposed(operands, node);
  else if (node.kind === 'groupedConvolution') packGroups(operands, node);
}

function* packConvolution(operands: Operands, node: NodeOf<'convolution'>): Generator<void> {
  const { exports } = operands;
  const { filter, strides, dilation, padding, kernel, shape, panels, turned } = node;
  const inChannels = operands.node(node.inputs[0] as number).shape[2];
  const { at } = kernel.weight;
  if (node.winograd) {
    const { pack } = winogradKernels(exports, node.winograd);
    pack(at, inChannels, shape[2], false, panels);
    yield;
    if (turned) pack(at, inChannels, shape[2], true, turned);
    return;
  }
  exports.packFilter(at, filter[0] * filter[1], inChannels, shape[2], false, panels);
  yield;
  if (!turned) return;
  const { top, left } = padding;
  const steps = [...strides, ...dilation, top, left] as const;
  exports.packInputGradientFilter(at, ...filter, inChannels, shape[2], ...steps, turned);
}

function* packTransposed(operands: Operands, node: NodeOf<'transposedConvolution'>): Generator<void> {
  const { exports } = operands;
  const { filter, strides, dilation, padding, kernel, shape, panels, turned } = node;
  const inChannels = operands.node(node.inputs[0] as number).shape[2];
  const steps = [...strides, ...dilation, padding.top, padding.left] as const;
  const channels = [shape[2], inChannels] as const;
  exports.packInputGradientFilter(kernel.weight.at, ...filter, ...channels, ...steps, panels);
  yield;
  if (turned) exports.packFilter(kernel.weight.at, filter[0] * filter[1], ...channels, false, turned);
}
