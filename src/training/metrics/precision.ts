/**
 * Keras's Precision and Recall.
 *
 * Source: https://github.com/keras-team/keras/blob/v3.15.0/keras/src/metrics/confusion_metrics.py
 */
import type { PrecisionArguments } from '../../options/metric-choice';
import { type Metric, type MetricBatch, increase, share } from './metric';

/** Positions in the sums. */
const TRUE_POSITIVES = 0;
/** False positives for precision, false negatives for recall. */
const WRONG = 1;

export class Precision implements Metric {
  readonly name: 'precision' | 'recall';
  sums = [0, 0];
  readonly #options: PrecisionArguments;

  constructor(name: 'precision' | 'recall', options: PrecisionArguments) {
    this.name = name;
    this.#options = options;
  }

  add({ images, units, outputs, labels }: MetricBatch): void {
    const { thresholds, topK, classId } = this.#options;
    const threshold = Math.fround(thresholds ?? (topK === null ? 0.5 : -Infinity));
    for (let image = 0; image < images; image++) {
      const row = outputs.subarray(image * units, (image + 1) * units);
      const isCounted = topK === null ? null : largestOf(row, topK);
      row.forEach((output, unit) => {
        if (classId !== null && unit !== classId) return;
        const isPositive = output > threshold && (isCounted?.has(unit) ?? true);
        const isTrue = labels[image * units + unit] !== 0;
        if (isTrue && isPositive) increase(this.sums, TRUE_POSITIVES);
        else if (this.name === 'precision' ? isPositive : isTrue) increase(this.sums, WRONG);
      });
    }
  }

  get result(): number {
    const [right = 0, wrong = 0] = this.sums;
    return share(right, right + wrong);
  }
}

/** Returns the units with the k largest outputs; of equal ones the first. */
function largestOf(row: Float32Array, k: number): ReadonlySet<number> {
  const units = [...row.keys()].sort((a, b) => (row[b] as number) - (row[a] as number) || a - b);
  return new Set(units.slice(0, k));
}
