/** Headers that no decoder library validates: each wrong field is named, and nothing is allocated or hangs. */
import { existsSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sizeText } from '../../core/size-text';
import { decodeFile, decodeImage } from '.';
import { checkImage, convertColor } from './color';
import { caseOf } from './formats.testing';
import { startJpegDecoder } from './jpeg.testing';

beforeAll(startJpegDecoder);

/** CPU time in ms to refuse a file. The longest measured takes 15. */
const MOST_MS = 50;

async function refusal(file: Uint8Array): Promise<string> {
  const before = process.cpuUsage();
  const error = await decodeImage(file, 'rgb', 'x').catch((error: unknown) => error as Error);
  if (!(error instanceof Error)) return `read as ${error.width} × ${error.height}`;
  expect(error).toMatchObject({ code: 'bad-image' });
  // CPU time, which other processes do not lengthen.
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(MOST_MS);
  return error.message;
}

const [BYTE, ASCII, LONG] = [1, 2, 4];

/** Returns the TIFF of a fixture with one directory entry changed; `change` receives a view of the entry's 12 bytes. */
function withTag(name: string, tag: number, change: (entry: DataView) => void): Uint8Array {
  const file = caseOf(name);
  const view = new DataView(file.buffer);
  const start = view.getUint32(4, true);
  for (let i = 0; i < view.getUint16(start, true); i++) {
    const at = start + 2 + 12 * i;
    if (view.getUint16(at, true) === tag) {
      change(new DataView(file.buffer, at, 12));
      return file;
    }
  }
  throw new Error(`no tag ${tag} in ${name}`);
}

const type =
  (type: number) =>
  (entry: DataView): void =>
    entry.setUint16(2, type, true);
const count =
  (count: number) =>
  (entry: DataView): void =>
    entry.setUint32(4, count, true);
const value =
  (value: number) =>
  (entry: DataView): void => {
    entry.setUint16(2, LONG, true);
    entry.setUint32(8, value, true);
  };

describe('TIFF', () => {
  it.each([
    ['ImageWidth of two values', 256, count(2), 'its ImageWidth must have one value. Received: count=2'],
    [
      'ImageWidth as text',
      256,
      type(ASCII),
      'its ImageWidth must be of type BYTE, SHORT or LONG. Received: type=2',
    ],
    ['ImageWidth of nothing', 256, value(0), 'Received: width=0'],
    ['a size beyond every picture', 257, value(2 ** 32 - 1), 'Received: width='],
    ['a size without pixels', 257, value(100_000), 'must have an offset and a size'],
    ['ImageLength of no value', 257, count(0), 'its ImageLength must have one value. Received: count=0'],
    ['BitsPerSample that differ', 258, count(2), 'its BitsPerSample must be the same for all 3 samples'],
    [
      'BitsPerSample of 7',
      258,
      (entry: DataView) => (count(1)(entry), value(7)(entry)),
      'Received: BitsPerSample=7',
    ],
    ['another Compression', 259, value(7), 'Received: Compression=7'],
    ['another image type', 262, value(8), 'Received: PhotometricInterpretation=8'],
    ['grey of three samples', 262, value(1), 'Received: SamplesPerPixel=3, PhotometricInterpretation=1'],
    ['a palette of three samples', 262, value(3), 'Received: SamplesPerPixel=3'],
    [
      'SamplesPerPixel of 30 values',
      277,
      count(30),
      'its SamplesPerPixel must have one value. Received: count=30',
    ],
    ['SamplesPerPixel of 0', 277, value(0), 'Received: SamplesPerPixel=0'],
    ['SamplesPerPixel of 5', 277, value(5), 'Received: SamplesPerPixel=5'],
    ['RowsPerStrip of 0', 278, value(0), 'Received: RowsPerStrip=0'],
    ['RowsPerStrip of 1', 278, value(1), 'must have an offset and a size'],
    ['StripByteCounts of 1', 279, value(1), 'it is cut off'],
    ['StripOffsets far away', 273, value(2 ** 31), 'it is cut off'],
    ['StripOffsets without end', 273, count(2 ** 32 - 1), 'it is cut off, or its StripOffsets is damaged'],
    ['another PlanarConfiguration', 284, value(9), 'Received: PlanarConfiguration=9'],
  ])('%s', async (_, tag, change, reason) => {
    expect(await refusal(withTag('tiff RGB', tag, change))).toContain(`x cannot be read: `);
    expect(await refusal(withTag('tiff RGB', tag, change))).toContain(reason);
  });

  it('reads integers of any width', async () => {
    const file = withTag('tiff RGB', 284, type(BYTE));
    expect(await decodeImage(file, 'rgb', 'x')).toEqual(await decodeImage(caseOf('tiff RGB'), 'rgb', 'x'));
  });

  it('a palette of another length', async () => {
    expect(await refusal(withTag('tiff P', 320, count(9)))).toContain('Received: count=9');
  });

  it.each([269, 0x8769])('ignores tag %i, which pixels do not need', async (unneeded) => {
    const whole = await decodeImage(caseOf('tiff RGB'), 'rgb', 'x');
    const file = withTag('tiff RGB', 284, (entry) => {
      entry.setUint16(0, unneeded, true);
      entry.setUint16(2, LONG, true);
      entry.setUint32(4, 2 ** 30, true);
    });
    expect(await decodeImage(file, 'rgb', 'x')).toEqual(whole);
  });

  it('rejects a real file whose SamplesPerPixel is a list, like Pillow', async (test) => {
    const folder = '../shared/field/pictures';
    test.skip(!existsSync(folder), `${folder} is not here`);
    const { cases } = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as {
      cases: Record<string, { rgb: { error?: string } }>;
    };
    const name = 'tiff_samples_per_pixel_list.tif';
    expect(cases[name]?.rgb.error).toContain('UnidentifiedImageError');
    const file = new Uint8Array(readFileSync(`${folder}/${name}`));
    expect(await refusal(file)).toBe(
      'x cannot be read: its SamplesPerPixel must have one value. Received: count=30',
    );
  });
});

/** Returns a PNG with changed IHDR fields, by offset in the chunk, and a matching checksum. */
function withHeader(name: string, fields: Record<number, number>): Uint8Array {
  const file = caseOf(name);
  const view = new DataView(file.buffer);
  for (const [at, byte] of Object.entries(fields)) file[16 + Number(at)] = byte;
  view.setUint32(29, crc32(file.subarray(12, 29)));
  return file;
}

/** Returns a PNG with a chunk inserted after the chunk of type `after`. */
function withChunk(name: string, after: string, type: string, data: readonly number[]): Uint8Array {
  const file = Buffer.from(caseOf(name));
  const at = file.indexOf(after) - 4;
  const end = at + 12 + file.readUInt32BE(at);
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length);
  chunk.write(type, 4);
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return Uint8Array.from(Buffer.concat([file.subarray(0, end), chunk, file.subarray(end)]));
}

describe('PNG', () => {
  const huge = [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0];
  it.each([
    [
      '60000 by 60000 pixels',
      withHeader('png rgb 8', { 2: 0xea, 3: 0x60, 6: 0xea, 7: 0x60 }),
      'Received: width=60000, height=60000',
    ],
    [
      '13000 by 13000 pixels of nothing',
      withHeader('png rgb 8', { 2: 0x32, 3: 0xc8, 6: 0x32, 7: 0xc8 }),
      'it is cut off',
    ],
    ['another colour type', withHeader('png rgb 8', { 9: 5 }), 'Received: colour type=5'],
    ['RGB of 4 bits', withHeader('png rgb 8', { 8: 4 }), 'Received: bit depth=4'],
    ['another compression', withHeader('png rgb 8', { 10: 1 }), 'Received: compression method=1'],
    ['another filter method', withHeader('png rgb 8', { 11: 1 }), 'Received: filter method=1'],
    ['another interlace method', withHeader('png rgb 8', { 12: 2 }), 'Received: interlace method=2'],
    [
      'a second header',
      withChunk('png rgb 8', 'IHDR', 'IHDR', huge),
      'it must have one IHDR chunk. Received: IHDR=two',
    ],
    [
      'a palette of 257 colours',
      withChunk('png rgb 8', 'IHDR', 'PLTE', Array<number>(771).fill(0)),
      'Received: length of PLTE=771',
    ],
    [
      'a transparent colour of one value',
      withChunk('png rgb 8', 'IHDR', 'tRNS', [0, 1]),
      'Received: number of tRNS values=1',
    ],
  ])('%s', async (_, file, reason) => {
    expect(await refusal(file)).toContain(reason);
  });
});

/** Returns a file with some bytes changed. */
function patched(name: string, changes: Record<number, readonly number[]>): Uint8Array {
  const file = caseOf(name);
  for (const [at, bytes] of Object.entries(changes)) file.set(bytes, Number(at));
  return file;
}

const INT32_MIN = [0, 0, 0, 0x80];

describe('BMP', () => {
  it.each([
    ['a negative width', { 18: INT32_MIN }, 'Received: width=-2147483648'],
    ['the smallest height', { 22: INT32_MIN }, 'height=2147483648'],
    [
      '60000 by 60000 pixels',
      { 18: [0x60, 0xea, 0, 0, 0x60, 0xea, 0, 0] },
      'Received: width=60000, height=60000',
    ],
    ['13000 by 13000 pixels of nothing', { 18: [0xc8, 0x32, 0, 0, 0xc8, 0x32, 0, 0] }, 'it is cut off'],
    ['another header', { 14: [41] }, 'Received: header size=41'],
    ['7 bits', { 28: [7] }, 'Received: bits per pixel=7'],
    ['another compression', { 30: [4] }, 'Received: compression=4'],
  ])('%s', async (_, changes, reason) => {
    expect(await refusal(patched('bmp 24', changes as Record<number, number[]>))).toContain(reason);
  });

  it('RLE of 13000 by 13000 skipped pixels', async () => {
    const file = patched('bmp RLE8', { 18: [0xc8, 0x32, 0, 0, 0xc8, 0x32, 0, 0] });
    const at = new DataView(file.buffer).getUint32(10, true);
    const deltas = Array.from({ length: 60 }, () => [0, 2, 0, 255]).flat();
    const passing = Uint8Array.from([...file.subarray(0, at), ...deltas]);
    expect(await refusal(passing)).toContain('it is cut off');
  });

  it('RLE of 13000 by 13000 pixels that ends early', async () => {
    const file = patched('bmp RLE8', { 18: [0xc8, 0x32, 0, 0, 0xc8, 0x32, 0, 0] });
    expect(await refusal(file)).toContain('it is cut off');
  });
});

describe('PPM', () => {
  it.each([
    ['P6 60000 60000 255\n', 'Received: width=60000, height=60000'],
    ['P5 13000 13000 255\n', 'it is cut off'],
    ['P4 13000 13000\n', 'it is cut off'],
    ['P1 13000 13000\n1 0', 'it is cut off'],
    ['P5 2 2 65536\n', 'Received: maxval=65536'],
    ['P5 2 2 0\n', 'Received: maxval=0'],
  ])('%j', async (text, reason) => {
    expect(await refusal(new TextEncoder().encode(text))).toContain(reason);
  });
});

describe('JPEG', () => {
  /** Returns a JPEG with other bytes after the length of its frame header: precision, height, width, components. */
  function withFrame(changes: Record<number, readonly number[]>): Uint8Array {
    const at = Buffer.from(caseOf('jpeg 4:2:0')).indexOf(Buffer.of(0xff, 0xc0)) + 4;
    return patched(
      'jpeg 4:2:0',
      Object.fromEntries(Object.entries(changes).map(([place, bytes]) => [at + Number(place), bytes])),
    );
  }

  it.each([
    ['no rows', { 1: [0, 0] }, 'height=0'],
    ['60000 by 60000 pixels', { 1: [0xea, 0x60, 0xea, 0x60] }, 'Received: width=60000, height=60000'],
    [
      '6000 by 6000 pixels of nothing',
      { 1: [0x17, 0x70, 0x17, 0x70] },
      `cannot have ${sizeText(6000, 6000)} pixels`,
    ],
    ['two components', { 5: [2] }, 'Received: number of components=2'],
    ['four components', { 5: [4] }, 'CMYK'],
  ])('%s', async (_, changes, reason) => {
    expect(await refusal(withFrame(changes as Record<number, number[]>))).toContain(reason);
  });
});

describe('checkImage', () => {
  it('rejects data of other than height × width × channels values, from any decoder', () => {
    const image = { width: 2, height: 2, channels: 3 as const, data: new Uint8Array(12) };
    expect(checkImage(image)).toBe(image);
    for (const wrong of [
      { data: new Uint8Array(11) },
      { width: 1.5 },
      { channels: new Uint16Array(3) },
      { channels: '3' },
    ])
      expect(() => checkImage({ ...image, ...wrong } as unknown as typeof image)).toThrow();
  });

  it('runs before anything else uses the picture', async () => {
    const seen: number[] = [];
    await decodeFile(caseOf('png rgb 8'), 'x', (image) => {
      seen.push(image.data.length - image.width * image.height * image.channels);
      return convertColor(image, 'rgb');
    });
    expect(seen).toEqual([0]);
  });
});
