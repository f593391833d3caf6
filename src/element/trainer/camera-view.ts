/** The camera as a panel below what its pictures are for. */
import { type TemplateResult, html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { Camera, takePicture } from '../camera';
import type { Context } from './context';

const BURST = 10;
const BURST_PAUSE_MS = 200;

/** Whose pictures the camera takes, and how many there are. Owner: the element. */
export class CameraPanel {
  /** What it was opened for; null: closed. */
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

  get refused(): boolean {
    return this.#camera.isRefused;
  }

  /** Pictures can be taken: there is something to see. */
  get ready(): boolean {
    return this.#camera.hasImage;
  }

  async open(owner: object): Promise<void> {
    this.owner = owner;
    this.taken = 0;
    await this.#camera.open();
    this.#changed();
  }

  /** The first picture is in the `<video>`. */
  see(): void {
    this.#camera.hasImage = true;
    this.#changed();
  }

  close(): void {
    this.owner = null;
    this.#camera.close();
    this.#changed();
  }

  /** Takes pictures one after the other, as long as it stays open. */
  async take(video: HTMLVideoElement, count: number, use: (file: File) => void): Promise<void> {
    const { stream } = this;
    for (let i = 0; i < count; i++) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, BURST_PAUSE_MS));
      const file = await takePicture(video, `camera-${Date.now()}-${i}`);
      if (!file || stream !== this.stream) return;
      use(file);
      this.taken += 1;
      this.#changed();
    }
  }
}

/** A video that is given its stream again begins anew: `guard` gives it once. @param use Gets each picture. */
export function renderCamera(
  panel: CameraPanel,
  { words, format }: Context,
  use: (file: File) => void,
): TemplateResult {
  const take = (count: number) => (event: Event) => {
    const root = (event.target as HTMLElement).closest('.camera') as HTMLElement;
    void panel.take(root.querySelector('video') as HTMLVideoElement, count, use);
  };
  return html`<div class="camera">
    ${
      panel.refused
        ? html`<p class="error" role="alert">${words.camera.refused}</p>`
        : html`<video
            aria-label=${words.camera.label}
            autoplay
            muted
            playsinline
            .srcObject=${guard([panel.stream], () => panel.stream)}
            @loadeddata=${() => panel.see()}
          ></video>`
    }
    <div class="row">
      ${
        panel.refused
          ? nothing
          : html`<button type="button" class="primary" ?disabled=${!panel.ready} @click=${take(1)}>
                ${words.camera.take}
              </button>
              <button type="button" ?disabled=${!panel.ready} @click=${take(BURST)}>
                ${words.camera.burst}
              </button>`
      }
      <button type="button" @click=${() => panel.close()}>${words.camera.close}</button>
      <span role="status">${panel.taken > 0 ? words.camera.taken(format.integer(panel.taken)) : ''}</span>
    </div>
  </div>`;
}
