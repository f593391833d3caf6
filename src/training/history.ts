/** Keras's `History`, and the epoch means it contains. */
import type { Batch } from '../core/batch';
import { ConfusionMatrix } from './metrics/confusion-matrix';
import { type Metric, oneHotLabels } from './metrics/metric';
import type { StepResult } from './train-step';

/**
 * An array per key (`loss`, `accuracy`, `val_loss`, `val_accuracy`, and those of other metrics) with one number per epoch,
 * with `val_` one per epoch that ended with a validation.
 */
export type History = Record<string, number[]>;

/** Sums over the images of an epoch's finished steps. */
export interface EpochSums {
  images: number;
  loss: number;
  accuracy: number;
  /** Of each metric. Default: as at the start. */
  metrics?: number[][];
}

/** Means over an epoch, with each batch weighted by its number of images, and the metrics of the epoch. */
export class RunningMean {
  #images: number;
  #loss: number;
  #accuracy: number;
  readonly #metrics: readonly Metric[];

  /**
   * @param metrics New ones.
   * @param sums Of the batches so far.
   */
  constructor(
    metrics: readonly Metric[],
    { images, loss, accuracy, metrics: sums }: EpochSums = { images: 0, loss: 0, accuracy: 0 },
  ) {
    this.#images = images;
    this.#loss = loss;
    this.#accuracy = accuracy;
    this.#metrics = metrics;
    metrics.forEach((metric, i) => (metric.sums = sums?.[i] ?? metric.sums));
  }

  get sums(): EpochSums {
    const metrics = this.#metrics.map(({ sums }) => sums);
    return { images: this.#images, loss: this.#loss, accuracy: this.#accuracy, metrics };
  }

  /** @param outcome With outputs if there are metrics. */
  add({ loss, accuracy, outputs }: StepResult, { size: images, y }: Pick<Batch, 'size' | 'y'>): void {
    this.#images += images;
    this.#loss += loss * images;
    this.#accuracy += accuracy * images;
    if (this.#metrics.length === 0 || !outputs || !y) return;
    const units = outputs.length / images;
    const labels = oneHotLabels(y, images, units);
    for (const metric of this.#metrics) metric.add({ images, units, outputs, labels });
  }

  get logs(): { loss: number; accuracy: number } & Record<string, number> {
    const values = this.#metrics.flatMap(({ name, result }) =>
      result === null ? [] : [[name, result] as const],
    );
    return {
      loss: this.#loss / this.#images,
      accuracy: this.#accuracy / this.#images,
      ...Object.fromEntries(values),
    };
  }

  /** Number of images by true class (rows) and predicted class (columns); null without such a metric. */
  get confusion(): number[][] | null {
    return this.#metrics.find((metric) => metric instanceof ConfusionMatrix)?.matrix ?? null;
  }
}
