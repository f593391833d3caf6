/** The camera as a panel below what its pictures are for. */
import { type TemplateResult, html, nothing } from 'lit';
import { Camera, takePicture } from '../camera';
import type { Context } from './context';

const BURST = 10;
const BURST_PAUSE_MS = 200;

/** Whose pictures the camera takes, and how many there are. Owner: the element. */
export class CameraPanel {
  /** What it was opened for; null: closed. */
  owner: object | null = null;
  refused = false;
  taken = 0;
  readonly #camera = new Camera();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get stream(): MediaStream | null {
    return this.#camera.stream;
  }

  async open(owner: object): Promise<void> {
    this.owner = owner;
    this.taken = 0;
    this.refused = false;
    try {
      await this.#camera.open();
      // Closed, or opened for another, while the reader was asked.
      if (this.owner === null) this.#camera.close();
    } catch {
      this.refused = true;
    }
    this.#changed();
  }

  close(): void {
    this.owner = null;
    this.#camera.close();
    this.#changed();
  }

  /** Takes pictures one after the other, as long as it is open. */
  async take(video: HTMLVideoElement, count: number, use: (file: File) => void): Promise<void> {
    const { owner } = this;
    for (let i = 0; i < count && this.owner === owner && this.owner !== null; i++) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, BURST_PAUSE_MS));
      use(await takePicture(video, `camera-${Date.now()}-${i}`));
      this.taken += 1;
      this.#changed();
    }
  }
}

/** @param use Gets each picture. */
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
            .srcObject=${panel.stream}
          ></video>`
    }
    <div class="row">
      ${
        panel.refused
          ? nothing
          : html`<button type="button" class="primary" ?disabled=${!panel.stream} @click=${take(1)}>
                ${words.camera.take}
              </button>
              <button type="button" ?disabled=${!panel.stream} @click=${take(BURST)}>
                ${words.camera.burst}
              </button>`
      }
      <button type="button" @click=${() => panel.close()}>${words.camera.close}</button>
      <span role="status">${panel.taken > 0 ? words.camera.taken(format.integer(panel.taken)) : ''}</span>
    </div>
  </div>`;
}
