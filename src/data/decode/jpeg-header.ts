/** Walks through the segments of a JPEG, to reject what libjpeg ignores and Pillow rejects, and for its size. Decodes nothing. */
import { checkSize } from './color';
import { message } from '../../core/message';
import { sizeText } from '../../core/size-text';
import { PictureError, checkCode, cutOff } from './picture-error';

/** Start of frame: baseline to arithmetic, except DHT (C4), JPG (C8) and DAC (CC), which lie between. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Markers without a length: TEM and RST0 … RST7. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
const EOI = 0xd9;
/** A block of 8 × 8 pixels takes at least one bit. With a damaged size, the decoder would run for minutes. */
const MOST_PIXELS_A_BYTE = 512;

/**
 * Walks from the first marker to the end of the picture.
 *
 * @returns The size in pixels; 0 × 0 if no segment says it.
 * @throws {Error} If the file ends before the picture does, or contains something unsupported.
 */
export function checkJpegHeader(bytes: Uint8Array): { height: number; width: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size = { height: 0, width: 0 };
  let at = 2;
  for (;;) {
    at = nextMarker(bytes, at);
    const marker = bytes[at + 1];
    if (marker === EOI) return size;
    if (marker === undefined || at + 4 > bytes.length) throw cutOff();
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    if (isFrame(marker) && at + 10 <= bytes.length) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      checkSize(width, height);
      if (width * height > MOST_PIXELS_A_BYTE * bytes.length) {
        throw new PictureError(
          message`a JPEG of ${bytes.length} bytes cannot have ${sizeText(width, height)} pixels`,
        );
      }
      const components = bytes[at + 9] as number;
      if (components === 4) throw new PictureError(message`it is a CMYK JPEG; save it as RGB`);
      checkCode('number of components', components, [1, 3]);
      size = { height, width };
    }
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
}

/** Returns the position of the next 0xFF that starts a marker; 0xFF00 is data, 0xFFFF is padding. */
function nextMarker(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && (bytes[at + 1] === 0x00 || bytes[at + 1] === 0xff)) at = bytes.indexOf(0xff, at + 1);
  return at < 0 ? bytes.length : at;
}
