/**
 * Draws what the next batch will be: which images, and every random decision about each. The one place where chance
 * enters the pipeline, so that the number of workers and their speed change nothing.
 */
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import { KerasIterator } from './iterator';
import { type TransformParameters, drawTransform } from '../augment/random-transform';

/** How batches are drawn: the arguments of Keras's `flow`. */
export interface BatchPlannerOptions {
  samples: number;
  batchSize: number;
  shuffle: boolean;
  /** Seed of the stream; null: from the system's entropy. */
  seed: number | null;
  /** Height, width, channels of one image. */
  imageShape: readonly [number, number, number];
  options: ImageDataGeneratorOptions;
}

/** One batch, drawn. */
export interface BatchPlan {
  indices: Int32Array<ArrayBuffer>;
  /** One entry an image; drawn even where no option uses them, because Keras draws them too. */
  parameters: TransformParameters[];
}

/** An endless sequence of plans, as `next()` on a Keras iterator. */
export class BatchPlanner {
  readonly samples: number;
  readonly batchesPerRound: number;
  readonly options: ImageDataGeneratorOptions;
  readonly #iterator: KerasIterator;
  readonly #imageShape: readonly [number, number, number];

  constructor({ samples, batchSize, shuffle, seed, imageShape, options }: BatchPlannerOptions) {
    this.samples = samples;
    this.batchesPerRound = Math.ceil(samples / batchSize);
    this.options = options;
    this.#imageShape = imageShape;
    this.#iterator = new KerasIterator({ n: samples, batchSize, shuffle, seed });
  }

  /** The next plan begins a round, as `reset()` on a Keras iterator from which `handedOut` batches were taken. */
  reset(handedOut: number): void {
    this.#iterator.reset(handedOut);
  }

  /** Passes over batches that an earlier run had. With a seed each batch has a stream of its own, so nothing else is drawn. */
  skip(batches: number): void {
    for (let i = 0; i < batches; i++) this.#iterator.next();
  }

  next(): BatchPlan {
    const { indices, stream } = this.#iterator.next();
    const parameters = Array.from(indices, () => drawTransform(this.options, stream, this.#imageShape));
    return { indices, parameters };
  }
}
