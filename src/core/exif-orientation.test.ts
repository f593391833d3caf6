import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exifOrientation } from './exif-orientation';
import { withOrientation } from './exif.testing';

const jpeg = readFileSync('fixtures/jpeg/0.jpg');

describe('exifOrientation', () => {
  it('reads the orientation in either byte order, also after another segment', () => {
    for (const little of [false, true]) {
      const turned = withOrientation(jpeg, 6, little);
      expect(exifOrientation(turned)).toBe(6);
      const app0 = Uint8Array.of(0xff, 0xe0, 0, 4, 1, 2);
      expect(exifOrientation(Uint8Array.from([...turned.slice(0, 2), ...app0, ...turned.slice(2)]))).toBe(6);
    }
  });

  it('is 1 without EXIF, for other files, and for files that are cut off', () => {
    expect(exifOrientation(jpeg)).toBe(1);
    expect(exifOrientation(new TextEncoder().encode('no picture'))).toBe(1);
    const turned = withOrientation(jpeg, 6);
    for (let length = 0; length < 32; length++) expect(exifOrientation(turned.slice(0, length))).toBe(1);
    expect(exifOrientation(withOrientation(jpeg, 9))).toBe(1);
  });
});
