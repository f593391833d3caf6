/** Evaluates a model on one round of a part of the data. */
import type { BatchSource } from '../core/batch';
import { type ClassFigures, classReport } from '../core/class-report';
import type { PartInfo } from '../protocol/data-protocol';
import { type OutputMeaning, toPredictions } from '../training/probabilities';
import type { TrainStep } from '../training/train-step';

/** Results of a model on one part of the data. */
export interface Evaluation {
  loss: number;
  accuracy: number;
  /** Precision, recall, F1 and support of each class, as scikit-learn defines them. */
  perClass: ClassFigures[];
  /** Number of images by true class (rows) and predicted class (columns). */
  confusion: number[][];
  /** Class probabilities, one row per image, in the order of the part's `filenames`. */
  probabilities: Float32Array[];
}

/**
 * Evaluates every image of a part once.
 *
 * @param batches One round of the part, in any order, with labels.
 * @param classCount Number of classes.
 * @param meaning What the model's outputs are.
 */
export async function evaluateRound(
  step: TrainStep,
  batches: BatchSource,
  { samples, labels }: Pick<PartInfo, 'samples' | 'labels'>,
  classCount: number,
  meaning: OutputMeaning,
): Promise<Evaluation> {
  const confusion = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  const allProbabilities: Float32Array[] = [];
  let loss = 0;
  for (let seen = 0; seen < samples;) {
    const batch = await batches.next();
    const result = await step.evaluateAndPredict(batch);
    loss += result.loss * (batch.size / samples);
    const { probabilities, classes } = toPredictions(result.outputs, batch.size, meaning);
    probabilities.forEach((row, i) => (allProbabilities[batch.indices[i] as number] = row));
    classes.forEach((predicted, i) => {
      const row = confusion[labels[batch.indices[i] as number] as number] as number[];
      row[predicted] = (row[predicted] as number) + 1;
    });
    seen += batch.size;
    batches.recycle?.(batch);
  }
  const correct = confusion.reduce((sum, row, i) => sum + (row[i] as number), 0);
  const perClass = classReport(confusion);
  return { loss, accuracy: correct / samples, perClass, confusion, probabilities: allProbabilities };
}
