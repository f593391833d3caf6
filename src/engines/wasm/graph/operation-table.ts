/** The operation of each kind of node. */
import { CONVOLUTION, DEPTHWISE } from './convolutions';
import { GROUPED_CONVOLUTION } from './grouped-convolution';
import type { Operation } from './operation';
import { OPERATIONS } from './operations';
import type { NodeOf, NodeProgram } from './program';
import { PRELU, SAMPLE_NORMALIZATION, SOFTMAX } from './single-image-operations';
import { TRANSPOSED_CONVOLUTION } from './transposed-convolution';

/** Kinds that are computed; the main thread writes the others. */
type Kind = Exclude<NodeProgram['kind'], 'input' | 'draws'>;

const ALL: { [K in Kind]: Operation<NodeOf<K>> } = {
  ...OPERATIONS,
  convolution: CONVOLUTION,
  depthwise: DEPTHWISE,
  groupedConvolution: GROUPED_CONVOLUTION,
  transposedConvolution: TRANSPOSED_CONVOLUTION,
  sampleNormalization: SAMPLE_NORMALIZATION,
  prelu: PRELU,
  softmax: SOFTMAX,
};

export function operationOf({ kind }: NodeProgram): Operation<NodeProgram> {
  return ALL[kind as Kind];
}
