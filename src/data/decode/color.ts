/** Converts decoded images to the requested channels, like Pillow's `convert`. */
import { CHANNELS, type ColorMode, type Pixels } from '../../core/types';
import { message } from '../../core/message';
import { PictureError, checkInteger } from './picture-error';

/** The result of a decoder: row-major, interleaved; 1 = grey, 2 = grey and alpha, 3 = RGB, 4 = RGBA. */
export interface DecodedImage {
  height: number;
  width: number;
  channels: 1 | 2 | 3 | 4;
  /** 8 bits; 16 bits only for grey. */
  data: Uint8Array | Uint8ClampedArray | Uint16Array;
}

/** Twice Pillow's `MAX_IMAGE_PIXELS`; Pillow rejects larger pictures as decompression bombs. */
const MAX_PIXELS = 178_956_970;

/**
 * Checks the size in a header before memory is allocated for it.
 *
 * @throws {PictureError} For a size that Pillow rejects.
 */
export function checkSize(width: number, height: number): void {
  const isSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (isSize && width * height <= MAX_PIXELS) return;
  throw new PictureError(message`it must have from 1 to ${MAX_PIXELS} pixels`, { width, height });
}

/**
 * Checks the result of a decoder, on which the functions below rely.
 *
 * @throws {Error} If its data does not have height × width × channels values.
 */
export function checkImage(image: DecodedImage): DecodedImage {
  const { width, height, channels, data } = image;
  checkSize(width, height);
  checkInteger('number of channels', channels, 1, 4);
  if (data.length === width * height * channels) return image;
  throw new PictureError(message`it is damaged: it must have width × height × channels values`, {
    width,
    height,
    channels,
    values: data.length,
  });
}

/**
 * Converts to Keras's `color_mode`: alpha is dropped, not blended; grey is `(19595 R + 38470 G + 7471 B + 32768) >>
 * 16`.
 *
 * 16-bit grey becomes colour as in Pillow, which clips at 255. As 'grayscale' it keeps its high byte; Keras would
 * return all 16 bits, which these 8-bit pixels cannot hold.
 */
export function convertColor(image: DecodedImage, colorMode: ColorMode): Pixels {
  const { height, width } = image;
  const channels = CHANNELS[colorMode];
  const source = image.data instanceof Uint16Array ? narrow(image.data, colorMode) : image.data;
  if (image.channels === channels) return { height, width, channels, data: toUint8Array(source) };
  const data = new Uint8Array(height * width * channels);
  const step = image.channels;
  const grey = step < 3;
  const alpha = step === 2 || step === 4 ? step - 1 : null;
  for (let from = 0, to = 0; to < data.length; from += step, to += channels) {
    const r = source[from] as number;
    const g = grey ? r : (source[from + 1] as number);
    const b = grey ? r : (source[from + 2] as number);
    if (channels === 1) {
      data[to] = (19595 * r + 38470 * g + 7471 * b + 32768) >> 16;
      continue;
    }
    data[to] = r;
    data[to + 1] = g;
    data[to + 2] = b;
    if (channels === 4) data[to + 3] = alpha === null ? 255 : (source[from + alpha] as number);
  }
  return { height, width, channels, data };
}

/** Returns whether a pixel is not opaque. */
export function hasTransparentPixels({ channels, data }: DecodedImage): boolean {
  if (channels === 1 || channels === 3) return false;
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== 255) return true;
  return false;
}

function narrow(data: Uint16Array, colorMode: ColorMode): Uint8Array {
  return colorMode === 'grayscale'
    ? Uint8Array.from(data, (value) => value >> 8)
    : Uint8Array.from(data, (value) => Math.min(value, 255));
}

function toUint8Array(data: Uint8Array | Uint8ClampedArray): Uint8Array {
  return data instanceof Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
