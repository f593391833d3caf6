/** Run-length encoded bitmaps of 4 and 8 bits. */
import { cutOff } from './picture-error';

/** Second byte of an escape. Larger values count literal pixels that follow. */
const END_OF_LINE = 0;
const END_OF_BITMAP = 1;
const DELTA = 2;
/** A run encodes 255 pixels in 2 bytes; deltas and row ends skip more. A size beyond this ratio is damaged. */
const MOST_PIXELS_A_BYTE = 512;

/**
 * Unpacks to one index per byte, with rows in stored order. Pixels skipped by a delta or the end of a row are 0. Throws
 * if the data ends early, or an end marker comes too early, as Pillow does.
 */
export function decodeRle(data: Uint8Array, width: number, height: number, fourBits: boolean): Uint8Array {
  if (width * height > MOST_PIXELS_A_BYTE * data.length) throw cutOff();
  const result = new Uint8Array(width * height);
  let at = 0;
  let to = 0;
  while (to < result.length) {
    if (at + 2 > data.length) throw cutOff();
    const count = data[at++] as number;
    const value = data[at++] as number;
    if (count > 0) {
      const run = Math.min(count, width - (to % width));
      for (let i = 0; i < run; i++) result[to++] = pixelOf(value, i);
    } else if (value === END_OF_LINE) {
      to = Math.ceil(to / width) * width;
    } else if (value === END_OF_BITMAP) {
      throw cutOff();
    } else if (value === DELTA) {
      to += (data[at] ?? 0) + (data[at + 1] ?? 0) * width;
      at += 2;
    } else {
      const bytes = fourBits ? Math.ceil(value / 2) : value;
      if (at + bytes > data.length) throw cutOff();
      for (let i = 0; i < value && to < result.length; i++) {
        result[to++] = pixelOf(data[at + (fourBits ? i >> 1 : i)] as number, i);
      }
      at += bytes + (bytes % 2);
    }
  }
  return result;

  function pixelOf(byte: number, i: number): number {
    if (!fourBits) return byte;
    return i % 2 === 0 ? byte >> 4 : byte & 15;
  }
}
