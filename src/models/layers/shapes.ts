/** Layers that only change shapes. */
import type { LayerRow } from './row';
import { type LayerArguments, type StockLayer, register, stockLayer } from './stock';

/** Flatten that also takes vectors, as in Keras. */
class Flatten extends stockLayer('Flatten') {
  static override readonly className = 'Flatten';

  constructor(config: LayerArguments) {
    super(config);
    // tfjs-layers demands three axes.
    this.inputSpec = [{ minNDim: 2 }];
  }
}

register(Flatten);

/** Returns a new Flatten layer. */
export const flatten = (config: LayerArguments): StockLayer => new Flatten(config);

export const SHAPES: readonly LayerRow[] = [
  { name: 'Flatten', follows: ['data_format'], defaults: { data_format: 'channels_last' }, built: true },
  { name: 'Reshape', follows: ['target_shape'] },
  { name: 'Permute', follows: ['dims'], built: true },
];
