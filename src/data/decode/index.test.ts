import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ColorMode } from '../../core/types';
import { decodeImage, pictureFacts } from '.';
import { type FormatCase, bytesOf, caseOf, cases, refused } from './formats.testing';
import { startJpegDecoder } from './jpeg.testing';
import { checkProperty } from '../../random/property.testing';

const MODES: ColorMode[] = ['grayscale', 'rgb', 'rgba'];
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

beforeAll(startJpegDecoder);

describe.each(cases)('decodeImage on $name', (golden) => {
  it.each(MODES.filter((mode) => golden[mode] !== null))('equals Pillow as %s', async (mode) => {
    const pixels = await decodeImage(bytesOf(golden.file), mode, golden.name);
    expect([pixels.height, pixels.width]).toEqual(golden.size);
    expect(Buffer.from(pixels.data).equals(bytesOf(golden[mode] as string))).toBe(true);
  });
});

describe('decodeImage', () => {
  it('keeps the high byte of 16-bit grey', async () => {
    const header = text('P5 2 2 65535\n');
    const pixels = await decodeImage(
      Uint8Array.from([...header, 1, 2, 0, 3, 255, 254, 128, 0]),
      'grayscale',
      'a.ppm',
    );
    expect([...pixels.data]).toEqual([1, 0, 255, 128]);
  });

  it('reads a part of a larger buffer', async () => {
    for (const name of ['jpeg 4:2:0', 'png rgb 8', 'bmp 24', 'ppm P6', 'tiff RGB']) {
      const file = caseOf(name);
      const larger = new Uint8Array(file.length + 20);
      larger.set(file, 7);
      const [whole, part] = [file, larger.subarray(7, 7 + file.length)];
      expect(await decodeImage(part, 'rgb', name)).toEqual(await decodeImage(whole, 'rgb', name));
    }
  });

  it.each(refused)('rejects unsupported files: $reason', async ({ reason, file }) => {
    await expect(decodeImage(bytesOf(file), 'rgb', 'cats/1.jpg')).rejects.toMatchObject({
      code: 'bad-image',
      message: expect.stringMatching(new RegExp(`^cats/1.jpg cannot be read: .*${reason}`)),
    });
  });

  it.each([
    ['empty', new Uint8Array(0), 'it is empty.'],
    ['a web page', text('<!doctype html>'), 'it is not a PNG, JPEG, BMP, PPM or TIFF picture'],
    ['an AVIF', text('\0\0\0 ftypavif'), 'its format is AVIF; Pupila reads PNG'],
    ['a JPEG of one marker', Uint8Array.of(0xff, 0xd8, 0xff), 'it is cut off'],
    ['a JPEG of nothing', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), 'it is damaged'],
    ['a huge PPM', text('P6 100000 100000 255\n'), 'it must have from 1 to'],
    ['a huge plain PPM', text('P3 9999 9999 255\n1 2 3'), 'it is cut off'],
    ['a PPM of letters', text('P3 1 1 255\nx x x'), 'it is damaged'],
    ['a PPM without pixels', text('P6 0 5 255\n'), 'it must have from 1 to'],
    ['a BMP header', text('BM'), 'it is damaged or cut off'],
  ])('reports what is wrong with %s', async (_, bytes, reason) => {
    await expect(decodeImage(bytes, 'rgb', 'x.jpg')).rejects.toMatchObject({
      code: 'bad-image',
      message: expect.stringContaining(`x.jpg cannot be read: ${reason}`),
    });
  });

  it('rejects a PNG with more data than its pixels need', async () => {
    const png = caseOf('png grey 8');
    const at = Buffer.from(png).indexOf('IDAT') - 4;
    const length = 100_000;
    const chunk = Uint8Array.from([0, 1, 0x86, 0xa0, ...text('IDAT'), ...new Uint8Array(length + 4)]);
    const stuffed = Uint8Array.from([...png.subarray(0, at), ...chunk, ...png.subarray(at)]);
    await expect(decodeImage(stuffed, 'rgb', 'x.png')).rejects.toThrow('more data than its pixels need');
  });

  it.each(cases)('knows the size of $name, and its transparency as Pillow does', async ({ file, rgba }) => {
    const isTransparent = bytesOf(rgba).some((value, i) => i % 4 === 3 && value < 255);
    const { height, width } = await decodeImage(bytesOf(file), 'rgb', 'x');
    expect(await pictureFacts(bytesOf(file), 'x')).toEqual({ height, width, isTransparent });
  });

  it('knows the size of a JPEG without decoding it', async () => {
    const file = new Uint8Array(readFileSync('fixtures/jpeg/0.jpg'));
    const { height, width } = await decodeImage(file, 'rgb', 'x');
    expect(height).not.toBe(width);
    expect(await pictureFacts(file, 'x')).toEqual({ height, width, isTransparent: false });
    await expect(pictureFacts(file.subarray(0, 500), 'x.jpg')).rejects.toMatchObject({ code: 'bad-image' });
  });

  it('detects a wrong checksum in a PNG', async () => {
    const png = caseOf('png rgb 8');
    const at = Buffer.from(png).indexOf('IDAT') + 12;
    png[at] = (png[at] as number) ^ 1;
    await expect(decodeImage(png, 'rgb', 'x.png')).rejects.toMatchObject({
      code: 'bad-image',
      // Not in the words of the library, which has no Spanish.
      message: 'x.png cannot be read: it is damaged or cut off.',
    });
  });

  it('still works after a JPEG that made the decoder exit', async () => {
    const good = caseOf('jpeg 4:2:0');
    const before = await decodeImage(good, 'rgb', 'good.jpg');
    const bad = good.slice();
    const scan = Buffer.from(bad).indexOf(Buffer.of(0xff, 0xc0));
    bad[scan + 4] = 13;
    for (let i = 0; i < 3; i++) {
      await expect(decodeImage(bad, 'rgb', 'bad.jpg')).rejects.toThrow(
        'bad.jpg cannot be read: it is damaged',
      );
    }
    expect(await decodeImage(good, 'rgb', 'good.jpg')).toEqual(before);
  });
});

describe('decodeImage on damaged files', () => {
  const WHOLE_FILE_NEEDED = ['jpeg 4:2:0', 'png rgb 8', 'bmp 24', 'ppm P6', 'tiff RGB'];

  it.each(WHOLE_FILE_NEEDED)('rejects %s wherever it is cut off', async (name) => {
    const file = caseOf(name);
    for (let end = 0; end < file.length; end += 7) {
      const cut = decodeImage(file.subarray(0, end), 'rgb', name);
      await expect(cut, `${end} of ${file.length} bytes`).rejects.toMatchObject({ code: 'bad-image' });
    }
  });

  it('returns pixels or throws a PupilaError for any damage', async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    await checkProperty(
      fc.asyncProperty(fc.nat(cases.length - 1), damage, async (which, changes) => {
        const file = bytesOf((cases[which] as FormatCase).file);
        for (const [at, value] of changes) file[at % Math.min(file.length, 400)] = value;
        const result = await decodeImage(file, 'rgb', 'x').catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toMatchObject({ code: 'bad-image' });
        else expect(result).toMatchObject({ channels: 3 });
      }),
      { runs: 1500 },
    );
  });
});
