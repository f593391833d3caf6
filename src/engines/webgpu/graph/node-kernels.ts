/** The kernels of each kind of node, forward and backward. */
import type { GraphNode, NormalizationNode, PoolingNode } from '../../../plan/graph/graph';
import { mix } from '../../../plan/mix';
import type { ConvolutionShape } from '../convolution-shape';
import type { Dropout } from '../finish';
import type { Kernel, Operand } from '../kernel';
import { pool, poolGradient } from '../pool';
import { divideSums, partsSize } from './channel-sums';
import { convolveBackward, convolveForward, depthwiseBackward, depthwiseForward } from './convolutions';
import {
  type Target,
  activate,
  activateGradient,
  copyChannels,
  dropOut,
  move,
  multiply,
  scale,
  sum,
  sumProducts,
  volume,
} from './each-value';
import type { KINDS } from './lacking-kernels';
import type { NodeContext, Targets } from './node-context';
import {
  type Normalization,
  finishGradients,
  finishMoments,
  normalize,
  normalizeGradient,
  numbersSize,
  partGradients,
  partMoments,
} from './normalization';
import type { Localize } from './shared-code';

type NodeOf<Kind extends GraphNode['kind']> = Extract<GraphNode, { kind: Kind }>;
type Context<Kind extends GraphNode['kind']> = NodeContext<NodeOf<Kind>>;

/** How a kind of node is computed. */
interface NodeKernels<Context> {
  forward(context: Context): void;
  /** `dy` may be overwritten only by a target that is the same array. */
  backward(context: Context, dy: Operand, targets: Targets): void;
}

type Kind = (typeof KINDS)[number];

/** Terms of a kernel that adds: with its target it binds at most eight buffers. */
const MAX_TERMS = 6;

const KERNELS: { [K in Kind]: NodeKernels<Context<K>> } = {
  convolution: { forward: convolveForward, backward: convolveBackward },
  depthwise: { forward: depthwiseForward, backward: depthwiseBackward },
  normalization: { forward: normalizeForward, backward: normalizeBackward },
  activation: {
    forward: (context) => {
      const { shape, activation } = context.node;
      context.run((local) => activate(shape, activation, local(context.x()), local(context.y)));
    },
    backward: (context, dy, targets) => {
      const { shape, activation } = context.node;
      eachTarget(context, targets, (local, target) =>
        activateGradient(shape, activation, local(context.x()), local(dy), target),
      );
    },
  },
  scaling: {
    forward: (context) =>
      context.run((local) =>
        scale(context.node.shape, context.node, local(context.x()), set(local(context.y))),
      ),
    backward: (context, dy, targets) => {
      const numbers = { scale: context.node.scale, shift: null };
      eachTarget(context, targets, (local, target) => scale(context.node.shape, numbers, local(dy), target));
    },
  },
  dropout: {
    forward: (context) =>
      context.run((local) =>
        dropOut(context.node.shape, dropoutOf(context), local(context.x()), set(local(context.y))),
      ),
    backward: (context, dy, targets) =>
      eachTarget(context, targets, (local, target) =>
        dropOut(context.node.shape, dropoutOf(context), local(dy), target),
      ),
  },
  sum: { forward: sumForward, backward: sumBackward },
  product: { forward: multiplyForward, backward: multiplyBackward },
  concatenation: { forward: concatenate, backward: concatenateBackward },
  pooling: { forward: poolForward, backward: poolBackward },
  padding: {
    forward: (context) => {
      const { shape, top, left } = context.node;
      context.run((local) =>
        move([context.shapeOf(), shape], top, left, local(context.x()), set(local(context.y))),
      );
    },
    backward: (context, dy, targets) => {
      const { shape, top, left } = context.node;
      eachTarget(context, targets, (local, target) =>
        move([shape, context.shapeOf()], -top, -left, local(dy), target),
      );
    },
  },
};

/** The kernels of a node that is neither the input nor a reshape. */
export function kernelsOfNode({ kind }: GraphNode): NodeKernels<NodeContext> {
  return KERNELS[kind as Kind];
}

const set = (to: Operand): Target => ({ to, adds: false });

/** Adds a kernel for each input whose gradient is needed. */
function eachTarget(
  context: NodeContext,
  targets: Targets,
  make: (local: Localize, target: Target, input: number) => Kernel,
): void {
  targets.forEach((target, input) => {
    if (target) context.run((local) => make(local, { ...target, to: local(target.to) }, input));
  });
}

function dropoutOf({ node, value }: Context<'dropout'>): Dropout {
  return { rate: node.rate, salt: mix(value) };
}

function sumForward(context: Context<'sum'>): void {
  const { inputs, factors, shape } = context.node;
  for (let first = 0; first < inputs.length; first += MAX_TERMS) {
    const some = inputs.slice(first, first + MAX_TERMS).map((_, i) => first + i);
    context.run((local) =>
      sum(
        shape,
        some.map((input) => ({ x: local(context.x(input)), factor: factors[input] as number })),
        { to: local(context.y), adds: first > 0 },
      ),
    );
  }
}

function sumBackward(context: Context<'sum'>, dy: Operand, targets: Targets): void {
  const { factors, shape } = context.node;
  const copied = targets.map((target) => (target?.to.buffer === dy.buffer ? null : target));
  eachTarget(context, copied, (local, target, input) =>
    sum(shape, [{ x: local(dy), factor: factors[input] as number }], target),
  );
}

/** Whether the second factor has one number for each channel. */
function isVectorProduct(context: Context<'product'>): boolean {
  return volume(context.shapeOf(1)) < volume(context.node.shape);
}

function multiplyForward(context: Context<'product'>): void {
  const isVector = isVectorProduct(context);
  context.run((local) =>
    multiply(context.node.shape, [local(context.x(0)), local(context.x(1))], isVector, set(local(context.y))),
  );
}

function multiplyBackward(context: Context<'product'>, dy: Operand, targets: Targets): void {
  const { shape } = context.node;
  const isVector = isVectorProduct(context);
  eachTarget(context, targets, (local, target, input) => {
    const factors = [local(dy), local(context.x(1 - input))] as const;
    if (input === 1 && isVector) return sumProducts(shape, factors, target);
    return multiply(shape, factors, input === 0 && isVector, target);
  });
}

/** For each input, the first of its channels in the output. */
function firstChannels(context: Context<'concatenation'>): number[] {
  let first = 0;
  return context.node.inputs.map(
    (_, input) => (first += context.shapeOf(input)[2]) - context.shapeOf(input)[2],
  );
}

function concatenate(context: Context<'concatenation'>): void {
  const [height, width, channels] = context.node.shape;
  firstChannels(context).forEach((first, input) => {
    const count = context.shapeOf(input)[2];
    context.run((local) => {
      const from = { array: local(context.x(input)), first: 0, channels: count };
      return copyChannels(height * width, count, from, { array: local(context.y), first, channels }, false);
    });
  });
}

function concatenateBackward(context: Context<'concatenation'>, dy: Operand, targets: Targets): void {
  const [height, width, channels] = context.node.shape;
  const firsts = firstChannels(context);
  eachTarget(context, targets, (local, { to, adds }, input) => {
    const count = context.shapeOf(input)[2];
    const from = { array: local(dy), first: firsts[input] as number, channels };
    return copyChannels(height * width, count, from, { array: to, first: 0, channels: count }, adds);
  });
}

function poolingOf(context: Context<'pooling'>, local: Localize) {
  const { pooling, window, strides, padding, shape }: PoolingNode = context.node;
  const geometry: ConvolutionShape = {
    ...{ input: context.shapeOf(), output: shape, filter: window, strides, dilations: [1, 1] },
    ...padding,
  };
  const isMax = pooling === 'max';
  const argmax = isMax ? context.buffer(`argmax${context.value}`, context.images * volume(shape)) : null;
  return { shape: geometry, pooling, argmax: argmax && local(argmax) };
}

function poolForward(context: Context<'pooling'>): void {
  context.run((local) => {
    const arrays = { x: local(context.x()), y: local(context.y) };
    return pool({ ...poolingOf(context, local), ...arrays, dropout: null });
  });
}

function poolBackward(context: Context<'pooling'>, dy: Operand, targets: Targets): void {
  eachTarget(context, targets, (local, { to, adds }) =>
    poolGradient({ ...poolingOf(context, local), dy: local(dy), dx: to, below: null, adds }),
  );
}

function normalizationOf(context: Context<'normalization'>, local: Localize): Normalization {
  const node: NormalizationNode = context.node;
  const [height, width, channels] = node.shape;
  const sums = divideSums(channels, height * width, context.images);
  return {
    ...{ node, sums },
    x: local(context.x()),
    numbers: local(context.buffer(`numbers${context.value}`, numbersSize(channels))),
    parts: local(context.buffer('partials', partsSize(sums))),
    gamma: node.gamma === null ? null : context.weight(node.gamma),
    beta: node.beta === null ? null : context.weight(node.beta),
    movingMean: context.weight(node.mean),
    movingVariance: context.weight(node.variance),
  };
}

function normalizeForward(context: Context<'normalization'>): void {
  if (!context.node.isInference) context.run((local) => partMoments(normalizationOf(context, local)));
  context.run((local) => {
    const { gamma, beta, movingMean, movingVariance, ...rest } = normalizationOf(context, local);
    // The weights of a layer are not beside its statistics, so that all are read from the start.
    local({ buffer: 'weights', offset: 0 });
    return finishMoments({
      ...rest,
      gamma: gamma && local(gamma),
      beta: beta && local(beta),
      movingMean: local(movingMean),
      movingVariance: local(movingVariance),
    });
  });
  context.run((local) => normalize(normalizationOf(context, local), local(context.y)));
}

function normalizeBackward(context: Context<'normalization'>, dy: Operand, targets: Targets): void {
  const { isInference, gamma, beta } = context.node;
  const gradients = { gamma: context.gradient(gamma), beta: context.gradient(beta) };
  const isTrained = gradients.gamma !== null || gradients.beta !== null;
  const [target] = targets;
  if (isTrained || (target && !isInference)) {
    context.run((local) => partGradients(normalizationOf(context, local), local(dy)));
    context.run((local) =>
      finishGradients(normalizationOf(context, local), {
        gamma: gradients.gamma && local(gradients.gamma),
        beta: gradients.beta && local(gradients.beta),
      }),
    );
  }
  eachTarget(context, targets, (local, to) =>
    normalizeGradient(normalizationOf(context, local), local(dy), to),
  );
}
