/**
 * The first directory of a TIFF: the tags that pixels need, each checked for type and count. The decoding package
 * trusts whatever it finds, so it only gets to see these tags.
 */
import { message } from '../../core/message';
import { PictureError, checkCode, checkInteger } from './picture-error';

/** Bytes per value for the types that hold unsigned integers: BYTE, SHORT, LONG. */
const INTEGER_BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };
/** A type that the package ignores. */
const UNKNOWN_TYPE = 0;
const ENTRY_BYTES = 12;
/** Stored, LZW, deflate under its new and its old number. */
const COMPRESSIONS = [1, 5, 8, 32946];
const UINT32_MAX = 2 ** 32 - 1;

/** Number of each tag, and whether it is a list. */
const TAGS = {
  ImageWidth: [256, false],
  ImageLength: [257, false],
  BitsPerSample: [258, true],
  Compression: [259, false],
  PhotometricInterpretation: [262, false],
  FillOrder: [266, false],
  StripOffsets: [273, true],
  Orientation: [274, false],
  SamplesPerPixel: [277, false],
  RowsPerStrip: [278, false],
  StripByteCounts: [279, true],
  PlanarConfiguration: [284, false],
  Predictor: [317, false],
  ColorMap: [320, true],
  TileWidth: [322, false],
  TileLength: [323, false],
  TileOffsets: [324, true],
  TileByteCounts: [325, true],
  ExtraSamples: [338, true],
  SampleFormat: [339, true],
} as const;

type TagName = keyof typeof TAGS;
const NAMES = new Map(Object.entries(TAGS).map(([name, [tag]]) => [tag as number, name as TagName]));

/** The tags of a page, and the file without all others. */
export interface TiffDirectory {
  /** Values of a tag; undefined if the file does not have it. */
  list(name: TagName): readonly number[] | undefined;
  /** The single value of a tag, or `fallback` if the file does not have it. */
  integer(name: TagName, fallback?: number): number;
  /** A copy of the file in which all other tags have an unknown type. */
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the first directory.
 *
 * @throws {PictureError} Naming a tag with a wrong type or count.
 * @throws {Error} If the file ends before a value does.
 */
export function readTiffDirectory(file: Uint8Array): TiffDirectory {
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  const little = bytes[0] === 0x49;
  const start = view.getUint32(4, little);
  const values = new Map<TagName, readonly number[]>();
  const entries = view.getUint16(start, little);
  for (let i = 0; i < entries; i++) {
    const at = start + 2 + i * ENTRY_BYTES;
    const name = NAMES.get(view.getUint16(at, little));
    if (name) values.set(name, readValues(view, at, little, name));
    else view.setUint16(at + 2, UNKNOWN_TYPE, little);
  }
  const integer = (name: TagName, fallback?: number): number => {
    const value = values.get(name)?.[0] ?? fallback;
    if (value === undefined) throw new PictureError(message`it has no ${name}`);
    return value;
  };
  return { list: (name) => values.get(name), integer, bytes };
}

function readValues(view: DataView, at: number, little: boolean, name: TagName): number[] {
  const type = view.getUint16(at + 2, little);
  const count = view.getUint32(at + 4, little);
  const size = INTEGER_BYTES[type];
  if (!size) throw new PictureError(message`its ${name} must be of type BYTE, SHORT or LONG`, { type });
  const isList = TAGS[name][1];
  if (count === 0 || (count > 1 && !isList)) {
    throw new PictureError(
      isList ? message`its ${name} must have at least one value` : message`its ${name} must have one value`,
      { count },
    );
  }
  const from = count * size > 4 ? view.getUint32(at + 8, little) : at + 8;
  if (from + count * size > view.byteLength)
    throw new PictureError(message`it is cut off, or its ${name} is damaged`);
  const get = { 1: view.getUint8, 2: view.getUint16, 4: view.getUint32 }[size] as DataView['getUint16'];
  return Array.from({ length: count }, (_, i) => get.call(view, from + i * size, little));
}

/** Pixel layout of a page. */
export interface TiffLayout {
  width: number;
  height: number;
  samplesPerPixel: 1 | 2 | 3 | 4;
  bitsPerSample: number;
  photometric: number;
  compression: number;
}

/** Checks each tag on its own. */
export function readTiffLayout(directory: TiffDirectory): TiffLayout {
  const { integer, list } = directory;
  const [width, height] = [integer('ImageWidth'), integer('ImageLength')];
  const samplesPerPixel = integer('SamplesPerPixel', 1);
  checkInteger('SamplesPerPixel', samplesPerPixel, 1, 4);
  const bits = list('BitsPerSample');
  if (!bits) throw new PictureError(message`it is a TIFF without BitsPerSample`);
  checkSame('BitsPerSample', bits, samplesPerPixel);
  const bitsPerSample = bits[0] as number;
  checkCode('BitsPerSample', bitsPerSample, [1, 8, 16, 32, 64]);
  const formats = list('SampleFormat') ?? [1];
  checkSame('SampleFormat', formats, samplesPerPixel);
  checkCode('SampleFormat', formats[0] as number, bitsPerSample < 32 ? [1] : [3]);
  const compression = integer('Compression', 1);
  if (!COMPRESSIONS.includes(compression)) {
    throw new PictureError(
      message`this TIFF compression is not supported; save it with LZW or without compression`,
      {
        Compression: compression,
      },
    );
  }
  checkCode('FillOrder', integer('FillOrder', 1), bitsPerSample === 1 ? [1] : [1, 2]);
  // The package reads neither the other orientations nor differences of floats.
  const orientation = integer('Orientation', 1);
  if (orientation !== 1) {
    throw new PictureError(
      message`it is turned or mirrored by its Orientation; turn it in another program and save it again`,
      {
        Orientation: orientation,
      },
    );
  }
  checkCode('Predictor', integer('Predictor', 1), [8, 16].includes(bitsPerSample) ? [1, 2] : [1]);
  checkCode('PlanarConfiguration', integer('PlanarConfiguration', 1), [1, 2]);
  checkInteger('RowsPerStrip', integer('RowsPerStrip', UINT32_MAX), 1, UINT32_MAX);
  for (const sample of list('ExtraSamples') ?? []) checkInteger('ExtraSamples', sample, 0, 2);
  return {
    width,
    height,
    samplesPerPixel: samplesPerPixel as TiffLayout['samplesPerPixel'],
    bitsPerSample,
    photometric: integer('PhotometricInterpretation'),
    compression,
  };
}

/** Checks that all samples have the same value. Like Pillow, ignores values beyond the number of samples. */
function checkSame(name: TagName, values: readonly number[], samples: number): void {
  const used = values.slice(0, samples);
  if ((values.length === 1 || used.length === samples) && used.every((value) => value === used[0])) return;
  throw new PictureError(message`its ${name} must be the same for all ${samples} samples`, { [name]: used });
}
