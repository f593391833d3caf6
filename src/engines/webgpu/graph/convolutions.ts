/** Kernels of convolutions, forward and backward. A Dense layer is one of 1 × 1 on a single pixel. */
import type { ConvolutionNode, DepthwiseNode } from '../../../plan/graph/graph';
import type { ConvolutionShape } from '../convolution-shape';
import { convolve } from '../convolve';
import { type DenseShape, denseForward, denseInputGradient, denseKernelGradient } from '../dense';
import { filterGradient } from '../filter-gradient';
import { inputGradient } from '../input-gradient';
import { type Kernel, type Operand, whole } from '../kernel';
import type { Parts } from '../sum-parts';
import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
import type { NodeContext, Targets } from './node-context';
import type { Localize } from './shared-code';

type Convolution = NodeContext<ConvolutionNode>;
type Depthwise = NodeContext<DepthwiseNode>;

export function convolveForward(context: Convolution): void {
  const { node, images, limits } = context;
  const dense = denseShapeOf(context);
  if (dense) return denseLayer(context, dense);
  context.run((local) =>
    convolve({
      ...{ shape: shapeOf(context), images, limits, activation: 'linear' },
      x: local(context.x()),
      kernel: local(context.weight(node.kernel)),
      bias: node.bias === null ? null : local(context.weight(node.bias)),
      y: local(context.y),
    }),
  );
}

export function convolveBackward(context: Convolution, dy: Operand, [target = null]: Targets): void {
  const { node, images, limits } = context;
  const dense = denseShapeOf(context);
  if (dense) return denseLayerBackward(context, dense, dy, [target]);
  const shape = shapeOf(context);
  sumWeightGradient(context, (local, bias, result) =>
    filterGradient({
      ...{ shape, images, limits, bias, result },
      ...{ x: local(context.x()), dy: local(dy), argmax: null },
    }),
  );
  if (!target) return;
  context.run((local) =>
    inputGradient({
      ...{ shape, images, limits, argmax: null, below: null, adds: target.adds },
      dy: local(dy),
      kernel: local(context.weight(node.kernel)),
      dx: local(target.to),
    }),
  );
}

function denseLayer(context: Convolution, shape: DenseShape): void {
  const { node } = context;
  const parts = context.runInParts((local) => {
    const partials = local(whole('partials'));
    return denseForward(shape, local(context.x()), local(context.weight(node.kernel)), partials);
  });
  context.partsOf(parts, null);
  const bias = node.bias === null ? null : context.weight(node.bias);
  context.addParts(parts, context.y, { bias, columns: shape.units });
}

function denseLayerBackward(
  context: Convolution,
  shape: DenseShape,
  dy: Operand,
  [target = null]: Targets,
): void {
  const { node } = context;
  const gradient = context.gradient(node.kernel);
  if (gradient) {
    context.run((local) =>
      denseKernelGradient(shape, local(context.x()), local(dy), local(gradient), node.bias !== null),
    );
  }
  if (!target) return;
  context.run((local) =>
    denseInputGradient(
      shape,
      local(dy),
      local(context.weight(node.kernel)),
      local(target.to),
      null,
      target.adds,
    ),
  );
}

export function depthwiseForward(context: Depthwise): void {
  const { node } = context;
  context.run((local) =>
    depthwise(geometryOf(context), {
      x: local(context.x()),
      kernel: local(context.weight(node.kernel)),
      bias: node.bias === null ? null : local(context.weight(node.bias)),
      y: local(context.y),
    }),
  );
}

export function depthwiseBackward(context: Depthwise, dy: Operand, [target = null]: Targets): void {
  const { node, images } = context;
  const shape = geometryOf(context);
  sumWeightGradient(context, (local, bias, result) =>
    depthwiseFilterGradient(shape, { x: local(context.x()), dy: local(dy), bias, images, result }),
  );
  if (!target) return;
  context.run((local) =>
    depthwiseInputGradient(shape, local(dy), local(context.weight(node.kernel)), {
      to: local(target.to),
      adds: target.adds,
    }),
  );
}

/**
 * Adds the kernels of the gradients of filter and bias, if they are trained.
 *
 * @param make Creates the first kernel. Its sum may be in parts.
 */
function sumWeightGradient(
  context: Convolution | Depthwise,
  make: (
    local: Localize,
    bias: boolean,
    result: (parts: Parts) => Operand,
  ) => { kernel: Kernel; parts: Parts },
): void {
  const { kernel, bias } = context.node;
  const gradient = context.gradient(kernel);
  if (!gradient) return;
  const parts = context.runInParts((local) =>
    make(local, bias !== null, (given) => local(context.partsOf(given, gradient))),
  );
  if (parts.maxCount > 1) context.addParts(parts, gradient);
}

/** The geometry of a convolution. If each pixel is by itself, the image becomes one line, whose groups of four fit better. */
function shapeOf(context: Convolution): ConvolutionShape {
  const shape = geometryOf(context);
  if (!isPointwise(shape)) return shape;
  const line = ([height, width, channels]: ConvolutionShape['input']) =>
    [1, height * width, channels] as const;
  return { ...shape, input: line(shape.input), output: line(shape.output) };
}

function geometryOf(context: Convolution | Depthwise): ConvolutionShape {
  const { shape, filter, strides, dilation, padding } = context.node;
  const { top, left } = padding;
  return { input: context.shapeOf(), output: shape, filter, strides, dilations: dilation, top, left };
}

function isPointwise({ input, output, filter, strides, top, left }: ConvolutionShape): boolean {
  const isOne = [...filter, ...strides].every((number) => number === 1);
  return isOne && top === 0 && left === 0 && input[0] === output[0] && input[1] === output[1];
}

/** Sizes of a convolution as a product of matrices, if its images have one pixel. */
function denseShapeOf(context: Convolution): DenseShape | null {
  const shape = geometryOf(context);
  if (!isPointwise(shape) || shape.input[0] * shape.input[1] !== 1) return null;
  const { images, limits } = context;
  return { inputs: shape.input[2], units: shape.output[2], images, limits };
}
