/** What the main thread does between two phases: statistics of the batch from those of its images. */
import { FLOAT, type WeightProgram } from '../engine/program';
import type { Address } from '../kernel-exports';
import type { KernelModule } from '../module';
import { momentBytes } from './node-places';
import type { NodeOf } from './program';

type Normalization = NodeOf<'normalization'>;

/** New values of the moving statistics, which become valid with the step. */
interface NewStatistics {
  weight: WeightProgram;
  values: Float64Array;
}

/** Works on one batch. */
export class BatchStatistics {
  readonly #memory: WebAssembly.Memory;
  /** Moving statistics of this step. */
  readonly #pending: NewStatistics[] = [];
  /** 1 / σ of each channel, by the address of a node's scale. */
  readonly #inverses = new Map<Address, Float64Array>();

  constructor({ memory }: KernelModule) {
    this.#memory = memory;
  }

  /**
   * Computes mean and variance of a batch of `images`, and with them scale and shift. Means of images and squared distances
   * from them are combined as in Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
   * variances".
   */
  measure(node: Normalization, images: number): void {
    const channels = node.shape[2];
    const pixels = node.shape[0] * node.shape[1];
    const { all, step } = this.#perImage(node, images);
    const mean = this.#floats(node.mean, channels);
    const newMean = new Float64Array(channels);
    const newVariance = new Float64Array(channels);
    // Image by image, as the numbers are in memory.
    for (let at = 0; at < all.length; at += step)
      for (let c = 0; c < channels; c++) newMean[c]! += all[at + c]! / images;
    for (let at = 0; at < all.length; at += step) {
      for (let c = 0; c < channels; c++) {
        const distance = all[at + c]! - newMean[c]!;
        newVariance[c]! += all[at + channels + c]! + pixels * distance * distance;
      }
    }
    for (let c = 0; c < channels; c++) newVariance[c]! /= images * pixels;
    mean.set(newMean);
    this.#setScale(node, newMean, newVariance);
    this.#keep(node.movingMean, newMean, node.momentum);
    this.#keep(node.movingVariance, newVariance, node.momentum);
  }

  /** Computes scale and shift from the moving statistics, and the gradient that follows from them. */
  useMoving(node: Normalization): void {
    const channels = node.shape[2];
    const [mean, variance] = [node.movingMean, node.movingVariance].map(({ at }) =>
      this.#floats(at, channels),
    );
    this.#floats(node.mean, channels).set(mean as Float32Array);
    this.#setScale(node, mean as Float32Array, variance as Float32Array);
    this.#floats(node.slope, channels).set(this.#floats(node.scale, channels));
    this.#floats(node.tilt, channels).fill(0);
    this.#floats(node.offset, channels).fill(0);
  }

  /**
   * Adds up the sums of the images. Writes the gradients of gamma and beta, and the numbers with which the gradient of the
   * input is computed. With z the normalized value, Σ over the batch of n values and s = gamma / σ:
   * dx = s · (dz − Σ dz / n − z · Σ dz·z / n).
   */
  sumGradients(node: Normalization, images: number): { gamma: Float32Array; beta: Float32Array } {
    const channels = node.shape[2];
    const n = images * node.shape[0] * node.shape[1];
    const { all, step } = this.#perImage(node, images);
    const sums = new Float64Array(channels);
    const products = new Float64Array(channels);
    for (let at = 0; at < all.length; at += step) {
      for (let c = 0; c < channels; c++) {
        sums[c]! += all[at + c]!;
        products[c]! += all[at + channels + c]!;
      }
    }
    const [scale, mean, slope, tilt, offset] = [
      node.scale,
      node.mean,
      node.slope,
      node.tilt,
      node.offset,
    ].map((at) => this.#floats(at, channels)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const inverse = this.#inverseOf(node);
    const gamma = new Float32Array(channels);
    const beta = new Float32Array(channels);
    for (let c = 0; c < channels; c++) {
      const [sum, product] = [sums[c] as number, products[c] as number];
      const deviation = inverse[c] as number;
      gamma[c] = product * deviation;
      beta[c] = sum;
      if (node.isInference) continue;
      const factor = scale[c] as number;
      slope[c] = factor;
      tilt[c] = (-factor * deviation * deviation * product) / n;
      offset[c] = (-factor * sum) / n - (tilt[c] as number) * (mean[c] as number);
    }
    return { gamma, beta };
  }

  /** Writes the moving statistics of this step. */
  commit(): void {
    for (const { weight, values } of this.#pending.splice(0))
      this.#floats(weight.at, weight.count).set(values);
  }

  /** Forgets the moving statistics of a step that did not finish. */
  drop(): void {
    this.#pending.length = 0;
  }

  #inverseOf(node: Normalization): Float64Array {
    return this.#inverses.get(node.scale) as Float64Array;
  }

  #setScale(node: Normalization, mean: ArrayLike<number>, variance: ArrayLike<number>): void {
    const channels = node.shape[2];
    const gamma = node.gamma && this.#floats(node.gamma.at, channels);
    const beta = node.beta && this.#floats(node.beta.at, channels);
    const scale = this.#floats(node.scale, channels);
    const shift = this.#floats(node.shift, channels);
    const inverse = Float64Array.from(variance, (value) => 1 / Math.sqrt(value + node.epsilon));
    this.#inverses.set(node.scale, inverse);
    for (let c = 0; c < channels; c++) {
      const factor = (gamma?.[c] ?? 1) * (inverse[c] as number);
      scale[c] = factor;
      shift[c] = (beta?.[c] ?? 0) - (mean[c] as number) * factor;
    }
  }

  /**
   * moving · momentum + value · (1 − momentum), with the variance of the batch itself, as Keras has it. A layer that is used
   * several times goes on from its use before.
   */
  #keep(weight: WeightProgram, values: Float64Array, momentum: number): void {
    const before = this.#pending.findLast((each) => each.weight === weight);
    const moving = before?.values ?? this.#floats(weight.at, weight.count);
    const next = values.map((value, c) => (moving[c] as number) * momentum + value * (1 - momentum));
    this.#pending.push({ weight, values: next });
  }

  /** The numbers of all images, `step` for each: one for each channel, then another one for each. */
  #perImage(node: Normalization, images: number): { all: Float32Array; step: number } {
    const step = momentBytes(node) / FLOAT;
    return { all: this.#floats(node.moments, images * step), step };
  }

  #floats(at: Address, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, at, count);
  }
}
