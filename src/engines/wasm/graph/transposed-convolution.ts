/** Forward and backward pass of Conv2DTranspose on one image: those of a convolution in exchanged roles. */
import type { Value } from '../../../plan/graph/graph';
import { NO_FLOOR } from '../convolution';
import type { Address } from '../kernel-exports';
import { addBiasGradient, inputOf, laneOf, withPadding } from './convolutions';
import { type Operands, imageSize } from './operands';
import type { Operation } from './operation';
import type { NodeOf } from './program';

type Node = NodeOf<'transposedConvolution'>;

export const TRANSPOSED_CONVOLUTION: Operation<Node> = { forward, backward };

function forward(operands: Operands, node: Node, to: Address): void {
  const { exports, own } = operands;
  const { filter, strides, dilation, padding, shape, panels, bias } = node;
  const [height, width, channels] = shape;
  exports.convolveInputGradient(
    operands.value(node.inputs[0] as Value),
    ...inputOf(operands, node).shape,
    panels,
    ...filter,
    channels,
    ...strides,
    ...dilation,
    ...([to, height, width, padding.top, padding.left, own.scratch] as const),
  );
  if (bias) exports.addToPixels(bias.weight.at, to, ...imageSize(node));
}

function backward(operands: Operands, node: Node, dy: Address, lane: number): void {
  const { exports, own } = operands;
  const { filter, strides, dilation, padding, shape, turned, kernel } = node;
  const [height, width, channels] = inputOf(operands, node).shape;
  if (node.isTrained) addBiasGradient(operands, node, dy, lane);
  const x = operands.value(node.inputs[0] as Value);
  const padded = withPadding(operands, node, dy, shape);
  const from = [padded, padding.width, shape[2]] as const;
  const steps = [...strides, ...dilation] as const;
  if (node.isTrained) {
    const to = [laneOf(kernel, lane), own.scratch] as const;
    exports.convolveFilterGradient(...from, x, height, width, channels, ...filter, ...steps, ...to);
  }
  operands.writeGradient(node, 0, (to) =>
    exports.convolveImage(
      ...from,
      turned,
      ...filter,
      channels,
      ...steps,
      ...([to, height, width, 0, NO_FLOOR, own.scratch] as const),
    ),
  );
}
