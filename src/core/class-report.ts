/** Figures per class from a confusion matrix, as scikit-learn defines them. */

/** How well one class is recognized. */
export interface ClassFigures {
  /** Of the images predicted as this class, the share that are of it. 0 if there are none. */
  precision: number;
  /** Of the images of this class, the share predicted as it. 0 if there are none. */
  recall: number;
  /** Harmonic mean of precision and recall. 0 if both are. */
  f1: number;
  /** Number of images of this class. */
  support: number;
}

/**
 * Returns scikit-learn's `precision_recall_fscore_support` with `zero_division=0`, for each class.
 *
 * @param confusion Number of images by true class (rows) and predicted class (columns).
 */
export function classReport(confusion: readonly (readonly number[])[]): ClassFigures[] {
  return confusion.map((row, i) => {
    const hits = row[i] as number;
    const support = sum(row);
    const predicted = sum(confusion.map((each) => each[i] as number));
    return {
      precision: share(hits, predicted),
      recall: share(hits, support),
      f1: share(2 * hits, support + predicted),
      support,
    };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
