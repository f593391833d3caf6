/** Renders the reader's own pictures, each with the probability of each class. */
import { type TemplateResult, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PictureNotes } from '../picture-notes';
import type { Context } from './context';
import { areFinite } from '../diverged';
import { pictureCanvas } from './picture-canvas';

/** A picture of the reader with its prediction. */
export interface Prediction {
  name: string;
  file: Blob;
  /** As the network sees it, before preprocessing. */
  picture: ImageData;
  /** What happens to it. */
  notes: PictureNotes;
  /** Probability by class. */
  probabilities: Readonly<Record<string, number>>;
}

/** Renders the predictions in the given order. */
export function renderPredictions(
  predictions: readonly Prediction[],
  { words, format }: Context,
): TemplateResult {
  return html`<ul
    class="pictures"
    part="predictions"
    aria-live="polite"
    aria-label=${words.predict.title}
    tabindex=${predictions.length > 0 ? 0 : nothing}
  >
    ${repeat(
      predictions,
      (each) => each,
      ({ name, picture, probabilities }) =>
        html`<li>
          <figure>
            ${pictureCanvas(picture, name)}
            <figcaption><b>${name}</b> ${shares(probabilities, { words, format })}</figcaption>
          </figure>
        </li>`,
    )}
  </ul>`;
}

function shares(
  probabilities: Prediction['probabilities'],
  { words, format }: Pick<Context, 'words' | 'format'>,
) {
  const values = Object.values(probabilities);
  if (!areFinite([values])) return words.predict.none;
  const best = Math.max(...values);
  return Object.entries(probabilities).map(
    ([label, probability]) =>
      html`<div class="probability ${probability === best ? 'best' : ''}">
        <span>${format.className(label)}</span><span>${format.percent(probability)}</span>
        <meter
          max="1"
          value=${probability}
          aria-valuetext=${format.percent(probability)}
          aria-label=${words.predict.probability(format.className(label))}
        ></meter>
      </div>`,
  );
}
