/** What the labs that work on a picture have in common: the picture, its size, how it is chosen, and what goes wrong. */
import { type PropertyDeclarations, type PropertyValues, type TemplateResult, type nothing } from 'lit';
import { labs as en } from '../i18n/en/labs';
import { labs as es } from '../i18n/es/labs';
import type { FloatImage } from '../index';
import { operations, pictures } from '../element/engine';
import { refuseForeign } from '../element/picture-content';
import { PupilaElement } from '../element/pupila-element';
import { LAB_STYLE } from './lab-style';
import { Latest } from './latest';
import { PictureBar, type PictureChoice } from './picture-bar';

/** What may go wrong by itself. */
type Task = 'loading' | 'computing';

/** What the pixels of a picture are to be. */
export interface PixelFormat {
  height: number;
  width: number;
  colorMode: 'rgb' | 'grayscale';
}

/**
 * A lab with a picture.
 *
 * @fires {CustomEvent<Record<string, unknown>>} pupila-carry - What other labs may take over: properties and values.
 */
export abstract class PictureLab extends PupilaElement {
  static override styles = [...PupilaElement.styles, LAB_STYLE];
  static override properties: PropertyDeclarations = {
    picture: { attribute: false },
    side: { type: Number },
  };

  /** A built-in picture's name, or a file of the reader's; default 'cat'. */
  declare picture: PictureChoice;
  /** Height and width in pixels; default 100. */
  declare side: number;
  /** The picture in pixels; null until it is loaded. */
  protected image: FloatImage | null = null;
  /** Of which choice, in which format, `image` is. */
  #loaded: { picture: PictureChoice; as: string } | null = null;
  /** What went wrong with the picture, and with the results: one may go while the other stays. */
  readonly #errors: Record<Task, Error | null> = { loading: null, computing: null };
  readonly #loading = new Latest();
  readonly #computing = new Latest();
  readonly #bar = new PictureBar(this, (picture) => this.choose(picture));

  constructor() {
    super();
    this.picture = 'cat';
    this.side = 100;
  }

  /** Names of the properties on which the results depend. */
  protected abstract get inputs(): readonly string[];

  protected get pixels(): PixelFormat {
    return { height: this.side, width: this.side, colorMode: 'rgb' };
  }

  /** Makes the results of the picture and the settings as they are now. */
  protected abstract compute(image: FloatImage): Promise<void>;

  protected override willUpdate(changed: PropertyValues): void {
    const { picture } = this;
    const isLoaded = picture === this.#loaded?.picture && this.#fits;
    const asks = this.inputs.some((name) => changed.has(name));
    if (!isLoaded && (asks || changed.has('picture') || changed.has('side'))) {
      this.#load(picture);
    } else if (asks) this.recompute();
  }

  /** Also of the results. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading.settled;
    await this.#computing.settled;
    return super.getUpdateComplete();
  }

  protected get words() {
    return this.text({ en, es });
  }

  /** Asks for new results. */
  protected recompute(): void {
    this.#computing.run(() =>
      this.#trying('computing', async () => {
        // Else one that does is on its way.
        if (this.image && this.#fits) await this.compute(this.image);
      }),
    );
  }

  /** The choice of picture; `sizes` to choose from. */
  protected renderBar(
    sizes: readonly number[] = [50, 100, 150, 256],
    chosen: PictureChoice | null = this.picture,
  ): TemplateResult {
    return this.#bar.render(this.words, chosen, {
      sizes,
      side: this.side,
      resize: (side) => {
        this.side = side;
        this.tell('pupila-carry', { side });
      },
    });
  }

  protected renderError(): TemplateResult | typeof nothing {
    return this.errorView(this.#errors.loading ?? this.#errors.computing);
  }

  /** Takes a picture over; one that cannot be read is not: the one before stays. */
  protected choose(picture: PictureChoice): void {
    this.#load(picture, () => {
      this.picture = picture;
      this.tell('pupila-carry', { picture });
    });
  }

  /** Loads what results are made of; of what is asked for meanwhile, the last. What goes wrong is shown. */
  protected load(work: () => Promise<void>): void {
    this.#loading.run(() => this.#trying('loading', work));
  }

  /** Starts what `compute` needs, while the picture is loaded. What goes wrong is told by `compute`. */
  protected start(): void {
    void operations()
      .then(({ backendReady }) => backendReady())
      .catch(() => undefined);
  }

  /** The picture is in the pixels that are wanted now. */
  get #fits(): boolean {
    return JSON.stringify(this.pixels) === this.#loaded?.as;
  }

  /** Calls `read` when the picture's pixels are there, before anything is made of them. */
  #load(picture: PictureChoice, read?: () => void): void {
    this.load(async () => {
      const { pixels } = this;
      this.start();
      this.image = await loadChoice(picture, pixels);
      this.#loaded = { picture, as: JSON.stringify(pixels) };
      read?.();
      this.recompute();
    });
  }

  async #trying(task: Task, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#errors[task] = null;
    } catch (error) {
      this.#errors[task] = error as Error;
    }
    this.requestUpdate();
  }
}

/** The pixels of a choice, cropped to their proportions. */
export async function loadChoice(
  picture: PictureChoice,
  { height, width, colorMode }: PixelFormat,
): Promise<FloatImage> {
  const { builtInPicture, loadPicture } = await pictures();
  if (picture instanceof File) await refuseForeign(picture, picture.name);
  const file = picture instanceof File ? picture : await builtInPicture(picture);
  return loadPicture(file, [height, width], { name: file.name, colorMode });
}
