/**
 * `<pupila-augmentation-lab>`: a data set, and nine pictures as `ImageDataGenerator` makes them from it or from the
 * reader's picture. It tells `pupila-carry` of the options.
 */
import { type PropertyDeclarations, type PropertyValues, type TemplateResult, css, html, nothing } from 'lit';
import { augmentation as en } from '../i18n/en/augmentation';
import { augmentation as es } from '../i18n/es/augmentation';
import type {
  DatasetPreview,
  FloatImage,
  ImageDataGeneratorOptions,
  PreviewImage,
  RgbaImage,
} from '../index';
import { engine } from '../element/engine';
import { define } from '../element/pupila-element';
import { COURSE_AUGMENTATION as COURSE, generatorCode } from '../network/training-code';
import { type Control, NONE, SEEN, UNSEEN, kerasName } from './augmentation-options';
import { PictureLab } from './picture-lab';
import { choice, slider, view } from './views';
import { drawn } from './drawn';

const SIDE = 100;
const PER_CLASS = 8;
const VALIDATION = 3;
type Options = Partial<ImageDataGeneratorOptions>;

const STYLE = css`
  .two {
    display: grid;
    gap: 1rem 1.5rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .pictures {
    display: grid;
    grid-template-columns: repeat(8, minmax(0, 1fr));
    gap: 3px;
  }
  .sheet {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 0.4rem;
    max-width: 30rem;
    align-content: start;
  }
  .sheet figure {
    display: grid;
  }
  .sheet figcaption {
    order: -1;
    text-align: center;
  }
  .options {
    display: grid;
    gap: 0.25rem 1rem;
    align-content: start;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
  }
  .options .field {
    justify-content: space-between;
    font-size: 0.9375rem;
  }
  .options .field input[type='range'] {
    width: 6.5rem;
  }
  .validation {
    display: grid;
    gap: 0.4rem;
    margin-top: 0.75rem;
  }
  .names {
    font-size: 0.875em;
  }
  @container (min-width: 46rem) {
    .two {
      grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
    }
  }
`;

/** Nine augmented pictures. */
export class PupilaAugmentationLab extends PictureLab {
  static override styles = [...PictureLab.styles, STYLE];
  static override properties: PropertyDeclarations = {
    src: { type: String },
    options: { attribute: false },
    seed: { type: Number },
    from: { type: String },
  };

  /** Address of a zip; default: the page's `drawn_cats_and_dogs.zip`. */
  declare src: string;
  /** Of the generator; default: the course's. */
  declare options: Options;
  declare seed: number;
  /** Nine pictures of the data set, or the chosen picture nine times. */
  declare from: 'many' | 'one';
  #data: Promise<DatasetPreview> | null = null;
  #one: { image: FloatImage; preview: DatasetPreview } | null = null;
  #preview: DatasetPreview | null = null;
  #wall: RgbaImage[] = [];
  /** The first validation pictures as their files have them. */
  #originals: RgbaImage[] = [];
  #sheet: PreviewImage[] = [];
  #validation: { pictures: PreviewImage[]; equal: number } = { pictures: [], equal: 0 };

  constructor() {
    super();
    this.src = 'drawn_cats_and_dogs.zip';
    this.options = COURSE;
    this.seed = 0;
    this.from = 'many';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#data?.then((preview) => preview.dispose());
    this.#one?.preview.dispose();
    this.#data = null;
    this.#one = null;
  }

  protected override get inputs() {
    return ['options', 'seed', 'from'];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('options')) this.tell('pupila-carry', { augmentation: this.options });
  }

  protected override start(): void {
    // Pictures are made by workers alone.
  }

  protected override async compute(image: FloatImage): Promise<void> {
    const { parseImageDataGeneratorOptions } = await engine();
    const preview = await (this.#data ??= this.#openData());
    const augmentation = parseImageDataGeneratorOptions(this.options);
    const settings = { augmentation, seed: this.seed, targetSize: [SIDE, SIDE] as const };
    const source = this.from === 'many' ? preview : await this.#openOne(image);
    const [sheet, pictures] = await Promise.all([
      source.augmented({ ...settings, count: 9 }),
      preview.validation({ ...settings, count: VALIDATION }),
    ]);
    const equal = pictures.filter((picture, i) => same(picture.image, this.#originals[i])).length;
    this.#sheet = sheet;
    this.#validation = { pictures, equal };
  }

  protected override render() {
    const w = this.text({ en, es });
    const set = (options: Options) => () => (this.options = options);
    return html`<div class="lab">
      ${this.#dataSet()}
      <div class="row">
        ${choice(
          w.source,
          ['many', 'one'] as const,
          this.from,
          (from) => (this.from = from),
          (from) => w[from],
        )}
        <button class="small" @click=${set(COURSE)}>${w.course}</button>
        <button class="small" @click=${set(NONE)}>${w.none}</button>
        <span class="field end"
          >${this.words.seed} <output class="seed">${this.format.integer(this.seed)}</output>
          <button class="small" @click=${() => (this.seed += 1)}>${w.again}</button></span
        >
      </div>
      ${this.from === 'one' ? this.renderBar([]) : nothing}
      <div class="two">
        <div class="sheet" role="group" aria-label=${w.sheet}>
          ${this.#sheet.map((picture) => this.#picture(picture))}
        </div>
        <div>
          <div class="options" role="group" aria-label=${w.options}>
            ${SEEN.map((control) => this.#control(control))}
          </div>
          <details>
            <summary>${w.more}</summary>
            <p class="muted">${w.pixelsOnly}</p>
            <div class="options">${UNSEEN.map((control) => this.#control(control))}</div>
          </details>
          ${this.#validationView()}
        </div>
      </div>
      ${this.codeFold(generatorCode(this.options))} ${this.renderError()}
    </div>`;
  }

  /** Classes, counts, names, and a wall of pictures. */
  #dataSet(): TemplateResult {
    const w = this.text({ en, es });
    const info = this.#preview?.info;
    if (!info) return html`<p class="muted">${this.words.loading}</p>`;
    const { classes, training, validation } = info;
    const count = (value: number) => this.format.integer(value);
    const ofClass = (label: number) => training.filenames.filter((_, i) => training.labels[i] === label);
    const short = (name: string) => name.split('/').pop() as string;
    return html`<section aria-label=${w.data}>
      <p><b>${info.name}</b>: ${w.counts(count(training.samples), count(validation?.samples ?? 0))}</p>
      ${classes.map((name, label) => {
        const files = ofClass(label);
        const first = files.slice(0, 3).map(short).join(', ');
        return html`<p class="names muted">${w.classFiles(name, count(files.length), first)}</p>`;
      })}
      <div class="pictures" role="img" aria-label=${w.wall}>
        ${this.#wall.map((image) => html`<canvas ${drawn(image)}></canvas>`)}
      </div>
    </section>`;
  }

  #picture({ image, label, filename }: PreviewImage): TemplateResult {
    return view(image, { label: `${label}: ${filename}`, caption: label });
  }

  #control(control: Control): TemplateResult {
    const { name } = control;
    const label = kerasName(name);
    const set = (value: unknown) => (this.options = without(this.options, name, value));
    const value = this.options[name];
    if (control.kind === 'flag') {
      const change = (event: Event) => set((event.target as HTMLInputElement).checked || undefined);
      return html`<label class="field"
        ><code>${label}</code><input type="checkbox" .checked=${value === true} @change=${change}
      /></label>`;
    }
    if (name === 'rescale') {
      return choice(
        label,
        [1 / 255, 0],
        (value as number | undefined) ?? 0,
        (factor) => set(factor || undefined),
        (factor) => (factor ? '1./255' : 'None'),
      );
    }
    if (control.kind === 'choice') {
      const chosen = (value as string | number | undefined) ?? (control.values[0] as string | number);
      return choice(label, control.values, chosen, (each) =>
        set(each === control.values[0] ? undefined : each),
      );
    }
    const amount =
      control.kind === 'pair'
        ? 1 - ((value as [number, number] | undefined)?.[0] ?? 1)
        : ((value as number | undefined) ?? 0);
    const shown = Number(amount.toFixed(3));
    const text =
      control.kind === 'pair'
        ? `1 ± ${this.format.decimal(shown, 1, false)}`
        : this.format.decimal(shown, 3, false);
    return slider(label, { min: 0, max: control.max, step: control.step, value: shown, text }, (each) =>
      set(each === 0 ? undefined : control.kind === 'pair' ? [1 - each, 1 + each] : each),
    );
  }

  #validationView(): TemplateResult | typeof nothing {
    const w = this.text({ en, es });
    const { pictures, equal } = this.#validation;
    if (pictures.length === 0) return nothing;
    return html`<section class="validation" aria-label=${w.validation}>
      <h3>${w.validation}</h3>
      <div class="sheet">${pictures.map((picture) => this.#picture(picture))}</div>
      <p class="names">${w.untouched(this.format.integer(equal), this.format.integer(pictures.length))}</p>
    </section>`;
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

  /** The chosen picture as a data set of one. */
  async #openOne(image: FloatImage): Promise<DatasetPreview> {
    if (this.#one?.image === image) return this.#one.preview;
    this.#one?.preview.dispose();
    const { DatasetPreview, builtInPicture } = await engine();
    const file = typeof this.picture === 'string' ? await builtInPicture(this.picture) : this.picture;
    const files = [{ path: `${file.name.replace(/\.\w+$/, '')}/${file.name}`, blob: file }];
    const read = { targetSize: [SIDE, SIDE] as const, keepAspectRatio: true };
    const preview = await DatasetPreview.open({ kind: 'files', files, name: file.name }, read);
    this.#one = { image, preview };
    return preview;
  }
}

function same(a: RgbaImage, b: RgbaImage | undefined): boolean {
  return (
    b !== undefined && a.data.length === b.data.length && a.data.every((value, i) => value === b.data[i])
  );
}

/** Options with one changed; undefined: back to its default. */
function without(options: Options, name: keyof Options, value: unknown): Options {
  const { [name]: _before, ...rest } = options;
  return value === undefined ? (rest as Options) : ({ ...rest, [name]: value } as Options);
}

define('pupila-augmentation-lab', PupilaAugmentationLab);
