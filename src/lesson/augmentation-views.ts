/** Renders the parts of `<pupila-augmentation-lab>` without controls: the data set, and the validation pictures. */
import { type TemplateResult, html } from 'lit';
import type { Translation } from '../i18n/catalogue';
import type { augmentation } from '../i18n/en/augmentation';
import type { Formats } from '../i18n/locale';
import type { DatasetPreview, PreviewImage, RgbaImage } from '../internal';
import { drawn } from './drawn';
import { view } from './views';

type Words = Translation<typeof augmentation>;

/** A picture as stored in its file and as the validation generator returns it. */
export interface ValidationPair {
  file: RgbaImage;
  made: PreviewImage;
}

/** Classes, counts, names, and a wall of pictures. @param download Link that downloads them. */
export function renderDataSet(
  { name, classes, training, validation }: DatasetPreview['info'],
  wall: readonly RgbaImage[],
  words: Words,
  format: Formats,
  download: TemplateResult,
): TemplateResult {
  const count = (value: number) => format.integer(value);
  const ofClass = (label: number) => training.filenames.filter((_, i) => training.labels[i] === label);
  const short = (path: string) => path.split('/').pop() as string;
  return html`<section class="data-part" aria-label=${words.data}>
    <div class="names">
      <p><b>${name}</b></p>
      <p>${words.counts(count(training.samples), count(validation?.samples ?? 0))}</p>
      ${classes.map((each, label) => {
        const files = ofClass(label);
        const first = files.slice(0, 3).map(short).join(', ');
        return html`<p class="muted">${words.classFiles(each, count(files.length), first)}</p>`;
      })}
      ${download}
    </div>
    <div class="pictures" role="img" aria-label=${words.wall}>
      ${wall.map((image) => html`<canvas ${drawn(image)}></canvas>`)}
    </div>
  </section>`;
}

/** The validation pictures in pairs, which look the same. */
export function renderValidation(
  pairs: readonly ValidationPair[],
  words: Words,
  format: Formats,
): TemplateResult {
  const equal = pairs.filter(isUntouched).length;
  return html`<section class="validation" aria-label=${words.validation}>
    <div>
      <p class="heading">${words.validation}</p>
      <p class="names">${words.untouched(format.integer(equal), format.integer(pairs.length))}</p>
    </div>
    <div class="pairs">
      ${pairs.map(
        (pair) =>
          html`<div class="pair">
            ${view(pair.file, { label: pair.made.filename, caption: words.file })}
            <span class="equal" aria-hidden="true">${isUntouched(pair) ? '=' : '≠'}</span>
            ${view(pair.made.image, {
              label: `${words.generated}: ${pair.made.filename}`,
              caption: words.generated,
            })}
          </div>`,
      )}
    </div>
  </section>`;
}

/** Whether the pixels are the file's. */
function isUntouched({ file, made }: { file: RgbaImage | undefined; made: PreviewImage }): boolean {
  const { data } = made.image;
  return (
    file !== undefined && file.data.length === data.length && file.data.every((value, i) => value === data[i])
  );
}
