/** Layers with several inputs. tfjs-layers lacks Subtract. */
import { type Tensor, sub } from '@tensorflow/tfjs-core';
import type { LayerRow } from './row';
import { type StockLayer, register, stockLayer } from './stock';

interface StockMerge extends StockLayer {
  mergeFunction(inputs: Tensor[]): Tensor;
}

class Subtract extends stockLayer<StockMerge>('Add') {
  static override readonly className = 'Subtract';

  override mergeFunction(inputs: Tensor[]): Tensor {
    return sub(inputs[0] as Tensor, inputs[1] as Tensor);
  }
}

register(Subtract);

export const MERGING: readonly LayerRow[] = [
  ...['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum'].map((name) => ({ name, built: true })),
  { name: 'Concatenate', follows: ['axis'], built: true },
];
