/**
 * Keras's AUC: the area under the curve of true positives by false positives (ROC), or of precision by recall (PR), at
 * thresholds that divide 0 … 1 evenly.
 *
 * Source: https://github.com/keras-team/keras/blob/v3.15.0/keras/src/metrics/confusion_metrics.py
 */
import type { AucArguments } from '../../options/metric-choice';
import { type Metric, type MetricBatch, increase, share } from './metric';

export class Auc implements Metric {
  readonly name = 'auc';
  /** Positives by the largest threshold that they are above, then negatives. */
  sums: number[];
  readonly #options: AucArguments;

  constructor(options: AucArguments) {
    this.#options = options;
    this.sums = new Array<number>(2 * options.numThresholds).fill(0);
  }

  add({ outputs, labels }: MetricBatch): void {
    const { numThresholds: count } = this.#options;
    outputs.forEach((output, i) => {
      const clipped = Math.min(1, Math.max(0, output));
      // As Keras, in float32. The first threshold is below 0.
      const bucket = Math.max(0, Math.ceil(Math.fround(clipped * (count - 1))) - 1);
      if (!Number.isNaN(bucket)) increase(this.sums, (labels[i] !== 0 ? 0 : count) + bucket);
    });
  }

  get result(): number {
    const { numThresholds: count, curve } = this.#options;
    const positives = above(this.sums.slice(0, count));
    const negatives = above(this.sums.slice(count));
    return curve === 'ROC' ? rocArea(positives, negatives) : prArea(positives, negatives);
  }
}

/** Returns how many are above each threshold, from how many have it as the largest one that they are above. */
function above(counts: readonly number[]): number[] {
  let sum = 0;
  return [...counts]
    .reverse()
    .map((count) => (sum += count))
    .reverse();
}

function rocArea(positives: readonly number[], negatives: readonly number[]): number {
  const [x, y] = [negatives, positives].map((counts) =>
    counts.map((count) => share(count, counts[0] as number)),
  );
  return sumOfPairs(positives.length, (a, b) => ((x![a]! - x![b]!) * (y![a]! + y![b]!)) / 2);
}

/** Keras's interpolation after Davis and Goadrich (2006). */
function prArea(positives: readonly number[], negatives: readonly number[]): number {
  const all = positives.map((count, i) => count + (negatives[i] as number));
  return sumOfPairs(positives.length, (a, b) => {
    const difference = positives[a]! - positives[b]!;
    const slope = share(difference, Math.max(0, all[a]! - all[b]!));
    const intercept = positives[b]! - slope * all[b]!;
    const ratio = all[a]! > 0 && all[b]! > 0 ? all[a]! / all[b]! : 1;
    return share(slope * (difference + intercept * Math.log(ratio)), positives[0]!);
  });
}

/** Adds up a value for each pair of neighbouring thresholds. */
function sumOfPairs(count: number, value: (a: number, b: number) => number): number {
  let sum = 0;
  for (let a = 0; a + 1 < count; a++) sum += value(a, a + 1);
  return sum;
}
