/** Predictions as CSV or JSON, piece by piece. */
import type { Prediction, PredictionLine } from './runner-protocol';

/** A format of `predictionText`. */
export type PredictionFormat = 'csv' | 'json';

export const PREDICTION_FORMATS: readonly PredictionFormat[] = ['csv', 'json'];

/**
 * Writes predictions as text. Unreadable pictures are left out.
 *
 * - 'csv': RFC 4180. The columns are `file`, `class`, and the probability of each class under its name.
 * - 'json': an array of `{ file, class, probabilities }`, one in each line.
 *
 * @param lines As `predictEach` yields them.
 * @yields Pieces of the text, one for each prediction.
 * @example
 * const lines = predictEach({ images: ['pets.zip'], model: 'runs/first', options: { onError: 'skip' } });
 * await pipeline(predictionText(lines, 'csv'), createWriteStream('predictions.csv'));
 */
export function predictionText(
  lines: AsyncIterable<PredictionLine>,
  format: PredictionFormat,
): AsyncGenerator<string, void> {
  const predictions = readableOf(lines);
  return format === 'csv' ? csvOf(predictions) : jsonOf(predictions);
}

async function* readableOf(lines: AsyncIterable<PredictionLine>): AsyncGenerator<Prediction> {
  for await (const line of lines) if ('predicted' in line) yield line;
}

async function* csvOf(predictions: AsyncIterable<Prediction>): AsyncGenerator<string, void> {
  let classes: string[] | null = null;
  for await (const { name, predicted, probabilities } of predictions) {
    if (!classes) yield csvRow(['file', 'class', ...(classes = Object.keys(probabilities))]);
    yield csvRow([name, predicted, ...classes.map((label) => String(probabilities[label]))]);
  }
  if (!classes) yield csvRow(['file', 'class']);
}

/** Returns a row of RFC 4180: fields with a comma, a quote or a line break are quoted, and their quotes doubled. */
const csvRow = (fields: readonly string[]): string =>
  `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\r\n`;

async function* jsonOf(predictions: AsyncIterable<Prediction>): AsyncGenerator<string, void> {
  let start = '[\n';
  for await (const { name, predicted, probabilities } of predictions) {
    yield `${start}${JSON.stringify({ file: name, class: predicted, probabilities })}`;
    start = ',\n';
  }
  yield start === ',\n' ? '\n]\n' : '[]\n';
}
