/** The reader's camera. Its pictures stay in the page; its light goes out when it is closed. */

const SIDE = 256;

/** One camera at a time; owner: what shows its `<video>`. */
export class Camera {
  #stream: MediaStream | null = null;

  /** What to show in a `<video>`; null while closed. */
  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** Asks for the camera. Rejects where there is none, or it is refused. */
  async open(): Promise<void> {
    this.close();
    this.#stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment', width: { ideal: 640 } },
    });
  }

  close(): void {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
  }
}

/**
 * The middle of what a video shows, as a square PNG of 256 × 256 pixels. A canvas may do this: unlike a file's pixels,
 * nobody else knows those of a camera.
 */
export function takePicture(video: HTMLVideoElement, name: string): Promise<File> {
  const { videoWidth, videoHeight } = video;
  const side = Math.min(videoWidth, videoHeight);
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const [left, top] = [(videoWidth - side) / 2, (videoHeight - side) / 2];
  canvas.getContext('2d')?.drawImage(video, left, top, side, side, 0, 0, SIDE, SIDE);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob && side > 0
        ? resolve(new File([blob], `${name}.png`, { type: blob.type }))
        : reject(new Error('The camera shows nothing yet.')),
    ),
  );
}
