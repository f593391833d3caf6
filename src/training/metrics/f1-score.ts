/**
 * Keras's F1Score.
 *
 * Source: https://github.com/keras-team/keras/blob/v3.15.0/keras/src/metrics/f_score_metrics.py
 */
import type { F1Arguments } from '../../options/metric-choice';
import { type Metric, type MetricBatch, increase } from './metric';

/** Keras's `epsilon()`. */
const EPSILON = 1e-7;
/** Sums of a class: true positives, false positives, false negatives. */
const PER_CLASS = 3;

export class F1Score implements Metric {
  readonly name = 'f1_score';
  sums: number[] = [];
  readonly #options: F1Arguments;

  constructor(options: F1Arguments) {
    this.#options = options;
  }

  add({ images, units, outputs, labels }: MetricBatch): void {
    const { threshold } = this.#options;
    if (this.sums.length === 0) this.sums = new Array<number>(PER_CLASS * units).fill(0);
    for (let image = 0; image < images; image++) {
      const row = outputs.subarray(image * units, (image + 1) * units);
      const largest = Math.max(...row);
      row.forEach((output, unit) => {
        const isPositive =
          threshold === null ? output >= largest && Math.abs(output) > 1e-9 : output > Math.fround(threshold);
        const isTrue = labels[image * units + unit] !== 0;
        if (isPositive || isTrue) increase(this.sums, PER_CLASS * unit + (!isPositive ? 2 : isTrue ? 0 : 1));
      });
    }
  }

  get result(): number {
    const { average } = this.#options;
    const classes = Array.from({ length: this.sums.length / PER_CLASS }, (_, unit) =>
      this.sums.slice(PER_CLASS * unit, PER_CLASS * (unit + 1)),
    ) as [number, number, number][];
    if (average === 'micro') {
      const all = [0, 1, 2].map((i) => classes.reduce((sum, counts) => sum + (counts[i] as number), 0));
      return f1Of(all as [number, number, number]);
    }
    if (average === 'macro')
      return classes.reduce((sum, counts) => sum + f1Of(counts), 0) / Math.max(1, classes.length);
    const total = classes.reduce((sum, [right, , missed]) => sum + right + missed, 0);
    return classes.reduce(
      (sum, counts) => sum + (f1Of(counts) * (counts[0] + counts[2])) / (total + EPSILON),
      0,
    );
  }
}

function f1Of([right, wrong, missed]: readonly [number, number, number]): number {
  const precision = right / (right + wrong + EPSILON);
  const recall = right / (right + missed + EPSILON);
  return (2 * precision * recall) / (precision + recall + EPSILON);
}
