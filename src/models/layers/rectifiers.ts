/** Activations that Keras has as layers, with their arguments. */
import {
  type Tensor,
  add,
  clipByValue,
  elu,
  exp,
  leakyRelu,
  logSumExp,
  minimum,
  mul,
  relu,
  step,
  sub,
  tidy,
} from '@tensorflow/tfjs-core';
import { type LayerRow, ofWeights } from './row';
import { type LayerArguments, onlyTensor, register, stockLayer } from './stock';

const StockReLU = stockLayer('ReLU');

/** Keras's `relu` with all its arguments. */
class ReLU extends StockReLU {
  static override readonly className = 'ReLU';
  readonly maxValue: number | null;
  readonly #negativeSlope: number;
  readonly #threshold: number;

  constructor(config: LayerArguments) {
    super(config);
    this.maxValue = (config['maxValue'] as number | null | undefined) ?? null;
    this.#negativeSlope = (config['negativeSlope'] as number | null | undefined) ?? 0;
    this.#threshold = (config['threshold'] as number | null | undefined) ?? 0;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const threshold = this.#threshold;
      if (this.#negativeSlope !== 0 && this.maxValue === null && threshold === 0)
        return leakyRelu(x, this.#negativeSlope);
      const passed = threshold === 0 ? relu(x) : mul(x, step(sub(x, threshold)));
      const positive = this.maxValue === null ? passed : clipByValue(passed, 0, this.maxValue);
      if (this.#negativeSlope === 0) return positive;
      return sub(positive, mul(relu(sub(threshold, x)), this.#negativeSlope));
    });
  }

  override getConfig(): LayerArguments {
    const { maxValue } = this;
    return { ...super.getConfig(), maxValue, negativeSlope: this.#negativeSlope, threshold: this.#threshold };
  }
}

class ELU extends stockLayer('Layer') {
  static override readonly className = 'ELU';
  readonly #alpha: number;

  constructor(config: LayerArguments) {
    super(config);
    this.#alpha = (config['alpha'] as number | undefined) ?? 1;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      return this.#alpha === 1 ? elu(x) : add(relu(x), mul(elu(minimum(x, 0)), this.#alpha));
    });
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), alpha: this.#alpha };
  }
}

/** Along one axis or several, of which tfjs-layers has only the last. */
class Softmax extends stockLayer('Layer') {
  static override readonly className = 'Softmax';
  readonly #axis: number | number[];

  constructor(config: LayerArguments) {
    super(config);
    this.#axis = (config['axis'] as number | number[] | undefined) ?? -1;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      return exp(sub(x, logSumExp(x, this.#axis, true)));
    });
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), axis: this.#axis };
  }
}

register(ReLU, ELU, Softmax);

export const RECTIFIERS: readonly LayerRow[] = [
  { name: 'Activation', follows: ['activation'] },
  {
    name: 'ReLU',
    follows: ['max_value', 'negative_slope', 'threshold'],
    defaults: { max_value: null, negative_slope: 0, threshold: 0 },
  },
  { name: 'LeakyReLU', follows: ['negative_slope'], renamed: { negative_slope: 'alpha' } },
  { name: 'PReLU', follows: [...ofWeights('alpha'), 'shared_axes'], built: true },
  { name: 'ELU', follows: ['alpha'] },
  { name: 'Softmax', follows: ['axis'] },
];
