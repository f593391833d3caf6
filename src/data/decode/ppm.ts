/** Portable bitmaps, greymaps and pixmaps, P1 to P6, as Pillow reads them. */
import { unpackBits } from './bits';
import { type DecodedImage, checkSize } from './color';
import { message } from '../../core/message';
import { PictureError, checkInteger, cutOff } from './picture-error';

const NEWLINES = [0x0a, 0x0d];
const SPACES = [0x09, 0x0b, 0x0c, 0x20, ...NEWLINES];
const HASH = 0x23;
const ZERO = 0x30;

/** Decodes a PBM, PGM or PPM. Throws an error with the reason. */
export function decodePpm(bytes: Uint8Array): DecodedImage {
  const kind = (bytes[1] as number) - ZERO;
  const reader = new TokenReader(bytes, 2);
  const [width, height] = [reader.number(), reader.number()];
  const bitmap = kind === 1 || kind === 4;
  const max = bitmap ? 1 : reader.number();
  checkSize(width, height);
  checkInteger('maxval', max, 1, 65535);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const count = width * height * channels;
  if (kind === 4) return { width, height, channels, data: bitsOf(reader.rest(), width, height) };
  const values = kind < 4 ? textValues(reader, count, bitmap) : binaryValues(reader.rest(), count, max);
  if (bitmap)
    return { width, height, channels, data: Uint8Array.from(values, (value) => (value === 0 ? 255 : 0)) };
  // As in Pillow, grey of more than 8 bits is scaled to 16 bits, everything else to 8.
  const top = channels === 1 && max > 255 ? 65535 : 255;
  const data = top === 255 ? new Uint8Array(count) : new Uint16Array(count);
  for (let i = 0; i < count; i++)
    data[i] = Math.min(top, roundHalfToEven(((values[i] as number) / max) * top));
  return { width, height, channels, data };
}

/** In a bitmap, 1 is black. */
function bitsOf(data: Uint8Array, width: number, height: number): Uint8Array {
  const rowBytes = Math.ceil(width / 8);
  if (data.length < rowBytes * height) throw cutOff();
  return unpackBits(data, 1, width, height, rowBytes).map((bit) => (bit === 0 ? 255 : 0));
}

function textValues(reader: TokenReader, count: number, bitmap: boolean): Uint16Array {
  // Each value takes at least one character. Checked before allocating memory.
  if (reader.rest().length < count - 1) throw cutOff();
  const values = new Uint16Array(count);
  for (let i = 0; i < count; i++) values[i] = bitmap ? reader.digit() : reader.number();
  return values;
}

/** Reads one byte per value, or two (high byte first) if the maximum does not fit into one. */
function binaryValues(data: Uint8Array, count: number, max: number): Uint8Array | Uint16Array {
  const size = max < 256 ? 1 : 2;
  if (data.length < count * size) throw cutOff();
  if (size === 1) return data.subarray(0, count);
  const values = new Uint16Array(count);
  for (let i = 0; i < count; i++) values[i] = ((data[2 * i] as number) << 8) | (data[2 * i + 1] as number);
  return values;
}

/** Python's `round`. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Reads decimal numbers between spaces and `#` comments. */
class TokenReader {
  #at: number;

  constructor(
    readonly bytes: Uint8Array,
    start: number,
  ) {
    this.#at = start;
  }

  number(): number {
    let value = this.digit();
    while (this.#isDigit()) value = Math.min(value * 10 + this.#next(), 2 ** 32);
    return value;
  }

  digit(): number {
    this.#skipSpace();
    if (this.#at >= this.bytes.length) throw cutOff();
    if (!this.#isDigit()) throw new PictureError(message`it is damaged`);
    return this.#next();
  }

  /** Returns the bytes after the single space that ends the header. */
  rest(): Uint8Array {
    return this.bytes.subarray(this.#at + 1);
  }

  #next(): number {
    return (this.bytes[this.#at++] as number) - ZERO;
  }

  #isDigit(): boolean {
    const byte = this.bytes[this.#at] ?? 0;
    return byte >= ZERO && byte <= ZERO + 9;
  }

  #skipSpace(): void {
    for (;;) {
      const byte = this.bytes[this.#at] ?? 0;
      if (byte === HASH)
        while (this.#at < this.bytes.length && !NEWLINES.includes(this.bytes[this.#at] as number)) this.#at++;
      else if (SPACES.includes(byte)) this.#at++;
      else return;
    }
  }
}
