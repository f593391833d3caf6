/** PNG, through fast-png, as Pillow reads it: palettes expanded; grey of 1, 2 and 4 bits scaled to 0 … 255. */
import { type DecodedPng, decode } from 'fast-png';
import { expandPalette, unpackBits } from './bits';
import { type DecodedImage, checkSize } from './color';
import { message } from '../../core/message';
import { PictureError, checkCode, checkInteger, cutOff, decodeBy } from './picture-error';

/** The chunks that pixels need. Profiles, texts and times are dropped unread, so they cannot fail or expand. */
const NEEDED = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
/** Chunks that must not repeat: a second one would invalidate the checks on the first. */
const ONCE = ['IHDR', 'PLTE', 'tRNS'];
const SIGNATURE_LENGTH = 8;
/** Bytes of length, type and checksum of a chunk. */
const CHUNK_OVERHEAD = 12;
const INDEXED = 3;
/** Bits per channel by colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  [INDEXED]: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, [INDEXED]: 1, 4: 2, 6: 4 };
/** Maximum compression ratio of deflate. */
const MOST_BYTES_A_BYTE = 1032;

/** Decodes a PNG. Throws an error with the reason. */
export function decodePng(bytes: Uint8Array): DecodedImage {
  const { needed, compressed } = selectChunks(bytes);
  const header = new DataView(needed.buffer, SIGNATURE_LENGTH + 8);
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const [depth, colorType, compression, filter, interlace] = Array.from({ length: 5 }, (_, i) =>
    header.getUint8(8 + i),
  ) as [number, number, number, number, number];
  checkSize(width, height);
  checkCode('colour type', colorType, Object.keys(DEPTHS).map(Number));
  checkCode('bit depth', depth, DEPTHS[colorType] as number[]);
  checkCode('compression method', compression, [0]);
  checkCode('filter method', filter, [0]);
  checkCode('interlace method', interlace, [0, 1]);
  // Compression never doubles data, so a larger stream is not a picture. This also bounds the size of the unpacked
  // data.
  if (compressed > 2 * (width * 8 + 1) * height + 1024)
    throw new PictureError(message`it has more data than its pixels need`);
  const unpackedBytes = Math.ceil((width * (CHANNELS[colorType] as number) * depth) / 8) * height;
  if (compressed * MOST_BYTES_A_BYTE < unpackedBytes) throw cutOff();
  if (interlace !== 0 && depth < 8) {
    throw new PictureError(
      message`it is an interlaced PNG with a bit depth of ${depth}; save it without interlacing`,
    );
  }
  const png = decodeBy(() => decode(needed, { checkCrc: true }));
  if (colorType === INDEXED) return indexed(png);
  const data = png.channels === 1 && depth < 8 ? stretched(png) : png.data;
  const image = { width, height, channels: png.channels as 1 | 2 | 3 | 4, data: to8Bits(png, data) };
  return png.transparency ? withTransparentColor(image, png.transparency) : image;
}

/** Returns the PNG without unneeded chunks, and the size of its compressed pixels in bytes. */
function selectChunks(bytes: Uint8Array): { needed: Uint8Array<ArrayBuffer>; compressed: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE_LENGTH)];
  const seen = new Set<string>();
  let compressed = 0;
  let type = '';
  for (let at = SIGNATURE_LENGTH; type !== 'IEND';) {
    if (at + CHUNK_OVERHEAD > bytes.length) throw cutOff();
    const length = view.getUint32(at);
    const end = at + CHUNK_OVERHEAD + length;
    if (end > bytes.length) throw cutOff();
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (kept.length === 1 && type !== 'IHDR')
      throw new PictureError(message`it is damaged: its first chunk must be IHDR`);
    if (type === 'IHDR') checkCode('length of IHDR', length, [13]);
    if (type === 'PLTE') checkInteger('length of PLTE', length, 3, 768);
    if (ONCE.includes(type) && seen.has(type))
      throw new PictureError(message`it must have one ${type} chunk`, { [type]: 'two' });
    seen.add(type);
    if (NEEDED.includes(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IDAT') compressed += length;
    at = end;
  }
  const needed = new Uint8Array(kept.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of kept) {
    needed.set(part, to);
    to += part.length;
  }
  return { needed, compressed };
}

function unpacked({ data, depth, width, height }: DecodedPng): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  return unpackBits(data as Uint8Array, depth as 1 | 2 | 4 | 8, width, height, rowBytes);
}

function indexed(png: DecodedPng): DecodedImage {
  const { width, height, palette } = png;
  if (!palette) throw new PictureError(message`it has no palette`);
  const channels = palette[0]?.length === 4 ? 4 : 3;
  return { width, height, channels, data: expandPalette(unpacked(png), palette, channels) };
}

/** Scales grey of few bits to the full range: 2^depth - 1 becomes 255. */
function stretched(png: DecodedPng): Uint8Array {
  const factor = 255 / ((1 << png.depth) - 1);
  return unpacked(png).map((value) => value * factor);
}

/** Pillow keeps 16 bits only for grey, otherwise the high byte. */
function to8Bits(png: DecodedPng, data: DecodedPng['data']): DecodedImage['data'] {
  return data instanceof Uint16Array && png.channels > 1
    ? Uint8Array.from(data, (value) => value >> 8)
    : data;
}

/**
 * Makes one colour transparent. Pillow compares its low bytes with the 8-bit pixels, whatever the file's depth. Grey of
 * 16 bits cannot have alpha here and stays unchanged.
 */
function withTransparentColor(image: DecodedImage, transparency: Uint16Array): DecodedImage {
  const { data, channels } = image;
  checkCode('number of tRNS values', transparency.length, [channels]);
  if (data instanceof Uint16Array) return image;
  const result = new Uint8Array((data.length / channels) * (channels + 1));
  for (let from = 0, to = 0; from < data.length; from += channels, to += channels + 1) {
    let differs = false;
    for (let c = 0; c < channels; c++) {
      const value = data[from + c] as number;
      result[to + c] = value;
      differs ||= value !== ((transparency[c] as number) & 0xff);
    }
    result[to + channels] = differs ? 255 : 0;
  }
  return { ...image, channels: (channels + 1) as 2 | 4, data: result };
}
