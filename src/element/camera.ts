/** The reader's camera. Its pictures stay in the page, and `close` turns its light off. */

/** Side of a picture in pixels. */
const SIDE = 256;

/** A camera with at most one open stream. Owner: the component with the `<video>`. */
export class Camera {
  /** No camera is available, or the reader denied access. */
  isRefused = false;
  /** The `<video>` shows an image. */
  hasImage = false;
  #stream: MediaStream | null = null;
  /** Identifies the pending permission request. */
  #request: object | null = null;

  /** The stream for the `<video>`. Null while closed. */
  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** Requests the camera. A later call of `open` or `close` cancels this one. */
  async open(): Promise<void> {
    this.close();
    const request = (this.#request = {});
    const stream = await requestStream().catch(() => null);
    if (request !== this.#request) return stopStream(stream);
    this.#stream = stream;
    this.isRefused = stream === null;
  }

  close(): void {
    this.#request = null;
    this.isRefused = false;
    this.hasImage = false;
    stopStream(this.#stream);
    this.#stream = null;
  }
}

/** Rejects without a camera, without permission, and on an insecure page. */
async function requestStream(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 640 } },
  });
}

function stopStream(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/**
 * Returns the centre of the video's image as a PNG of 256 × 256 pixels, or null if it shows no image. Reading pixels
 * from a canvas is acceptable here: unlike for a file, there is no reference result that they must match.
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
  return blob && new File([blob], name, { type: blob.type });
}
