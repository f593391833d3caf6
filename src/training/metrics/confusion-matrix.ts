/** How many images of each class the model takes for each class. It is no number, so it is not in the logs. */
import { argMax } from '../../core/arg-max';
import { type Metric, type MetricBatch, increase } from './metric';

export class ConfusionMatrix implements Metric {
  readonly name = 'confusion_matrix';
  /** Row after row. */
  sums: number[] = [];
  readonly result = null;
  readonly #threshold: number;

  /** @param threshold Above it, one output means class 1. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  add({ images, units, outputs, labels }: MetricBatch): void {
    const classes = Math.max(2, units);
    if (this.sums.length === 0) this.sums = new Array<number>(classes * classes).fill(0);
    for (let image = 0; image < images; image++) {
      const [predicted, label] = [outputs, labels].map((values) =>
        values.subarray(image * units, (image + 1) * units),
      );
      const column = units === 1 ? Number(predicted![0]! > this.#threshold) : argMax(predicted!);
      const row = units === 1 ? Math.round(label![0]!) : argMax(label!);
      increase(this.sums, row * classes + column);
    }
  }

  /** Number of images by true class (rows) and predicted class (columns). */
  get matrix(): number[][] {
    const classes = Math.sqrt(this.sums.length);
    return Array.from({ length: classes }, (_, i) => this.sums.slice(i * classes, (i + 1) * classes));
  }
}
