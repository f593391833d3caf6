/** What a metric of Keras's `metrics` does: it adds up batches, and tells its value so far. */

/** Labels and outputs of a batch. */
export interface MetricBatch {
  images: number;
  units: number;
  /** images × units: what the model computes, after its last activation. */
  outputs: Float32Array;
  /** images × units: 0 or 1. */
  labels: Float32Array;
}

export interface Metric {
  /** In the logs. */
  readonly name: string;
  /** Sums of the batches so far: what `add` changes. */
  sums: number[];
  add(batch: MetricBatch): void;
  /** The value so far. Null: it has no place in the logs. */
  readonly result: number | null;
}

/** Keras's `divide_no_nan`. */
export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Adds to a sum. */
export function increase(sums: number[], at: number, by = 1): void {
  sums[at] = (sums[at] ?? 0) + by;
}

/** Class numbers as one-hot rows. Labels of one unit and one-hot labels stay. */
export function oneHotLabels(labels: Float32Array, images: number, units: number): Float32Array {
  if (labels.length === images * units) return labels;
  const rows = new Float32Array(images * units);
  labels.forEach((label, image) => (rows[image * units + label] = 1));
  return rows;
}
