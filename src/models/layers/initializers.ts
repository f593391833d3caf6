/** Keras's `VarianceScaling`. tfjs-layers draws truncated normal numbers with a smaller deviation, or uniform ones. */
import { type Tensor, mul, serialization, tidy } from '@tensorflow/tfjs-core';
import { type LayerArguments, register } from './stock';

interface StockInitializer {
  readonly distribution: string;
  apply(shape: number[], dtype?: 'float32'): Tensor;
}

const [Stock] = serialization.SerializationMap.getMap().classNameMap['VarianceScaling'] as unknown as [
  new (config: LayerArguments) => StockInitializer,
];

/** The deviation of normal numbers that are truncated at two standard deviations. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

class VarianceScaling extends Stock {
  static readonly className = 'VarianceScaling';

  constructor(config: LayerArguments) {
    // 'normal' is truncated in tfjs-layers, and in Keras 2 another name of 'truncated_normal'.
    super({ ...config, distribution: config['distribution'] === 'uniform' ? 'uniform' : 'normal' });
  }

  override apply(shape: number[], dtype?: 'float32'): Tensor {
    if (this.distribution === 'uniform') return super.apply(shape, dtype);
    return tidy(() => mul(super.apply(shape, dtype), 1 / TRUNCATED_DEVIATION));
  }
}

register(VarianceScaling);
