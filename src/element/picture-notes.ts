/** What a reader should know of a picture that is shown as Keras reads it. */
import { pictures } from './engine';
import { isTurned } from './picture-content';

/** What Keras ignores in a picture file. */
export interface PictureNotes {
  /** Whether it has an EXIF orientation. */
  isTurned: boolean;
  /** Whether it has pixels that are not opaque. */
  isTransparent: boolean;
}

/** Notes of a picture of which nothing is ignored. */
export const NO_NOTES: PictureNotes = { isTurned: false, isTransparent: false };

/** Returns what Keras ignores in a file. Rejects with 'bad-image' if it cannot be read. */
export async function notesOn(file: Blob, name: string): Promise<PictureNotes> {
  const { isTransparent } = await pictures();
  return { isTurned: await isTurned(file), isTransparent: await isTransparent(file, name) };
}
