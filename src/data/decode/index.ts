/** Decodes a picture of any supported format, told by its first bytes, not by its name. */
import { PupilaError, receivedText } from '../../core/errors';
import type { ColorMode, Pixels } from '../types';
import { decodeBmp } from './bmp';
import { type DecodedImage, checkImage, convertColor } from './color';
import { HeaderError } from './header-error';
import { decodeJpeg } from './jpeg';
import { decodePng } from './png';
import { decodePpm } from './ppm';

const FORMATS = 'JPEG, PNG, BMP, PPM and TIFF';

/**
 * Decodes a picture as Keras's `load_img` does before resizing: no rotation by EXIF, no colour profile.
 *
 * @param name Named in errors.
 * @throws {PupilaError} 'bad-image' when it is damaged, cut off or of another format.
 * @example
 * const pixels = await decodeImage(bytes, 'rgb', 'cats/cat.0.jpg');
 */
export function decodeImage(bytes: Uint8Array, colorMode: ColorMode, name: string): Promise<Pixels> {
  return decodeFile(bytes, name, (image) => convertColor(image, colorMode));
}

/**
 * `decodeImage` with colours as they are in the file.
 *
 * @param use Makes of the picture what is wanted, at once: the picture's memory may be used again afterwards.
 */
export async function decodeFile(
  bytes: Uint8Array,
  name: string,
  use: (image: DecodedImage) => Pixels,
): Promise<Pixels> {
  const useChecked = (image: DecodedImage): Pixels => use(checkImage(image));
  try {
    return isJpeg(bytes) ? await decodeJpeg(bytes, useChecked) : useChecked(await decodeByContent(bytes));
  } catch (cause) {
    if (cause instanceof PupilaError) throw cause;
    throw new PupilaError('bad-image', `${name} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof HeaderError) return `${cause.message}. ${receivedText(cause.received)}`;
  // A place outside of the file, or memory for something that is not there.
  if (!(cause instanceof Error) || cause instanceof RangeError) return 'it is damaged or cut off.';
  return `${cause.message}.`;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

async function decodeByContent(bytes: Uint8Array): Promise<DecodedImage> {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return decodePng(bytes);
  if (start.startsWith('BM')) return decodeBmp(bytes);
  if (/^P[1-6]\s/.test(start)) return decodePpm(bytes);
  if (start.startsWith('II*\0') || start.startsWith('MM\0*')) {
    const { decodeTiff } = await import('./tiff');
    return decodeTiff(bytes);
  }
  throw new Error(`it is ${nameOf(start)}; ${FORMATS} are read`);
}

function nameOf(start: string): string {
  if (start === '') return 'empty';
  if (start.startsWith('GIF8')) return 'a GIF';
  if (/^RIFF....WEBP/s.test(start)) return 'a WebP';
  if (/^....ftyp(avif|heic)/s.test(start)) return 'an AVIF or HEIC';
  return 'no picture';
}
