/** Which picture a data worker is decoding. Sent before decoding starts, because a thread that hangs sends nothing. */

interface PictureMessage {
  /** The file's name; null once decoding has ended. */
  pupilaPicture: string | null;
}

/** Worker side: reports the picture that is about to be decoded, or null. */
export function reportPicture(name: string | null): void {
  postMessage({ pupilaPicture: name } satisfies PictureMessage);
}

/** Main-thread side: reads a worker's message. Returns undefined for other kinds of messages. */
export function pictureOf(message: unknown): string | null | undefined {
  return (message as Partial<PictureMessage> | null)?.pupilaPicture;
}
