/** Which picture a data worker decodes: said before it begins, because a thread that hangs says nothing more. */

interface PictureSign {
  /** The file's name; null: none any more. */
  pupilaPicture: string | null;
}

/** The worker's side. */
export function sayPicture(name: string | null): void {
  postMessage({ pupilaPicture: name } satisfies PictureSign);
}

/** The main thread's side: what a message of a worker says; undefined for messages about something else. */
export function pictureOf(message: unknown): string | null | undefined {
  return (message as Partial<PictureSign> | null)?.pupilaPicture;
}
