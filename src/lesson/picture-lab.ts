/** Base of the labs that work on a picture: the picture, its size, how it is chosen, and errors. */
import { type PropertyDeclarations, type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { labs as en } from '../i18n/en/labs';
import { labs as es } from '../i18n/es/labs';
import type { FloatImage } from '../index';
import { operations, pictures } from '../element/engine';
import { rejectForeign } from '../element/picture-content';
import { type Fit, NO_NOTES, notesOn } from '../element/picture-notes';
import { PupilaElement } from '../element/pupila-element';
import { LAB_STYLE } from './lab-style';
import { Latest } from './latest';
import { PictureBar, type PictureChoice } from './picture-bar';

/** A choice, and how it is read. */
interface Reading {
  picture: PictureChoice;
  reading: unknown;
}

/** The tasks that can fail independently. */
type Task = 'loading' | 'computing';

/** A task that takes longer is announced; shorter ones would only flicker. */
const SLOW_MS = 300;

/** The required pixels of a picture. */
export interface PixelFormat {
  height: number;
  width: number;
  colorMode: 'rgb' | 'grayscale';
}

/**
 * A lab with a picture.
 *
 * @fires {CustomEvent<Record<string, unknown>>} pupila-carry - Settings that other labs may take over: values by
 *   property name.
 */
export abstract class PictureLab extends PupilaElement {
  static override styles = [...PupilaElement.styles, LAB_STYLE];
  static override properties: PropertyDeclarations = {
    picture: { attribute: false },
    side: { type: Number },
  };

  /** Name of a built-in picture, or the user's file. Default 'cat'. */
  declare picture: PictureChoice;
  /** Height and width in pixels. Default 100. */
  declare side: number;
  /** The picture in pixels; null until it is loaded. */
  protected image: FloatImage | null = null;
  /** The choice that `image` was loaded from, and how it was read. */
  #loaded: Reading | null = null;
  /** The choice that is being loaded. */
  #pending: Reading | null = null;
  #hasResults = false;
  /** What happens to the picture of the file. */
  #notes = NO_NOTES;
  /** Errors of loading and of computing; one may be resolved while the other remains. */
  readonly #errors: Record<Task, Error | null> = { loading: null, computing: null };
  readonly #loading = new Latest();
  readonly #computing = new Latest();
  /** Tasks that have been running for a while. */
  readonly #slow = new Set<Task>();
  readonly #bar = new PictureBar(this, {
    choose: (picture) => this.choose(picture),
    started: () => {
      this.#errors.loading = null;
      this.requestUpdate();
    },
  });

  constructor() {
    super();
    this.picture = 'cat';
    this.side = 100;
  }

  /** Names of the properties that the results depend on. */
  protected abstract get inputs(): readonly string[];

  /** @internal The pixels that the results need. */
  protected get pixels(): PixelFormat {
    return { height: this.side, width: this.side, colorMode: 'rgb' };
  }

  /** @internal Identifies how `read` reads pictures now: if it changes, the picture is read again. */
  protected get reading(): unknown {
    return JSON.stringify(this.pixels);
  }

  /** @internal Reads a picture: by default cropped to the aspect ratio of `pixels`. */
  protected async read(file: File): Promise<FloatImage> {
    const { height, width, colorMode } = this.pixels;
    return (await pictures()).loadPicture(file, [height, width], { name: file.name, colorMode });
  }

  /** @internal How `read` makes a picture square. Null: it does not. */
  protected fit(): Promise<Fit | null> {
    return Promise.resolve('cropped');
  }

  /** Computes the results for the picture and the current settings. */
  protected abstract compute(image: FloatImage): Promise<void>;

  protected override willUpdate(changed: PropertyValues): void {
    const { picture } = this;
    const isLoaded = this.#isCurrent(this.#loaded);
    const inputsChanged = this.inputs.some((name) => changed.has(name));
    if (!isLoaded && (inputsChanged || changed.has('picture') || changed.has('side'))) {
      // Results follow when the picture is there, for the settings of that moment.
      if (!this.#isCurrent(this.#pending)) this.#load(picture);
    } else if (inputsChanged) this.recompute();
  }

  /** Waits for the results as well. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading.settled;
    await this.#computing.settled;
    return super.getUpdateComplete();
  }

  /** @internal The texts of all labs in the current language. */
  protected get words() {
    return this.text({ en, es });
  }

  /** @internal The picture for the Keras code. */
  protected get codePicture() {
    return { side: this.side, language: this.format.locale };
  }

  /** @internal The caption of the loaded picture, with its name. */
  protected get original(): string {
    const { picture } = this.#loaded ?? this;
    return this.words.original(picture instanceof File ? picture.name : this.words.builtIn[picture]);
  }

  /** @internal Whether new results take so long that the reader must be told. */
  protected get isBusy(): boolean {
    return this.#slow.size > 0;
  }

  /** Requests new results. */
  protected recompute(): void {
    this.#computing.run(() =>
      this.#runTask('computing', async () => {
        // Otherwise the picture is being read as required now.
        if (!this.image || this.reading !== this.#loaded?.reading) return;
        await this.compute(this.image);
        this.#hasResults = true;
      }),
    );
  }

  /** Renders the picture bar, with `sizes` to choose from. */
  protected renderBar(
    sizes: readonly number[] = [50, 100, 150, 256],
    chosen: PictureChoice | null = this.picture,
  ): TemplateResult {
    const bar = this.#bar.render(this.words, chosen, {
      sizes,
      side: this.side,
      resize: (side) => {
        this.side = side;
        this.emit('pupila-carry', { side });
      },
    });
    return html`${bar} ${chosen instanceof File ? this.pictureNotes([this.#notes]) : nothing}`;
  }

  /** @internal Why there are no results for the current picture and settings. */
  protected get failure(): Error | null {
    return this.#errors.loading ?? this.#errors.computing;
  }

  protected renderError(): TemplateResult | typeof nothing {
    return this.errorView(this.failure);
  }

  /** Switches to a picture once it is loaded. If it cannot be read, keeps the current one. */
  protected choose(picture: PictureChoice): void {
    this.#load(picture, () => {
      this.picture = picture;
      this.emit('pupila-carry', { picture });
    });
  }

  /**
   * Runs `work` to load the input of the results, and shows its error. Of several waiting calls only the last one runs.
   */
  protected load(work: () => Promise<void>): void {
    this.#loading.run(() => this.#runTask('loading', work));
  }

  /** @internal Whether there are results, or none can be expected: what is not needed for them may load now. */
  protected get isSettled(): boolean {
    return this.#hasResults || this.failure !== null;
  }

  /** Initializes what `compute` needs while the picture loads. `compute` reports the errors. */
  protected warmUp(): void {
    void operations()
      .then(({ backendReady }) => backendReady())
      .catch(() => undefined);
  }

  /** Whether `read` is the current choice, read as required now. */
  #isCurrent(read: Reading | null): boolean {
    return read?.picture === this.picture && read.reading === this.reading;
  }

  /** Loads a picture. Calls `onLoaded` when its pixels are ready, before computing results. */
  #load(picture: PictureChoice, onLoaded?: () => void): void {
    this.load(async () => {
      const { reading } = this;
      this.#pending = { picture, reading };
      try {
        // The worker starts while the picture arrives.
        (await pictures()).decoder();
        this.warmUp();
        this.image = await this.read(await fileOf(picture));
        this.#notes =
          picture instanceof File ? await notesOn(picture, picture.name, await this.fit()) : NO_NOTES;
        this.#loaded = { picture, reading };
        onLoaded?.();
        this.recompute();
      } finally {
        this.#pending = null;
      }
    });
  }

  async #runTask(task: Task, work: () => Promise<void>): Promise<void> {
    const timer = setTimeout(() => {
      this.#slow.add(task);
      this.requestUpdate();
    }, SLOW_MS);
    try {
      await work();
      this.#errors[task] = null;
    } catch (error) {
      this.#errors[task] = error as Error;
    }
    clearTimeout(timer);
    this.#slow.delete(task);
    this.requestUpdate();
  }
}

/** Returns the file of a choice. Rejects a format that Pupila cannot decode. */
async function fileOf(picture: PictureChoice): Promise<File> {
  if (!(picture instanceof File)) return (await pictures()).builtInPicture(picture);
  await rejectForeign(picture, picture.name);
  return picture;
}
