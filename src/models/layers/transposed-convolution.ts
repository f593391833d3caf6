/** Conv2DTranspose as Keras has it: with output padding, and with a dilation. */
import { type Tensor, type Tensor4D, conv2dTranspose } from '@tensorflow/tfjs-core';
import { type StockConvolution, channelAxisOf, convolve } from './convolution';
import { dilate } from './dilate';
import { CONVOLUTION, type LayerRow, NO_ACTIVITY_REGULARIZER, ofWeights } from './row';
import { type LayerArguments, type Shape, register, stockLayer } from './stock';

class Conv2DTranspose extends stockLayer<StockConvolution>('Conv2DTranspose') {
  static override readonly className = 'Conv2DTranspose';
  readonly #outputPadding: readonly (number | null)[];

  constructor(config: LayerArguments) {
    super(config);
    const padding = (config['outputPadding'] ?? null) as number | [number, number] | null;
    this.#outputPadding = Array.isArray(padding) ? padding : [padding, padding];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return convolve(this, inputs, (x) => {
      const [images, height, width] = x.shape;
      const kernel = dilate(this.kernel.read(), this.dilationRate);
      const shape = [images, this.#side(height, 0), this.#side(width, 1), this.filters];
      return conv2dTranspose(x, kernel, shape as Tensor4D['shape'], this.strides, this.padding);
    });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const channels = channelAxisOf(this);
    const first = channels === 1 ? 2 : 1;
    return inputShape.map((side, axis) => {
      if (axis === channels) return this.filters;
      return axis === 0 || side === null ? side : this.#side(side, (axis - first) as 0 | 1);
    });
  }

  override getConfig(): LayerArguments {
    const [rows, columns] = this.#outputPadding;
    const outputPadding = rows === null ? null : [rows as number, columns as number];
    return { ...super.getConfig(), outputPadding, dilationRate: [...this.dilationRate] };
  }

  /** Keras's `_get_output_shape_given_tf_padding`. */
  #side(side: number, axis: 0 | 1): number {
    const stride = this.strides[axis];
    const extent = (this.kernelSize[axis] - 1) * this.dilationRate[axis] + 1;
    const extra = this.#outputPadding[axis] ?? null;
    if (this.padding === 'valid')
      return (side - 1) * stride + extent + (extra ?? Math.max(extent, stride) - extent);
    return extra === null ? side * stride : (side - 1) * stride + (extent % 2) + extra;
  }
}

register(Conv2DTranspose);

export const TRANSPOSED_CONVOLUTIONS: readonly LayerRow[] = [
  {
    name: 'Conv2DTranspose',
    follows: ['filters', 'output_padding', ...CONVOLUTION, ...ofWeights('kernel')],
    defaults: { output_padding: null, dilation_rate: [1, 1] },
    fixed: NO_ACTIVITY_REGULARIZER,
    optional: { groups: 1 },
    built: true,
  },
];
