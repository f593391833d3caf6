/** Batch, layer and group normalisation as Keras has them. */
import {
  type Tensor,
  type Tensor1D,
  add,
  moments,
  mul,
  ones,
  reshape,
  rsqrt,
  sub,
  tidy,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { type LayerRow, ofWeights } from './row';
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

interface StockNormalization extends StockLayer {
  axis: number | number[];
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaInitializer: unknown;
  readonly gammaInitializer: unknown;
  readonly betaRegularizer: unknown;
  readonly gammaRegularizer: unknown;
  readonly betaConstraint: unknown;
  readonly gammaConstraint: unknown;
  readonly movingMean: Weight;
  gamma?: Weight;
  beta?: Weight;
}

const StockBatchNormalization = stockLayer<StockNormalization>('BatchNormalization');

class BatchNormalization extends StockBatchNormalization {
  static override readonly className = 'BatchNormalization';
  #isLastAxis = true;

  constructor(config: LayerArguments) {
    // Keras 2 writes a list.
    super({ ...config, axis: [config['axis'] ?? -1].flat()[0] as number });
  }

  override build(inputShape: Shape): void {
    super.build(inputShape);
    this.#isLastAxis = [-1, inputShape.length - 1].includes(this.axis as number);
    // tfjs-layers reads both weights in training, even those that the layer does not have.
    const count = (this.movingMean.read() as Tensor1D).shape;
    if (!this.scale) this.gamma = { read: () => ones(count) };
    if (!this.center) this.beta = { read: () => zeros(count) };
  }

  /** tfjs has no gradient of a normalisation along another axis than the last. */
  override call(inputs: Tensor | Tensor[], kwargs: CallArguments): Tensor {
    if (this.#isLastAxis) return super.call(inputs, kwargs);
    const input = onlyTensor(inputs);
    const axis = this.axis as number;
    const order = input.shape.map((_, i) => i);
    order.push(order.splice(axis, 1)[0] as number);
    const back = order.map((_, i) => order.indexOf(i));
    this.axis = -1;
    try {
      return tidy(() => transpose(super.call(transpose(input, order), kwargs), back));
    } finally {
      this.axis = axis;
    }
  }
}

/** Shared by layer and group normalisation: weights and config. tfjs-layers' batch normalisation reads the arguments. */
abstract class SampleNormalization extends StockBatchNormalization {
  /** Adds the weights of the layer. */
  protected addWeights(shape: Shape): void {
    if (this.scale)
      this.gamma = this.addWeight(
        'gamma',
        shape,
        null,
        this.gammaInitializer,
        this.gammaRegularizer,
        true,
        this.gammaConstraint,
      );
    if (this.center)
      this.beta = this.addWeight(
        'beta',
        shape,
        null,
        this.betaInitializer,
        this.betaRegularizer,
        true,
        this.betaConstraint,
      );
    this.built = true;
  }

  /** Normalises along `axes`. `weightShape` is the shape in which weights are broadcast. */
  protected normalize(x: Tensor, axes: number[], weightShape: number[]): Tensor {
    const { mean, variance } = moments(x, axes, true);
    const normalized = mul(sub(x, mean), rsqrt(add(variance, this.epsilon)));
    const scaled = this.gamma ? mul(normalized, reshape(this.gamma.read(), weightShape)) : normalized;
    return this.beta ? add(scaled, reshape(this.beta.read(), weightShape)) : scaled;
  }

  override getConfig(): LayerArguments {
    const config = super.getConfig();
    for (const name of ['momentum', 'movingMeanInitializer', 'movingVarianceInitializer'])
      delete config[name];
    return config;
  }
}

class LayerNormalization extends SampleNormalization {
  static override readonly className = 'LayerNormalization';

  override build(inputShape: Shape): void {
    this.addWeights(this.#axes(inputShape.length).map((axis) => inputShape[axis] as number));
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const axes = this.#axes(x.rank);
      const weightShape = x.shape.map((side, axis) => (axes.includes(axis) ? side : 1));
      return this.normalize(x, axes, weightShape);
    });
  }

  #axes(rank: number): number[] {
    return [this.axis].flat().map((axis) => (axis < 0 ? axis + rank : axis));
  }
}

class GroupNormalization extends SampleNormalization {
  static override readonly className = 'GroupNormalization';
  readonly #groups: number;

  constructor(config: LayerArguments) {
    super(config);
    this.#groups = (config['groups'] as number | undefined) ?? 32;
  }

  override build(inputShape: Shape): void {
    this.addWeights([inputShape[this.#axis(inputShape.length)] as number]);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const axis = this.#axis(x.rank);
      const channels = x.shape[axis] as number;
      const groups = this.#groups === -1 ? channels : this.#groups;
      const split = [groups, channels / groups];
      const shape = [...x.shape.slice(0, axis), ...split, ...x.shape.slice(axis + 1)];
      const weightShape = shape.map((side, i) => (i === axis || i === axis + 1 ? side : 1));
      const axes = shape.map((_, i) => i).filter((i) => i !== 0 && i !== axis);
      return reshape(this.normalize(reshape(x, shape), axes, weightShape), x.shape);
    });
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), groups: this.#groups };
  }

  #axis(rank: number): number {
    const axis = this.axis as number;
    return axis < 0 ? axis + rank : axis;
  }
}

register(BatchNormalization, LayerNormalization, GroupNormalization);

const NORMALIZATION = ['axis', 'epsilon', 'center', 'scale', ...ofWeights('beta', 'gamma')];

export const NORMALIZATIONS: readonly LayerRow[] = [
  {
    name: 'BatchNormalization',
    follows: [...NORMALIZATION, 'momentum', 'moving_mean_initializer', 'moving_variance_initializer'],
    fixed: { synchronized: false },
    optional: { renorm: false },
    ignored: ['synchronized', 'renorm_momentum'],
    hasTrainingMode: true,
    built: true,
  },
  { name: 'LayerNormalization', follows: NORMALIZATION, fixed: { rms_scaling: false }, built: true },
  { name: 'GroupNormalization', follows: [...NORMALIZATION, 'groups'], built: true },
];
