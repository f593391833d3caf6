/** Encodes pixels as a PNG file, without a canvas, so that every value is preserved. */
import { encode } from 'fast-png';
import type { RgbaImage } from './contact-sheet';

/** Returns the bytes of a PNG file with 8-bit RGBA pixels. */
export function encodePng({ width, height, data }: RgbaImage): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encode({ width, height, channels: 4, depth: 8, data }));
}
