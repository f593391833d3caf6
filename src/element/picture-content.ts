/** Reads from a file's first bytes what it is: its format and its orientation. */
import { PupilaError, messageOf } from '../core/errors';
import { message } from '../core/message';
import { EXIF_BYTES, exifOrientation } from '../core/exif-orientation';
import { FORMAT_BYTES, type PictureFormat, isForeign, pictureFormat } from '../core/picture-format';
import { ReaderError } from './reader-error';

/** Rejects a picture in a format that Pupila recognizes but cannot decode. @throws {ReaderError} 'bad-image'. */
export async function rejectForeign(file: Blob, name: string): Promise<void> {
  const format = await formatOf(file, name);
  if (format === null || !isForeign(format)) return;
  const why = message`${name} cannot be read: its format is ${format}; Pupila reads PNG, JPEG, BMP, PPM and TIFF.`;
  throw new ReaderError(new PupilaError('bad-image', why), (words) => words.refusals.foreign(name, format));
}

/** Returns the format, or null if it is unknown. Rejects with the name of a file that cannot be read. */
export async function formatOf(file: Blob, name: string): Promise<PictureFormat | null> {
  const start = await file.slice(0, FORMAT_BYTES).arrayBuffer().catch(unreadable(name));
  return pictureFormat(new Uint8Array(start));
}

/** Returns whether a photo has an EXIF orientation, which nothing applies. False for a file that cannot be read. */
export async function isTurned(file: Blob): Promise<boolean> {
  const start = await file
    .slice(0, EXIF_BYTES)
    .arrayBuffer()
    .catch(() => null);
  return start !== null && exifOrientation(new Uint8Array(start)) !== 1;
}

/** Returns a `catch` handler that throws an error with the path. */
export function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    const why = message`A chosen file or folder cannot be read: ${messageOf(cause)} Received: path=${path}`;
    const error = new PupilaError('invalid-argument', why, { cause });
    throw new ReaderError(error, (words) => words.refusals.unreadable(path));
  };
}
