/**
 * Draws the next batch: which images, and every random decision for each. The only place where randomness enters the
 * pipeline, so the number of workers and their speed change nothing.
 */
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import { type IndexBatch, KerasIterator } from './iterator';
import { type TransformParameters, drawTransform } from '../augment/random-transform';

/** How batches are drawn: the arguments of Keras's `flow`. */
export interface BatchPlannerOptions {
  samples: number;
  batchSize: number;
  shuffle: boolean;
  /** Seed of the stream; null seeds from the system's entropy. */
  seed: number | null;
  /** Height, width, channels of one image. */
  imageShape: readonly [number, number, number];
  options: ImageDataGeneratorOptions;
  /**
   * Number of batches after which a new pass begins, at most all. Default: all. As Keras's `validation_steps`: each validation
   * has the same pictures.
   */
  passLength?: number | null;
}

/** The plan of one batch. */
export interface BatchPlan {
  indices: Int32Array<ArrayBuffer>;
  /** One entry per image. Drawn even if no option uses them, because Keras draws them too. */
  parameters: TransformParameters[];
}

/** An endless sequence of plans, like `next()` on a Keras iterator. */
export class BatchPlanner {
  readonly samples: number;
  readonly batchesPerRound: number;
  readonly options: ImageDataGeneratorOptions;
  readonly #iterator: KerasIterator;
  readonly #imageShape: readonly [number, number, number];
  /** Batches of the current pass so far. */
  #drawn = 0;

  constructor({ samples, batchSize, shuffle, seed, imageShape, options, passLength }: BatchPlannerOptions) {
    this.samples = samples;
    this.batchesPerRound = Math.min(Math.ceil(samples / batchSize), passLength ?? Infinity);
    this.options = options;
    this.#imageShape = imageShape;
    this.#iterator = new KerasIterator({ n: samples, batchSize, shuffle, seed });
  }

  /**
   * Starts a new pass with the next plan, like `reset()` on a Keras iterator from which `handedOut` batches were taken.
   */
  reset(handedOut: number): void {
    this.#iterator.reset(handedOut);
    this.#drawn = 0;
  }

  /** Skips the batches of an earlier run. With a seed each batch has its own stream, so only the order is drawn. */
  skip(batches: number): void {
    for (let i = 0; i < batches; i++) this.#nextIndices();
  }

  next(): BatchPlan {
    const { indices, stream } = this.#nextIndices();
    const parameters = Array.from(indices, () => drawTransform(this.options, stream, this.#imageShape));
    return { indices, parameters };
  }

  #nextIndices(): IndexBatch {
    if (this.#drawn === this.batchesPerRound) {
      this.#iterator.reset();
      this.#drawn = 0;
    }
    this.#drawn += 1;
    return this.#iterator.next();
  }
}
