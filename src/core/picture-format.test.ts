import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pictureFormat } from './picture-format';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('pictureFormat', () => {
  it.each([
    ['PNG', '\x89PNG\r\n\x1a\n'],
    ['JPEG', '\xff\xd8\xff\xe0'],
    ['BMP', 'BM6\0'],
    ['PPM', 'P6\n2 2\n255\n'],
    ['TIFF', 'II*\0'],
    ['TIFF', 'MM\0*'],
    ['GIF', 'GIF89a'],
    ['WebP', 'RIFF\x1a\x00\n\x00WEBPVP8 '],
    ['AVIF', '\0\0\0 ftypavif\0\0\0\0avifmif1'],
    ['AVIF', '\0\0\0 ftypmif1\0\0\0\0mif1avifmiaf'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['HEIC', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
    [null, '\0\0\0\x18ftypisom\0\0\0\0isomavc1'],
    [null, '<!doctype html>'],
    [null, ''],
  ])('%s', (format, start) => {
    expect(pictureFormat(bytes(start))).toBe(format);
  });

  const field = '../shared/field/pictures';
  it.skipIf(!existsSync(field))('recognizes files by content, whatever the extension', () => {
    const formatOf = (name: string) => pictureFormat(readFileSync(`${field}/${name}`));
    expect(formatOf('webp_lossy_named.jpg')).toBe('WebP');
    expect(formatOf('gif_named.jpg')).toBe('GIF');
  });
});
