/** Windows bitmaps, as Pillow reads them: 1, 4 and 8 bits with a palette (also RLE), 16, 24 and 32 bits. */
import { decodeRle } from './bmp-rle';
import { expandPalette, unpackBits } from './bits';
import { type DecodedImage, checkSize } from './color';
import { message } from '../../core/message';
import { PictureError, checkCode, cutOff } from './picture-error';

const RAW = 0;
const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = 3;
const FILE_HEADER = 14;
/** Header sizes: OS/2, and Windows versions 3 to 5. */
const OS2_HEADER = 12;
const HEADERS = [OS2_HEADER, 40, 52, 56, 64, 108, 124];

const INDEXED_BITS = [1, 4, 8];
const DIRECT_BITS = [16, 24, 32];

interface Header {
  size: number;
  width: number;
  height: number;
  topDown: boolean;
  bits: number;
  compression: number;
  colors: number;
  /** Where the pixels start. */
  offset: number;
}

/** Decodes a BMP. Throws an error with the reason. */
export function decodeBmp(bytes: Uint8Array): DecodedImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(view);
  const { width, height, bits } = header;
  checkSize(width, height);
  checkCode('bits per pixel', bits, [...INDEXED_BITS, ...DIRECT_BITS]);
  return INDEXED_BITS.includes(bits) ? decodeIndexed(bytes, header) : decodeDirect(view, header);
}

function readHeader(view: DataView): Header {
  const offset = view.getUint32(10, true);
  const size = view.getUint32(FILE_HEADER, true);
  checkCode('header size', size, HEADERS);
  if (size === OS2_HEADER) {
    const [width, height, , bits] = [18, 20, 22, 24].map((at) => view.getUint16(at, true)) as [
      number,
      number,
      number,
      number,
    ];
    return { size, width, height, topDown: false, bits, compression: RAW, colors: 1 << bits, offset };
  }
  const height = view.getInt32(22, true);
  const bits = view.getUint16(28, true);
  return {
    size,
    width: view.getInt32(18, true),
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    compression: view.getUint32(30, true),
    colors: view.getUint32(46, true) || 2 ** bits,
    offset,
  };
}

function decodeIndexed(bytes: Uint8Array, header: Header): DecodedImage {
  const { width, height, bits, compression } = header;
  checkCode('compression', compression, bits === 8 ? [RAW, RLE8] : bits === 4 ? [RAW, RLE4] : [RAW]);
  const palette = readPalette(bytes, header);
  const data = bytes.subarray(header.offset);
  const rowBytes = paddedRow(width, bits);
  if (compression === RAW && data.length < rowBytes * height) throw cutOff();
  const stored =
    compression === RAW
      ? unpackBits(data, bits as 1 | 4 | 8, width, height, rowBytes)
      : decodeRle(data, width, height, compression === RLE4);
  const indices = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = storedRow(header, row) * width;
    indices.set(stored.subarray(from, from + width), row * width);
  }
  return { width, height, channels: 3, data: expandPalette(indices, palette, 3) };
}

/** Reads blue, green, red and, except in OS/2 files, an unused byte. */
function readPalette(bytes: Uint8Array, { size, colors }: Header): number[][] {
  const step = size === OS2_HEADER ? 3 : 4;
  const start = FILE_HEADER + size;
  const palette: number[][] = [];
  for (let i = 0; i < Math.min(colors, 256); i++) {
    const [b, g, r] = bytes.subarray(start + i * step, start + i * step + 3);
    if (r === undefined) throw cutOff();
    palette.push([r, g as number, b as number]);
  }
  return palette;
}

/** How to extract a channel from a pixel's bits: shift right, then mask. */
interface Channel {
  shift: number;
  max: number;
}

function decodeDirect(view: DataView, header: Header): DecodedImage {
  const { width, height, bits, offset } = header;
  const layout = channelsOf(view, header);
  const channels = layout.length as 3 | 4;
  const rowBytes = paddedRow(width, bits);
  if (view.byteLength < offset + rowBytes * height) throw cutOff();
  const step = bits / 8;
  const data = new Uint8Array(width * height * channels);
  for (let row = 0, to = 0; row < height; row++) {
    const start = offset + storedRow(header, row) * rowBytes;
    for (let column = 0; column < width; column++) {
      let pixel = 0;
      for (let b = step - 1; b >= 0; b--) pixel = (pixel << 8) | view.getUint8(start + column * step + b);
      for (const { shift, max } of layout) data[to++] = Math.trunc((((pixel >>> shift) & max) * 255) / max);
    }
  }
  return { width, height, channels, data };
}

/** Returns red, green, blue and, if present, alpha. Without masks, the fourth byte of 32 bits is not alpha. */
function channelsOf(view: DataView, { size, bits, compression }: Header): Channel[] {
  if (compression === RAW) {
    const max = bits === 16 ? 31 : 255;
    return (bits === 16 ? [10, 5, 0] : [16, 8, 0]).map((shift) => ({ shift, max }));
  }
  checkCode('compression', compression, [RAW, BITFIELDS]);
  const places = [54, 58, 62, ...(size >= 56 && bits === 32 ? [66] : [])];
  const masks = places.map((at) => view.getUint32(at, true));
  if (bits === 32 && masks.every((mask) => mask === 0))
    return [16, 8, 0, 24].map((shift) => ({ shift, max: 255 }));
  return masks.filter((mask, i) => i < 3 || mask !== 0).map(channelOf);
}

function channelOf(mask: number): Channel {
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> Math.max(0, shift);
  if (mask === 0 || (max & (max + 1)) !== 0 || max > 255) {
    throw new PictureError(message`each of its bit fields must be 1 to 8 adjacent bits`, {
      mask: `0x${mask.toString(16)}`,
    });
  }
  return { shift, max };
}

/** Bytes per row: padded to a multiple of four. */
function paddedRow(width: number, bits: number): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/** Rows are stored bottom up unless the height is negative. */
function storedRow({ topDown, height }: Header, row: number): number {
  return topDown ? row : height - 1 - row;
}
