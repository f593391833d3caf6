/** The reader's camera. Its pictures stay in the page; its light goes out when it is closed. */

const SIDE = 256;

/** One camera at a time; owner: what shows its `<video>`. */
export class Camera {
  /** There is none, or the reader said no. */
  isRefused = false;
  /** The `<video>` shows something. */
  hasImage = false;
  #stream: MediaStream | null = null;
  /** The question that the reader has not answered yet. */
  #asked: object | null = null;

  /** What to show in a `<video>`; null while closed. */
  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** Asks for the camera. Of several questions the last counts, and none that `close` came after. */
  async open(): Promise<void> {
    this.close();
    const asked = (this.#asked = {});
    const stream = await ask().catch(() => null);
    if (asked !== this.#asked) return end(stream);
    this.#stream = stream;
    this.isRefused = stream === null;
  }

  close(): void {
    this.#asked = null;
    this.isRefused = false;
    this.hasImage = false;
    end(this.#stream);
    this.#stream = null;
  }
}

/** Rejects where there is no camera, it is refused, or the page is not secure. */
async function ask(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 640 } },
  });
}

function end(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/**
 * The middle of what a video shows, as a square PNG of 256 × 256 pixels; null while it shows nothing. A canvas may do
 * this: unlike a file's pixels, nobody else knows those of a camera.
 */
export async function takePicture(video: HTMLVideoElement, name: string): Promise<File | null> {
  const { videoWidth, videoHeight } = video;
  const side = Math.min(videoWidth, videoHeight);
  if (side === 0) return null;
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const [left, top] = [(videoWidth - side) / 2, (videoHeight - side) / 2];
  canvas.getContext('2d')?.drawImage(video, left, top, side, side, 0, 0, SIDE, SIDE);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return blob && new File([blob], `${name}.png`, { type: blob.type });
}
