/**
 * Convolutions as Keras has them: with groups, which tfjs-layers lacks, and with a dilation, which tfjs-layers ignores in
 * depthwise convolutions and of which tfjs has no gradient.
 */
import {
  type Tensor,
  type Tensor4D,
  add,
  concat,
  conv2d,
  depthwiseConv2d,
  type serialization,
  split,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { dilate } from './dilate';
import { fusedConvolution } from './fused-convolution';
import { CONVOLUTION, type LayerRow, NO_ACTIVITY_REGULARIZER, ofWeights } from './row';
import {
  type CallArguments,
  type LayerArguments,
  type Shape,
  type StockLayer,
  type Weight,
  onlyTensor,
  register,
  stockLayer,
} from './stock';

/** Members of tfjs-layers' convolutions. */
export interface StockConvolution extends StockLayer {
  readonly filters: number;
  readonly kernelSize: readonly [number, number];
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  readonly dilationRate: readonly [number, number];
  readonly activation: { apply(x: Tensor): Tensor; getClassName(): string };
  readonly kernel: Weight;
  readonly bias: Weight | null;
}

/** Computes with channels last, adds the bias, and applies the activation. */
export function convolve(
  { dataFormat, bias, activation }: StockConvolution,
  inputs: Tensor | Tensor[],
  compute: (x: Tensor4D) => Tensor,
): Tensor {
  return tidy(() => {
    const input = onlyTensor(inputs) as Tensor4D;
    const isChannelsFirst = dataFormat === 'channelsFirst';
    const sums = compute(isChannelsFirst ? transpose(input, [0, 2, 3, 1]) : input);
    const output = activation.apply(bias ? add(sums, bias.read()) : sums);
    return isChannelsFirst ? transpose(output, [0, 3, 1, 2]) : output;
  });
}

/** The axis of the channels in a shape. */
export const channelAxisOf = ({ dataFormat }: StockConvolution): number =>
  dataFormat === 'channelsFirst' ? 1 : 3;

/** Output shape of a convolution with `filters` filters. */
function outputShapeOf(layer: StockConvolution, input: Shape, filters: number): Shape {
  const { kernelSize, strides, padding, dilationRate } = layer;
  const isChannelsFirst = layer.dataFormat === 'channelsFirst';
  const sides = (isChannelsFirst ? input.slice(2) : input.slice(1, 3)).map((side, axis) => {
    if (side === null) return null;
    const stride = strides[axis] as number;
    const extent = ((kernelSize[axis] as number) - 1) * (dilationRate[axis] as number) + 1;
    return Math.ceil((padding === 'same' ? side : side - extent + 1) / stride);
  });
  return isChannelsFirst ? [input[0] as null, filters, ...sides] : [input[0] as null, ...sides, filters];
}

class Conv2D extends stockLayer<StockConvolution>('Conv2D') {
  static override readonly className = 'Conv2D';
  readonly groups: number;

  constructor(config: LayerArguments) {
    super(config);
    this.groups = (config['groups'] as number | undefined) ?? 1;
  }

  override build(inputShape: Shape): void {
    const axis = channelAxisOf(this);
    // The kernel sees only the channels of its group.
    super.build(inputShape.map((side, i) => (i === axis ? (side as number) / this.groups : side)));
    this.inputSpec = [{ ndim: 4, axes: { [axis]: inputShape[axis] } }];
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallArguments): Tensor {
    const isDilated = this.dilationRate.some((rate) => rate !== 1);
    if (this.groups === 1 && !isDilated) {
      const isPlain = this.dataFormat === 'channelsLast' && this.activation.getClassName() === 'linear';
      return isPlain ? this.#convolve(onlyTensor(inputs)) : super.call(inputs, kwargs);
    }
    return convolve(this, inputs, (x) => {
      const filter = dilate(this.kernel.read(), this.dilationRate);
      if (this.groups === 1) return conv2d(x, filter, this.strides, this.padding);
      const kernels = split(filter, this.groups, 3);
      const images = split(x, this.groups, 3);
      return concat(
        kernels.map((kernel, i) =>
          conv2d(images[i] as Tensor4D, kernel as Tensor4D, this.strides, this.padding),
        ),
        3,
      );
    });
  }

  #convolve(x: Tensor): Tensor {
    const weights = { filter: this.kernel.read(), bias: this.bias?.read() ?? null };
    return fusedConvolution(x, weights, { strides: this.strides, pad: this.padding });
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), groups: this.groups };
  }
}

interface StockDepthwise extends StockConvolution {
  readonly depthMultiplier: number;
  readonly depthwiseKernel: Weight;
  readonly depthwiseConstraint: serialization.Serializable | null;
}

class DepthwiseConv2D extends stockLayer<StockDepthwise>('DepthwiseConv2D') {
  static override readonly className = 'DepthwiseConv2D';

  override call(inputs: Tensor | Tensor[]): Tensor {
    return convolve(this, inputs, (x) =>
      depthwiseConv2d(x, dilate(this.depthwiseKernel.read(), this.dilationRate), this.strides, this.padding),
    );
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const channels = inputShape[channelAxisOf(this)] as number;
    return outputShapeOf(this, inputShape, channels * this.depthMultiplier);
  }

  /** tfjs-layers writes the regularizer in the place of the constraint. */
  override getConfig(): LayerArguments {
    const constraint = this.depthwiseConstraint;
    const depthwiseConstraint = constraint && {
      className: constraint.getClassName(),
      config: constraint.getConfig(),
    };
    return { ...super.getConfig(), depthwiseConstraint };
  }
}

interface StockSeparable extends StockDepthwise {
  readonly pointwiseKernel: Weight;
  pointwiseInitializer: unknown;
}

const StockSeparable = stockLayer<StockSeparable>('SeparableConv2D');

class SeparableConv2D extends StockSeparable {
  static override readonly className = 'SeparableConv2D';

  constructor(config: LayerArguments) {
    super(config);
    // tfjs-layers takes the depthwise initializer for both kernels.
    const { pointwiseInitializer = null } = config;
    const other = new StockSeparable({ ...config, depthwiseInitializer: pointwiseInitializer });
    this.pointwiseInitializer = other.pointwiseInitializer;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return convolve(this, inputs, (x) => {
      const kernel = dilate(this.depthwiseKernel.read(), this.dilationRate);
      const filtered = depthwiseConv2d(x, kernel, this.strides, this.padding);
      return conv2d(filtered, this.pointwiseKernel.read() as Tensor4D, 1, 'same');
    });
  }

  /** tfjs-layers does not write the multiplier. */
  override getConfig(): LayerArguments {
    return { ...super.getConfig(), depthMultiplier: this.depthMultiplier };
  }
}

register(Conv2D, DepthwiseConv2D, SeparableConv2D);

export const CONVOLUTIONS: readonly LayerRow[] = [
  {
    name: 'Conv2D',
    follows: ['filters', 'groups', ...CONVOLUTION, ...ofWeights('kernel')],
    defaults: { groups: 1 },
    fixed: NO_ACTIVITY_REGULARIZER,
    built: true,
  },
  {
    name: 'DepthwiseConv2D',
    follows: ['depth_multiplier', ...CONVOLUTION, ...ofWeights('depthwise')],
    fixed: NO_ACTIVITY_REGULARIZER,
    optional: { groups: 1 },
    built: true,
  },
  {
    name: 'SeparableConv2D',
    follows: ['filters', 'depth_multiplier', ...CONVOLUTION, ...ofWeights('depthwise', 'pointwise')],
    defaults: { depth_multiplier: 1 },
    fixed: NO_ACTIVITY_REGULARIZER,
    optional: { groups: 1 },
    ignored: ofWeights('kernel'),
    built: true,
  },
];
