/** What a reader should know of a picture that is shown as Keras reads it. */
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';
import { pictures } from './engine';
import { isTurned } from './picture-content';

/** How a picture that is not square becomes square: its centre is cut out, or all of it is deformed. */
export type Fit = 'cropped' | 'squeezed';

/** What happens to a picture. */
export interface PictureNotes {
  /** Whether it has an EXIF orientation, which Keras ignores. */
  isTurned: boolean;
  /** Whether it has pixels that are not opaque, which Keras ignores. */
  isTransparent: boolean;
  /** Null: it is square, or is not made square. */
  fit: Fit | null;
}

/** Notes of a picture that is shown as it is in its file. */
export const NO_NOTES: PictureNotes = { isTurned: false, isTransparent: false, fit: null };

/**
 * Returns what happens to a file. Rejects with 'bad-image' if it cannot be read.
 *
 * @param fit How it becomes square. Null: it keeps its shape.
 */
export async function notesOn(file: Blob, name: string, fit: Fit | null): Promise<PictureNotes> {
  const { pictureFacts } = await pictures();
  const { height, width, isTransparent } = await pictureFacts(file, name);
  return { isTurned: await isTurned(file), isTransparent, fit: height === width ? null : fit };
}

/** Returns how a preparation makes pictures square. Null: the result is not square. */
export function fitOf({
  targetSize: [height, width],
  keepAspectRatio,
}: {
  targetSize: readonly [number, number];
  keepAspectRatio: boolean;
}): Fit | null {
  if (height !== width) return null;
  return keepAspectRatio ? 'cropped' : 'squeezed';
}

/** Returns what happens to any of the pictures that are shown, as sentences. */
export function notesText(pictures: readonly PictureNotes[], words: Translation<typeof shared>): string {
  const { turned, transparent, cropped, squeezed } = words;
  const number = pictures.length > 1 ? 'many' : 'one';
  const fits = (fit: Fit): boolean => pictures.some((picture) => picture.fit === fit);
  return [
    pictures.some(({ isTurned }) => isTurned) && turned[number],
    pictures.some(({ isTransparent }) => isTransparent) && transparent[number],
    fits('cropped') && cropped[number],
    fits('squeezed') && squeezed[number],
  ]
    .filter(Boolean)
    .join(' ');
}
