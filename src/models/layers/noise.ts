/** Layers with random draws in training. All draw from `seed`, which the tape sets for each step. */
import {
  type Tensor,
  add,
  dropout,
  greaterEqual,
  mul,
  randomNormal,
  randomUniform,
  sub,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import type { LayerRow } from './row';
import { type CallArguments, type LayerArguments, onlyTensor, register, stockLayer } from './stock';

/** The value of SELU far below 0: minus its alpha times its scale. */
const SELU_LIMIT = -1.6732632423543772 * 1.0507009873554805;

/** A layer that changes its input only in training. */
abstract class NoiseLayer extends stockLayer('Layer') {
  seed: number | undefined;
  /** Name of its only argument, and the value. */
  protected abstract readonly argument: 'rate' | 'stddev';
  protected readonly amount: number;

  constructor(config: LayerArguments) {
    super(config);
    this.seed = (config['seed'] as number | null) ?? undefined;
    this.amount = (config['rate'] ?? config['stddev']) as number;
  }

  protected abstract disturb(x: Tensor): Tensor;

  override call(inputs: Tensor | Tensor[], { training = false }: CallArguments): Tensor {
    const x = onlyTensor(inputs);
    return training && this.amount > 0 ? tidy(() => this.disturb(x)) : x;
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), [this.argument]: this.amount, seed: this.seed ?? null };
  }
}

/** Drops whole channels of images. */
class SpatialDropout2D extends NoiseLayer {
  static override readonly className = 'SpatialDropout2D';
  protected readonly argument = 'rate';

  protected disturb(x: Tensor): Tensor {
    const [images, , , channels] = x.shape as [number, number, number, number];
    return dropout(x, this.amount, [images, 1, 1, channels], this.seed);
  }
}

class GaussianNoise extends NoiseLayer {
  static override readonly className = 'GaussianNoise';
  protected readonly argument = 'stddev';

  protected disturb(x: Tensor): Tensor {
    return add(x, randomNormal(x.shape as [number], 0, this.amount, 'float32', this.seed));
  }
}

/** Multiplies by normal numbers around 1 with the deviation of a dropout of the same rate. */
class GaussianDropout extends NoiseLayer {
  static override readonly className = 'GaussianDropout';
  protected readonly argument = 'rate';

  protected disturb(x: Tensor): Tensor {
    const deviation = Math.sqrt(this.amount / (1 - this.amount));
    return mul(x, randomNormal(x.shape as [number], 1, deviation, 'float32', this.seed));
  }
}

/** Sets values to the lower limit of SELU, and keeps mean and variance. */
class AlphaDropout extends NoiseLayer {
  static override readonly className = 'AlphaDropout';
  protected readonly argument = 'rate';

  protected disturb(x: Tensor): Tensor {
    const rate = this.amount;
    const isKept = greaterEqual(randomUniform(x.shape as [number], 0, 1, 'float32', this.seed), rate);
    const scale = ((1 - rate) * (1 + rate * SELU_LIMIT ** 2)) ** -0.5;
    return mul(sub(where(isKept, x, SELU_LIMIT), SELU_LIMIT * rate), scale);
  }
}

register(SpatialDropout2D, GaussianNoise, GaussianDropout, AlphaDropout);

export const NOISE: readonly LayerRow[] = [
  { name: 'Dropout', follows: ['rate', 'noise_shape', 'seed'], hasTrainingMode: true },
  {
    name: 'SpatialDropout2D',
    follows: ['rate', 'seed'],
    fixed: { data_format: 'channels_last' },
    hasTrainingMode: true,
    isPlain: true,
  },
  { name: 'GaussianNoise', follows: ['stddev', 'seed'], hasTrainingMode: true },
  { name: 'GaussianDropout', follows: ['rate', 'seed'], hasTrainingMode: true },
  {
    name: 'AlphaDropout',
    follows: ['rate', 'seed'],
    fixed: { noise_shape: null },
    hasTrainingMode: true,
  },
];
