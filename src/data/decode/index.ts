/** Decodes a picture of any supported format, detected from its first bytes, not from its name. */
import { PupilaError } from '../../core/errors';
import { type PictureFormat, pictureFormat } from '../../core/picture-format';
import type { ColorMode, PictureFacts, Pixels } from '../../core/types';
import { decodeBmp } from './bmp';
import { type DecodedImage, checkImage, convertColor, hasTransparentPixels } from './color';
import { decodeJpeg } from './jpeg';
import { checkJpegHeader } from './jpeg-header';
import { decodePng } from './png';
import { decodePpm } from './ppm';
import { message } from '../../core/message';
import { PictureError, unreadable } from './picture-error';

const NO_PIXELS: Pixels = { height: 0, width: 0, channels: 1, data: new Uint8Array() };

/**
 * Decodes a picture like Keras's `load_img` before resizing: ignores EXIF rotation and colour profiles.
 *
 * @param name Name for errors.
 * @throws {PupilaError} 'bad-image' if it is damaged, cut off or in another format.
 * @example
 * const pixels = await decodeImage(bytes, 'rgb', 'cats/cat.0.jpg');
 */
export function decodeImage(bytes: Uint8Array, colorMode: ColorMode, name: string): Promise<Pixels> {
  return decodeFile(bytes, name, (image) => convertColor(image, colorMode));
}

/**
 * Returns what a reader should know of a picture. Of a JPEG, reads only the segments: it has no alpha.
 *
 * @throws {PupilaError} 'bad-image' as `decodeImage`.
 */
export async function pictureFacts(bytes: Uint8Array, name: string): Promise<PictureFacts> {
  let facts: PictureFacts = { height: 0, width: 0, isTransparent: false };
  try {
    if (pictureFormat(bytes) === 'JPEG') return { ...facts, ...checkJpegHeader(bytes) };
  } catch (cause) {
    throw new PupilaError('bad-image', unreadable(name, cause), { cause });
  }
  await decodeFile(bytes, name, (image) => {
    const { height, width } = image;
    facts = { height, width, isTransparent: hasTransparentPixels(image) };
    return NO_PIXELS;
  });
  return facts;
}

/**
 * Like `decodeImage`, but with the colours as they are in the file.
 *
 * @param use Converts the decoded picture. Must do so synchronously, because the picture's memory may be reused
 *   afterwards.
 */
export async function decodeFile(
  bytes: Uint8Array,
  name: string,
  use: (image: DecodedImage) => Pixels,
): Promise<Pixels> {
  const useChecked = (image: DecodedImage): Pixels => use(checkImage(image));
  try {
    const format = pictureFormat(bytes);
    return format === 'JPEG'
      ? await decodeJpeg(bytes, useChecked)
      : useChecked(await decodeByContent(bytes, format));
  } catch (cause) {
    if (cause instanceof PupilaError) throw cause;
    throw new PupilaError('bad-image', unreadable(name, cause), { cause });
  }
}

async function decodeByContent(bytes: Uint8Array, format: PictureFormat | null): Promise<DecodedImage> {
  if (format === 'PNG') return decodePng(bytes);
  if (format === 'BMP') return decodeBmp(bytes);
  if (format === 'PPM') return decodePpm(bytes);
  if (format === 'TIFF') {
    const { decodeTiff } = await import('./tiff');
    return decodeTiff(bytes);
  }
  if (bytes.length === 0) throw new PictureError(message`it is empty`);
  throw new PictureError(
    format === null
      ? message`it is not a PNG, JPEG, BMP, PPM or TIFF picture`
      : message`its format is ${format}; Pupila reads PNG, JPEG, BMP, PPM and TIFF`,
  );
}
