/** The layer that keras.applications defines for its ConvNeXt networks: a factor for each channel. */
import { type Tensor, mul, tidy } from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import type { LayerRow } from './row';
import { type LayerArguments, type Weight, onlyTensor, register, stockLayer } from './stock';

class LayerScale extends stockLayer('Layer') {
  static override readonly className = 'LayerScale';
  readonly #initial: number;
  readonly #channels: number;
  #gamma: Weight | null = null;

  constructor(config: LayerArguments) {
    super(config);
    this.#initial = config['initValues'] as number;
    this.#channels = config['projectionDim'] as number;
  }

  override build(): void {
    const initializer = initializers.constant({ value: this.#initial });
    this.#gamma = this.addWeight('gamma', [this.#channels], null, initializer);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => mul(onlyTensor(inputs), (this.#gamma as Weight).read()));
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), initValues: this.#initial, projectionDim: this.#channels };
  }
}

register(LayerScale);

export const LAYER_SCALE: readonly LayerRow[] = [
  {
    name: 'LayerScale',
    module: 'keras.src.applications.convnext',
    follows: ['init_values', 'projection_dim'],
    built: true,
  },
];
