/** Rescaling and Normalization as Keras has them: with values for each channel. */
import { type Tensor, add, div, maximum, mul, reshape, sqrt, sub, tensor, tidy } from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import type { LayerRow } from './row';
import { type LayerArguments, type Shape, type Weight, onlyTensor, register, stockLayer } from './stock';

/** A number, or one for each channel. */
type Factor = number | number[];

class Rescaling extends stockLayer('Layer') {
  static override readonly className = 'Rescaling';
  readonly #scale: Factor;
  readonly #offset: Factor;

  constructor(config: LayerArguments) {
    super(config);
    this.#scale = config['scale'] as Factor;
    this.#offset = (config['offset'] as Factor | undefined) ?? 0;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => add(mul(onlyTensor(inputs), this.#scale), this.#offset));
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), scale: this.#scale, offset: this.#offset };
  }
}

/** Keras's `epsilon()`. */
const EPSILON = 1e-7;

/** Nested lists of numbers, as NumPy's `tolist` makes them. */
type Numbers = number | Numbers[];

/** Subtracts a mean and divides by a standard deviation: those of its config, or those it was adapted to, as weights. */
class Normalization extends stockLayer('Layer') {
  static override readonly className = 'Normalization';
  /** Null: one mean for all values. */
  readonly #axis: number[] | null;
  readonly #isInverse: boolean;
  readonly #mean: Numbers | null;
  readonly #variance: Numbers | null;
  #adapted: { mean: Weight; variance: Weight } | null = null;

  constructor(config: LayerArguments) {
    super(config);
    const { axis = -1, invert = false, mean = null, variance = null } = config;
    this.#axis = axis === null ? null : ([axis].flat() as number[]);
    this.#isInverse = invert === true;
    this.#mean = mean as Numbers | null;
    this.#variance = variance as Numbers | null;
  }

  override build(inputShape: Shape): void {
    this.built = true;
    if (this.#mean !== null) return;
    const shape = inputShape.filter((_, axis) => this.#isKept(axis, inputShape.length));
    const [mean, variance] = ['mean', 'variance'].map((name) =>
      this.addWeight(name, shape, null, initializers[name === 'mean' ? 'zeros' : 'ones'](), null, false),
    );
    // The number of values that the layer was adapted to. Keras stores it, and does not use it.
    this.addWeight('count', [], null, initializers.zeros(), null, false);
    this.#adapted = { mean: mean as Weight, variance: variance as Weight };
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const shape = x.shape.map((side, axis) => (this.#isKept(axis, x.rank) ? side : 1));
      const spread = (values: Tensor) => (values.size === 1 ? values : reshape(values, shape));
      const mean = spread(this.#adapted?.mean.read() ?? tensor(this.#mean as number[]));
      const variance = spread(this.#adapted?.variance.read() ?? tensor(this.#variance as number[]));
      const deviation = maximum(sqrt(variance), EPSILON);
      return this.#isInverse ? add(mean, mul(x, deviation)) : div(sub(x, mean), deviation);
    });
  }

  override getConfig(): LayerArguments {
    const arguments_ = { axis: this.#axis, invert: this.#isInverse };
    return {
      ...super.getConfig(),
      ...arguments_,
      mean: this.#mean,
      variance: this.#variance,
    };
  }

  #isKept(axis: number, rank: number): boolean {
    return (this.#axis ?? []).some((each) => (each < 0 ? each + rank : each) === axis);
  }
}

register(Rescaling, Normalization);

export const RESCALING: readonly LayerRow[] = [
  { name: 'Rescaling', follows: ['scale', 'offset'], built: true },
  { name: 'Normalization', follows: ['axis', 'invert', 'mean', 'variance'], built: true },
];
