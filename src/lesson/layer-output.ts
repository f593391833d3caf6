/** A layer's output: feature maps and long vectors as pictures, a few values as numbers. */
import { type TemplateResult, html } from 'lit';
import type { Translation } from '../i18n/catalogue';
import type { featureMaps } from '../i18n/en/feature-maps';
import type { Formats } from '../i18n/locale';
import type { LayerOutput } from '../index';
import type { RgbaImage } from '../internal';
import { type ScaleLabel, legend, tuple, view } from './views';
import { mapWall, vectorWall } from './walls';

/** Vectors with up to this many values are shown as numbers: a single square would say nothing. */
const MAX_NUMBERS = 10;

const pictures = new WeakMap<LayerOutput, RgbaImage>();

/** Renders an output with its name and shape. */
export function renderLayerOutput(
  output: LayerOutput,
  w: Translation<typeof featureMaps>,
  format: Formats,
  scaleLabel: ScaleLabel,
): TemplateResult {
  const { name, shape, data } = output;
  const count = format.integer(shape.at(-1) as number);
  const isMaps = shape.length === 3;
  const caption = isMaps ? w.maps(count, name, tuple(shape.slice(0, 2))) : w.units(count, name);
  if (!isMaps && data.length <= MAX_NUMBERS) {
    return html`<figure class="numbers">
      <p>
        ${Array.from(data, (value) => html`<output>${format.significant(value, 4).replace('-', '−')}</output> `)}
      </p>
      <figcaption><b>${caption}</b></figcaption>
    </figure>`;
  }
  const range = isMaps ? w.each : w.together;
  return html`<div class="wall">
      ${view(pictureOf(output), { label: caption, caption: html`<b>${caption}</b>` })}
    </div>
    <div class="each">${range} ${legend('sequential', [w.share.low, w.share.high], scaleLabel)}</div>`;
}

/** Returns the picture of an output, which is drawn once. */
function pictureOf(output: LayerOutput): RgbaImage {
  const known = pictures.get(output);
  if (known) return known;
  const picture = output.shape.length === 3 ? mapWall(output) : vectorWall(output.data);
  pictures.set(output, picture);
  return picture;
}
