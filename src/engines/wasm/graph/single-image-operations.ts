/** Forward and backward pass of normalizations of one image by itself, of PReLU and of softmax. */
import type { Value } from '../../../plan/graph/graph';
import type { Address } from '../kernel-exports';
import { laneOf } from './convolutions';
import { type Operands, imageSize } from './operands';
import type { Operation } from './operation';
import type { LaneSums, NodeOf, NodeProgram } from './program';

/** Where a lane adds the gradient of a weight; 0 if it has none or is not trained. */
const sumsAt = (weight: LaneSums | null, lane: number): Address => (weight?.sums ? laneOf(weight, lane) : 0);

/** Calls `compute` with the place of the input's gradient; with 0 if that is not needed. */
function writeOrSkip(operands: Operands, node: NodeProgram, compute: (dx: Address) => void): void {
  if (node.gradientWrites[0] === 'none') compute(0);
  else operands.writeGradient(node, 0, compute);
}

export const SAMPLE_NORMALIZATION: Operation<NodeOf<'sampleNormalization'>> = {
  forward: (operands, node, to) => {
    const { inputs, gamma, beta, groups, epsilon } = node;
    const x = operands.value(inputs[0] as Value);
    const numbers = [gamma?.weight.at ?? 0, beta?.weight.at ?? 0, epsilon] as const;
    operands.exports.normalizeSample(x, to, ...imageSize(node), groups ?? 0, ...numbers);
  },
  backward: (operands, node, dy, lane) => {
    const { inputs, gamma, beta, groups, epsilon } = node;
    const x = operands.value(inputs[0] as Value);
    const sums = [sumsAt(gamma, lane), sumsAt(beta, lane)] as const;
    const numbers = [gamma?.weight.at ?? 0, ...sums, epsilon] as const;
    writeOrSkip(operands, node, (dx) =>
      operands.exports.normalizeSampleGradient(x, dy, dx, ...imageSize(node), groups ?? 0, ...numbers),
    );
  },
};

export const PRELU: Operation<NodeOf<'prelu'>> = {
  forward: (operands, node, to) => {
    const x = operands.value(node.inputs[0] as Value);
    operands.exports.prelu(x, node.alpha.weight.at, to, ...imageSize(node));
  },
  backward: (operands, node, dy, lane) => {
    const x = operands.value(node.inputs[0] as Value);
    const { alpha } = node;
    writeOrSkip(operands, node, (dx) =>
      operands.exports.preluGradient(x, alpha.weight.at, dy, dx, sumsAt(alpha, lane), ...imageSize(node)),
    );
  },
};

export const SOFTMAX: Operation<NodeOf<'softmax'>> = {
  forward: (operands, node, to) =>
    operands.exports.softmaxChannels(operands.value(node.inputs[0] as Value), to, ...imageSize(node)),
  backward: (operands, node, dy) => {
    const [, y] = operands.own.slots;
    operands.exports.softmaxChannels(operands.value(node.inputs[0] as Value), y, ...imageSize(node));
    operands.writeGradient(node, 0, (to) =>
      operands.exports.softmaxChannelsGradient(y, dy, to, ...imageSize(node)),
    );
  },
};
