/** Global pooling as Keras has it: with `keepdims`. */
import { type Tensor, expandDims, tidy } from '@tensorflow/tfjs-core';
import type { LayerRow } from './row';
import { type LayerArguments, type Shape, type StockLayer, onlyTensor, register, stockLayer } from './stock';

interface StockGlobalPooling extends StockLayer {
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
}

/** Makes the class of a global pooling layer from tfjs-layers' class. */
function globalPooling(className: string) {
  return class extends stockLayer<StockGlobalPooling>(className) {
    static override readonly className = className;
    readonly #keepdims: boolean;

    constructor(config: LayerArguments) {
      super(config);
      this.#keepdims = config['keepdims'] === true;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      return tidy(() => {
        const pooled = super.call(onlyTensor(inputs), {});
        if (!this.#keepdims) return pooled;
        const axis = this.dataFormat === 'channelsFirst' ? 2 : 1;
        return expandDims(expandDims(pooled, axis), axis);
      });
    }

    override computeOutputShape(inputShape: Shape): Shape {
      const [images = null, channels = null] = super.computeOutputShape(inputShape);
      if (!this.#keepdims) return [images, channels];
      return this.dataFormat === 'channelsFirst' ? [images, channels, 1, 1] : [images, 1, 1, channels];
    }

    override getConfig(): LayerArguments {
      return { ...super.getConfig(), keepdims: this.#keepdims };
    }
  };
}

register(globalPooling('GlobalAveragePooling2D'), globalPooling('GlobalMaxPooling2D'));

const WINDOW = ['pool_size', 'strides', 'padding', 'data_format'];
const GLOBAL = { follows: ['data_format', 'keepdims'], defaults: { keepdims: false } };

export const POOLING: readonly LayerRow[] = [
  { name: 'MaxPooling2D', follows: WINDOW },
  { name: 'AveragePooling2D', follows: WINDOW },
  { name: 'GlobalAveragePooling2D', ...GLOBAL },
  { name: 'GlobalMaxPooling2D', ...GLOBAL },
];
