/** The results: confusion matrix with the share of each class, worst mistakes. */
import { type TemplateResult, html, nothing } from 'lit';
import type { DatasetInfo, Evaluation, LossNotFiniteEvent, Part, PartInfo } from '../../index';
import { argMax } from '../../core/arg-max';
import type { Context } from './context';
import { areFinite, divergedText } from '../diverged';
import { pictureCanvas } from './picture-canvas';

/** Maximum number of mistakes to show. */
const MAX_MISTAKES = 12;

/** A misclassified picture. */
export interface Mistake {
  index: number;
  filename: string;
  actual: number;
  predicted: number;
  /** Probability of the predicted class. */
  probability: number;
  /** Null until it is loaded. */
  picture: ImageData | null;
}

/** Returns the mistakes with the highest probability, in descending order. */
export function worstMistakes({ labels, filenames }: PartInfo, { probabilities }: Evaluation): Mistake[] {
  return probabilities
    .map((row, index): Mistake => {
      const predicted = argMax(row);
      const filename = filenames[index] as string;
      const probability = row[predicted] as number;
      return { index, filename, actual: labels[index] as number, predicted, probability, picture: null };
    })
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, MAX_MISTAKES);
}

/** Arguments of `renderResults`. */
export interface ResultsView extends Context {
  dataset: DatasetInfo;
  evaluation: Evaluation & { part: Part };
  /** Where the loss became NaN or infinite. Null: nowhere, or not known. */
  lossNotFinite: LossNotFiniteEvent | null;
}

/** Returns the result as a sentence, also for the live region. */
export function verdict({ evaluation, lossNotFinite, words, format }: Omit<ResultsView, 'dataset'>): string {
  const { confusion, accuracy, loss, part, probabilities } = evaluation;
  if (!areFinite(probabilities)) return divergedText(words.diverged, lossNotFinite);
  const all = confusion.flat().reduce((sum, count) => sum + count, 0);
  const right = confusion.reduce((sum, row, i) => sum + (row[i] as number), 0);
  const values = [format.integer(right), format.integer(all)] as const;
  return words.results[part](...values, format.percent(accuracy), format.decimal(loss, 4));
}

/** Renders the accuracy and the confusion matrix; of a network that has diverged, only that it cannot predict. */
export function renderResults(view: ResultsView): TemplateResult {
  const { words, evaluation } = view;
  if (!areFinite(evaluation.probabilities)) return html`<p>${verdict(view)}</p>`;
  return html`<p>${verdict(view)}</p>
    <div>
      <p class="heading">${words.results.matrix}</p>
      <p class="detail">${words.results.matrixHint}</p>
    </div>
    ${matrix(view)}`;
}

/** Renders the mistakes in the given order. @param classes Names of the classes. */
export function renderMistakes(
  mistakes: readonly Mistake[],
  classes: readonly string[],
  context: Context,
): TemplateResult {
  const { results } = context.words;
  if (mistakes.length === 0) return html`<p>${results.noMistakes}</p>`;
  return html`<p class="heading">${results.mistakes}</p>
    <ul class="pictures" aria-label=${results.mistakes}>
      ${mistakes.map((each) => mistake(each, classes, context))}
    </ul>`;
}

function matrix({ dataset: { classes }, evaluation: { confusion }, words, format }: ResultsView) {
  const picturesIn = (row: number[]): number => row.reduce((sum, count) => sum + count, 0);
  const share = (row: number[], i: number): number => (row[i] as number) / Math.max(1, picturesIn(row));
  return html`<div class="scroll" role="region" aria-label=${words.results.matrix} tabindex="0">
    <table class="matrix" part="matrix">
      <thead>
        <tr>
          <th scope="col">${words.results.actual}</th>
          ${classes.map((name) => html`<th scope="col">${name}</th>`)}
          <th scope="col">${words.results.right}</th>
        </tr>
      </thead>
      <tbody>
        ${confusion.map(
          (row, i) =>
            html`<tr>
              <th scope="row">${classes[i]}</th>
              ${row.map(
                (count, j) =>
                  html`<td class="${i === j ? 'hit' : 'miss'} shade-${Math.round(10 * share(row, j))}">
                    ${format.integer(count)}
                  </td>`,
              )}
              <td>${picturesIn(row) > 0 ? format.percent(share(row, i)) : '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function mistake(
  { actual, predicted, probability, filename, picture }: Mistake,
  classes: readonly string[],
  { words, format }: Context,
): TemplateResult {
  const names = [classes[actual] ?? '', classes[predicted] ?? ''] as const;
  return html`<li>
    <figure>
      ${picture ? pictureCanvas(picture, filename) : nothing}
      <figcaption>${words.results.mistake(...names, format.percent(probability))}</figcaption>
    </figure>
  </li>`;
}
