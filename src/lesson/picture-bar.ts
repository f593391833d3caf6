/** The row of pictures to choose from: built-in ones, a file (or a drop), the camera. */
import { type LitElement, type ReactiveController, type TemplateResult, html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Translation } from '../i18n/catalogue';
import type { labs } from '../i18n/en/labs';
import { sizeText } from '../core/size-text';
import type { BuiltInPicture } from '../internal';
import { Camera, takePicture } from '../element/camera';
import { pictures } from '../element/engine';
import { saveFile } from '../element/save-file';

/** Name of a built-in picture, or the user's file. */
export type PictureChoice = BuiltInPicture | File;

/** What the bar tells its host. */
interface BarEvents {
  choose(picture: PictureChoice): void;
  /** The reader starts anew, with a picture or the camera: errors of earlier attempts are over. */
  started(): void;
}

/** The size menu. */
interface Sizes {
  sizes: readonly number[];
  side: number;
  resize(side: number): void;
}

const OPEN = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 16V4m-5 5 5-5 5 5M4 15v5h16v-5" />
</svg>`;
const CAMERA = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M3 8h4l2-3h6l2 3h4v11H3z" />
  <circle cx="12" cy="13" r="3.5" />
</svg>`;
const SAVE = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 4v12m-5-5 5 5 5-5M4 15v5h16v-5" />
</svg>`;
const NAMES: readonly BuiltInPicture[] = ['cat', 'dog', 'shapes'];

/** Accepts drops on its whole host element. */
export class PictureBar implements ReactiveController {
  readonly #host: LitElement;
  readonly #events: BarEvents;
  readonly #camera = new Camera();
  #urls: Partial<Record<BuiltInPicture, string>> = {};

  constructor(host: LitElement, events: BarEvents) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('dragover', this.#onDragOver);
    this.#host.addEventListener('drop', this.#onDrop);
    void this.#loadThumbnails();
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('dragover', this.#onDragOver);
    this.#host.removeEventListener('drop', this.#onDrop);
    this.#camera.close();
  }

  render(words: Translation<typeof labs>, chosen: PictureChoice | null, sizes: Sizes): TemplateResult {
    const own = chosen instanceof File ? chosen.name : null;
    return html`<div class="bar row" role="group" aria-label=${words.picture}>
        ${NAMES.map(
          (name) =>
            html`<button
              class="thumb"
              aria-pressed=${chosen === name}
              aria-label=${words.builtIn[name]}
              title=${words.builtIn[name]}
              @click=${() => this.#choose(name)}
            >
              ${this.#urls[name] ? html`<img src=${this.#urls[name]} alt="" />` : nothing}
            </button>`,
        )}
        <label class="button small ${own ? 'chosen' : ''}"
          >${OPEN}<span class="text">${own ?? words.open}</span
          ><input
            type="file"
            class="spoken"
            aria-label=${words.open}
            accept=".png,.jpg,.jpeg,.bmp,.ppm,.tif,.tiff"
            @change=${this.#onFile}
        /></label>
        <button class="small camera-opener" aria-label=${words.camera} @click=${this.#openCamera}>
          ${CAMERA}<span class="text">${words.camera}</span>
        </button>
        ${chosen ? this.#saveButton(words, chosen) : nothing}
        ${sizes.sizes.length > 0 ? this.#sizes(words, sizes) : nothing}
      </div>
      ${this.#cameraView(words)}`;
  }

  #saveButton(words: Translation<typeof labs>, chosen: PictureChoice): TemplateResult {
    const { download, downloadPicture } = words;
    return html`<button
      class="small"
      aria-label=${downloadPicture}
      title=${downloadPicture}
      @click=${() => void this.#save(chosen)}
    >
      ${SAVE}<span class="text">${download}</span>
    </button>`;
  }

  #sizes(words: Translation<typeof labs>, { sizes, side, resize }: Sizes): TemplateResult {
    const change = (event: Event) => resize(Number((event.target as HTMLSelectElement).value));
    return html`<label class="size row end"
      ><span class="text muted">${words.size}</span>
      <select aria-label=${words.size} @change=${change}>
        ${sizes.map(
          (each) => html`<option value=${each} ?selected=${each === side}>${sizeText(each, each)}</option>`,
        )}
      </select></label
    >`;
  }

  #cameraView(words: Translation<typeof labs>): TemplateResult | typeof nothing {
    if (this.#camera.isRefused) return html`<p class="error" role="alert">${words.cameraRefused}</p>`;
    const { stream } = this.#camera;
    if (!stream) return nothing;
    // A video restarts when its stream is set again, so set it only once.
    return html`<div class="row">
      <video
        class="camera"
        aria-label=${words.cameraShows}
        autoplay
        muted
        playsinline
        .srcObject=${guard([stream], () => stream)}
        @loadeddata=${this.#onVideoLoaded}
      ></video>
      <button class="primary" ?disabled=${!this.#camera.hasImage} @click=${() => this.#snap(words.photo)}>
        ${words.take}
      </button>
      <button @click=${this.#closeCamera}>${words.closeCamera}</button>
    </div>`;
  }

  /** The buttons work without their pictures too. If the library does not load, loading a picture reports it. */
  async #loadThumbnails(): Promise<void> {
    const library = await pictures().catch(() => null);
    if (!library) return;
    this.#urls = Object.fromEntries(NAMES.map((name) => [name, library.builtInPictureUrl(name)]));
    this.#host.requestUpdate();
  }

  /** Saves the file of a picture under the name that the Keras code reads. */
  async #save(chosen: PictureChoice): Promise<void> {
    // If the library does not load, loading the picture has reported it.
    const file = chosen instanceof File ? chosen : await builtIn(chosen).catch(() => null);
    if (file) saveFile(file, 'picture.png');
  }

  #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) this.#choose(file);
    input.value = '';
  };

  #onDragOver = (event: DragEvent): void => event.preventDefault();

  #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) this.#choose(file);
  };

  #choose(picture: PictureChoice): void {
    this.#camera.isRefused = false;
    this.#events.started();
    this.#events.choose(picture);
  }

  #openCamera = async (): Promise<void> => {
    this.#events.started();
    await this.#camera.open();
    this.#host.requestUpdate();
  };

  #onVideoLoaded = (): void => {
    this.#camera.hasImage = true;
    this.#host.requestUpdate();
  };

  async #snap(name: string): Promise<void> {
    const video = this.#host.renderRoot.querySelector('video') as HTMLVideoElement;
    const file = await takePicture(video, name);
    if (!file) return;
    this.#closeCamera();
    this.#choose(file);
  }

  /** The focus goes back to where it came from. */
  #closeCamera = (): void => {
    this.#host.renderRoot.querySelector<HTMLElement>('.camera-opener')?.focus();
    this.#camera.close();
    this.#host.requestUpdate();
  };
}

async function builtIn(name: BuiltInPicture): Promise<File> {
  return (await pictures()).builtInPicture(name);
}
