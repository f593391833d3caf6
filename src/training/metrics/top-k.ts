/**
 * Keras's TopKCategoricalAccuracy.
 *
 * Source: https://github.com/keras-team/keras/blob/v3.15.0/keras/src/metrics/accuracy_metrics.py
 */
import { argMax } from '../../core/arg-max';
import { type Metric, type MetricBatch, increase, share } from './metric';

/** Positions in the sums. */
const RIGHT = 0;
const IMAGES = 1;

export class TopK implements Metric {
  readonly name = 'top_k_categorical_accuracy';
  sums = [0, 0];
  readonly #k: number;

  constructor({ k }: { k: number }) {
    this.#k = k;
  }

  /** Of equal outputs, all are among the largest, as in TensorFlow's `in_top_k`. */
  add({ images, units, outputs, labels }: MetricBatch): void {
    for (let image = 0; image < images; image++) {
      const row = outputs.subarray(image * units, (image + 1) * units);
      const label = argMax(labels.subarray(image * units, (image + 1) * units));
      const own = row[label] as number;
      const isRight = row.every(Number.isFinite) && row.filter((output) => output > own).length < this.#k;
      if (isRight) increase(this.sums, RIGHT);
      increase(this.sums, IMAGES);
    }
  }

  get result(): number {
    const [right = 0, images = 0] = this.sums;
    return share(right, images);
  }
}
