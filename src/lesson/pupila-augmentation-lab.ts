/**
 * `<pupila-augmentation-lab>`: a data set, and nine pictures that `ImageDataGenerator` makes from it or from the user's
 * picture. Announces its options with `pupila-carry`.
 */
import { type PropertyDeclarations, type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { augmentation as en } from '../i18n/en/augmentation';
import { augmentation as es } from '../i18n/es/augmentation';
import type { FloatImage, ImageDataGeneratorOptions } from '../index';
import type { DatasetPreview, RgbaImage } from '../internal';
import { engine } from '../element/engine';
import { snakeCase } from '../core/spelling';
import { fileNameIn } from '../core/file-name';
import { Later } from '../element/later';
import { marked } from '../element/marked';
import { define } from '../element/pupila-element';
import { AUGMENTATION_PRESETS as PRESETS, implicationOn } from '../network/augmentation-presets';
import { AUGMENTATION_STYLE } from './augmentation-style';
import { renderControl } from './augmentation-control';
import { type ValidationPair, renderDataSet, renderValidation } from './augmentation-views';
import {
  type Control,
  VISIBLE_CONTROLS,
  VALUE_CONTROLS,
  standardizes,
  unmetNeed,
  withOption,
} from './augmentation-options';
import { type Range, plain, rangeOf } from './colors';
import type { LabNumbers } from './lab-numbers';
import type { PictureChoice } from './picture-bar';
import { PictureLab } from './picture-lab';
import { choice, scale, view } from './views';

const SIDE = 100;
const PER_CLASS = 8;
const VALIDATION = 3;
const PARTS = ['data', 'sheet', 'validation'] as const;

/**
 * Nine augmented pictures.
 *
 * @customElement pupila-augmentation-lab
 */
export class PupilaAugmentationLab extends PictureLab {
  static override styles = [...PictureLab.styles, AUGMENTATION_STYLE];
  static override properties: PropertyDeclarations = {
    src: { type: String },
    options: { attribute: false },
    seed: { type: Number },
    from: { type: String },
    panel: { state: true },
  };

  /** URL of a zip. Default: the page's `drawn_cats_and_dogs.zip`. */
  declare src: string;
  /** Options of the generator. Default: the course's. */
  declare options: Partial<ImageDataGeneratorOptions>;
  declare seed: number;
  /** Whether to show nine pictures of the data set, or the chosen picture nine times. */
  declare from: 'many' | 'one';
  /** The panel shown on a narrow screen. */
  declare panel: 'data' | 'sheet' | 'validation';
  readonly #codeModule = new Later(this, () => import('./augmentation-example'));
  #data: Promise<DatasetPreview> | null = null;
  #one: { image: FloatImage; preview: DatasetPreview } | null = null;
  #preview: DatasetPreview | null = null;
  #wall: RgbaImage[] = [];
  /** The first validation pictures as stored in their files. */
  #originals: RgbaImage[] = [];
  #sheet: { image: RgbaImage; label: string; filename: string }[] = [];
  /** The picture that the sheet shows nine times; null if it shows nine of the data set. */
  #shown: PictureChoice | null = null;
  /** The values of the sheet. */
  #values: FloatImage[] = [];
  /** The values drawn as black and white on the sheet. */
  #range: Range = [0, 1];
  #validation: ValidationPair[] = [];

  constructor() {
    super();
    this.src = 'drawn_cats_and_dogs.zip';
    this.options = PRESETS.course;
    this.seed = 0;
    this.from = 'many';
    this.panel = 'sheet';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // If opening failed, the error has been shown already and there is nothing to free.
    void this.#data?.then(
      (preview) => preview.dispose(),
      () => undefined,
    );
    this.#one?.preview.dispose();
    this.#data = null;
    this.#one = null;
  }

  /** @internal */
  get numbers(): LabNumbers {
    const pictures = this.#values;
    const data = pictures.flatMap((image) => Array.from(image.data));
    const range = { shape: [2], data: this.#range };
    return { sheet: { shape: [pictures.length, SIDE, SIDE, 3], data }, range };
  }

  protected override get inputs() {
    return ['options', 'seed', 'from'];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('options')) this.emit('pupila-carry', { augmentation: this.options });
  }

  protected override warmUp(): void {
    // This lab needs no backend: workers make the pictures.
  }

  protected override async compute(image: FloatImage): Promise<void> {
    const { parseImageDataGeneratorOptions } = await engine();
    const preview = await (this.#data ??= this.#openData().catch(this.#forgetData));
    const augmentation = parseImageDataGeneratorOptions(this.options);
    const settings = { augmentation, seed: this.seed, targetSize: [SIDE, SIDE] as const };
    const shown = this.from === 'many' ? null : this.picture;
    const source = shown === null ? preview : await this.#openOne(image, shown);
    const [sheet, pictures] = await Promise.all([
      source.values({ ...settings, count: 9 }),
      preview.validation({ ...settings, count: VALIDATION }),
    ]);
    this.#values = sheet.map((each) => each.image);
    this.#range = this.#rangeOf(this.#values);
    this.#shown = shown;
    this.#sheet = sheet.map((each) => ({ ...each, image: plain(each.image, this.#range) }));
    this.#validation = pictures.map((made, i) => ({ made, file: this.#originals[i] as RgbaImage }));
  }

  /**
   * Range from the darkest to the lightest value the network receives; shared by all nine so that they can be compared.
   */
  #rangeOf(images: readonly FloatImage[]): Range {
    const fixed = this.#fixedRange;
    if (fixed) return fixed;
    const ranges = images.map((image) => rangeOf(image));
    return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
  }

  /** The range of the values if it is known without the pictures, else null. */
  get #fixedRange(): Range | null {
    return standardizes(this.options) ? null : [0, 255 * (this.options.rescale || 1)];
  }

  protected override render() {
    const w = this.text({ en, es });
    const parts = { data: w.data, sheet: w.augmented, validation: w.validation };
    return html`<div class="lab narrow-${this.panel}">
      <div class="parts row" role="group" aria-label=${w.parts}>
        ${PARTS.map(
          (part) =>
            html`<button
              class="small"
              aria-pressed=${part === this.panel}
              @click=${() => (this.panel = part)}
            >
              ${parts[part]}
            </button>`,
        )}
      </div>
      ${this.renderError()}
      ${
        this.#preview
          ? renderDataSet(this.#preview.info, this.#wall, w, this.format, this.downloadButton(this.src))
          : html`<p class="muted">${this.words.loading}</p>`
      }
      <div class="sheet-part column">
        ${this.#choices()}
        <div class="two">
          <div class="column">
            <div class="making">
              <div class="sheet" role="group" aria-label=${w.sheet} aria-busy=${this.isBusy}>
                ${this.#sheet.map((picture) => this.#picture(picture))}
              </div>
              <p role="status">${this.isBusy ? w.computing : nothing}</p>
            </div>
            ${scale('grey', this.#range, this.format, this.words)}
          </div>
          <div class="options" role="group" aria-label=${w.options}>
            ${VISIBLE_CONTROLS.map((control) => this.#control(control))}
            <details>
              <summary>${w.more}</summary>
              <p class="muted">${w.values}</p>
              <div class="options">${VALUE_CONTROLS.map((control) => this.#control(control))}</div>
              <p class="muted"><code>data_format</code>, <code>dtype</code>: ${w.fixed}</p>
              <p class="muted"><code>validation_split</code>: ${w.hasFolder}</p>
            </details>
          </div>
        </div>
      </div>
      ${this.#validation.length > 0 ? renderValidation(this.#validation, w, this.format) : nothing}
      <div class="folds">${this.codeFold(this.#code())}</div>
    </div>`;
  }

  #code(): string | null {
    const { options, seed, from } = this;
    const range = this.#fixedRange;
    const data = fileNameIn(this.src);
    const sheet = {
      options,
      seed,
      from,
      range,
      data,
      validation: VALIDATION,
      ...this.codePicture,
      side: SIDE,
    };
    return this.#codeModule.module?.augmentationExample(sheet) ?? null;
  }

  /** Controls for pictures, options and seed. */
  #choices(): TemplateResult {
    const w = this.text({ en, es });
    const set = (options: PupilaAugmentationLab['options']) => () => (this.options = options);
    return html`<div class="row settings">
        ${choice(
          w.source,
          ['many', 'one'] as const,
          this.from,
          (from) => (this.from = from),
          (from) => w[from],
        )}
        <span class="muted seeds"
          >${this.words.seed} <output class="seed">${this.format.integer(this.seed)}</output></span
        >
        <button class="small" @click=${set(PRESETS.course)}>${w.course}</button>
        <button class="small" @click=${set(PRESETS.none)}>${w.none}</button>
        <button class="small end" @click=${() => (this.seed += 1)}>${w.again}</button>
      </div>
      ${this.from === 'one' ? this.renderBar([]) : nothing}`;
  }

  #picture({
    image,
    label: name,
    filename,
  }: {
    image: RgbaImage;
    label: string;
    filename: string;
  }): TemplateResult {
    const shown = this.#shown;
    if (shown === null) return view(image, { label: `${name}: ${filename}`, caption: name });
    const caption = shown instanceof File ? withoutExtension(shown.name) : this.words.builtIn[shown];
    return view(image, { label: caption, caption });
  }

  #control(control: Control): TemplateResult {
    const set = (value: unknown) => (this.options = withOption(this.options, control.name, value));
    const need = unmetNeed(control.name, this.options);
    const note = need === null ? this.#noteOn(control.name) : this.text({ en, es }).notes.needs(need);
    return html`<div>
      ${renderControl(control, this.options[control.name], this.format, need !== null, set)}
      ${note ? html`<p class="note muted">${marked(note)}</p>` : nothing}
    </div>`;
  }

  #noteOn(name: keyof ImageDataGeneratorOptions): string | undefined {
    const { turnedOn, turnedOff, zcaWhitening, shiftAxes } = this.text({ en, es }).notes;
    const implied = implicationOn(this.options, name);
    if (implied) return (implied.to ? turnedOn : turnedOff)(snakeCase(implied.by));
    const notes: Partial<Record<keyof ImageDataGeneratorOptions, string>> = {
      zcaWhitening: zcaWhitening(this.format.integer(SIDE)),
      // With equal ranges, it makes no difference as long as it has Keras's value.
      ...((this.options.shiftAxes === 'corrected' || this.#shiftsDiffer) && { shiftAxes }),
    };
    return notes[name];
  }

  get #shiftsDiffer(): boolean {
    const { widthShiftRange, heightShiftRange } = this.options;
    return JSON.stringify(widthShiftRange) !== JSON.stringify(heightShiftRange);
  }

  async #openData(): Promise<DatasetPreview> {
    const { DatasetPreview } = await engine();
    const url = new URL(this.src, document.baseURI).href;
    const preview = await DatasetPreview.open({ kind: 'url', url }, { targetSize: [SIDE, SIDE] });
    const { classes, training, validation } = preview.info;
    const indices = classes.flatMap((_, label) =>
      Array.from(training.labels.keys())
        .filter((i) => training.labels[i] === label)
        .slice(0, PER_CLASS),
    );
    this.#wall = await preview.files('training', indices);
    const count = Math.min(VALIDATION, validation?.samples ?? 0);
    this.#originals = await preview.files('validation', [...Array(count).keys()]);
    this.#preview = preview;
    return preview;
  }

  /** The next results try again. */
  readonly #forgetData = (error: Error): never => {
    this.#data = null;
    throw error;
  };

  /** Opens the chosen picture as a data set of one. */
  async #openOne(image: FloatImage, picture: PictureChoice): Promise<DatasetPreview> {
    if (this.#one?.image === image) return this.#one.preview;
    this.#one?.preview.dispose();
    const { DatasetPreview, builtInPicture } = await engine();
    const file = picture instanceof File ? picture : await builtInPicture(picture);
    // A photo of the camera, and many another file, has a name without an extension.
    const files = [{ path: 'picture/picture.png', blob: file }];
    const read = { targetSize: [SIDE, SIDE] as const, keepAspectRatio: true };
    const preview = await DatasetPreview.open({ kind: 'files', files, name: file.name }, read);
    this.#one = { image, preview };
    return preview;
  }
}

const withoutExtension = (name: string): string => name.replace(/\.\w+$/, '');

define('pupila-augmentation-lab', PupilaAugmentationLab);
