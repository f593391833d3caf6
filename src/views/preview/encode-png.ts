/** Pixels to a PNG file, without a canvas: every value is kept. */
import { encode } from 'fast-png';
import type { RgbaImage } from './contact-sheet';

/** The bytes of a PNG file with 8-bit RGBA pixels. */
export function encodePng({ width, height, data }: RgbaImage): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encode({ width, height, channels: 4, depth: 8, data }));
}
