/** The camera panel, shown below the owner of its pictures. */
import { type TemplateResult, html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { Camera, takePicture } from '../camera';
import type { Context } from './context';

/** Number of pictures in a burst. */
const BURST = 10;
const BURST_PAUSE_MS = 200;

/** State of the camera panel: who the pictures are for, and how many were taken. Owner: the element. */
export class CameraPanel {
  /** The object that the pictures are for. Null: closed. */
  owner: object | null = null;
  taken = 0;
  readonly #camera = new Camera();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get stream(): MediaStream | null {
    return this.#camera.stream;
  }

  get isRefused(): boolean {
    return this.#camera.isRefused;
  }

  /** Whether pictures can be taken: the video shows an image. */
  get isReady(): boolean {
    return this.#camera.hasImage;
  }

  async open(owner: object): Promise<void> {
    this.owner = owner;
    this.taken = 0;
    const opened = this.#camera.open();
    // Buttons of an earlier owner must not take pictures for it meanwhile.
    this.#changed();
    await opened;
    this.#changed();
  }

  /** Call it when the `<video>` shows its first image. */
  onFirstImage(): void {
    this.#camera.hasImage = true;
    this.#changed();
  }

  close(): void {
    this.owner = null;
    this.#camera.close();
    this.#changed();
  }

  /**
   * Takes `count` pictures, one after the other. Stops when the camera is closed.
   *
   * @param nameOf Returns the name of a picture from its number since the camera was opened.
   */
  async take(
    video: HTMLVideoElement,
    count: number,
    nameOf: (number: number) => string,
    use: (file: File) => void,
  ): Promise<void> {
    const { stream } = this;
    if (!stream) return;
    for (let i = 0; i < count; i++) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, BURST_PAUSE_MS));
      const file = await takePicture(video, nameOf(this.taken + 1));
      if (!file || stream !== this.stream) return;
      use(file);
      this.taken += 1;
      this.#changed();
    }
  }
}

/**
 * Renders the panel. `guard` sets the stream only once: setting it again restarts the video.
 * @param use Receives each picture.
 */
export function renderCamera(
  panel: CameraPanel,
  { words, format }: Context,
  use: (file: File) => void,
): TemplateResult {
  const take = (count: number) => (event: Event) => {
    const root = (event.target as HTMLElement).closest('.camera') as HTMLElement;
    const nameOf = (number: number) => words.camera.photo(format.integer(number));
    void panel.take(root.querySelector('video') as HTMLVideoElement, count, nameOf, use);
  };
  return html`<div class="camera">
    ${
      panel.isRefused
        ? html`<p class="error" role="alert">${words.camera.refused}</p>`
        : html`<video
            aria-label=${words.camera.label}
            autoplay
            muted
            playsinline
            .srcObject=${guard([panel.stream], () => panel.stream)}
            @loadeddata=${() => panel.onFirstImage()}
          ></video>`
    }
    <div class="row">
      ${
        panel.isRefused
          ? nothing
          : html`<button type="button" class="primary" ?disabled=${!panel.isReady} @click=${take(1)}>
                ${words.camera.take}
              </button>
              <button type="button" ?disabled=${!panel.isReady} @click=${take(BURST)}>
                ${words.camera.burst}
              </button>`
      }
      <button type="button" @click=${() => panel.close()}>${words.camera.close}</button>
      <span role="status">${panel.taken > 0 ? words.camera.taken(format.integer(panel.taken)) : ''}</span>
    </div>
  </div>`;
}
