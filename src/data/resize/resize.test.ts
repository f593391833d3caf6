import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resizePixels } from './resize';
import type { Interpolation, Pixels } from '../../core/types';

/**
 * Noise that Python can reproduce: `s = (s * 1103515245 + 12345) % 2**31`, byte `s >> 16 & 255`, starting with s = 1.
 */
function noise(width: number, height: number, channels: 1 | 3 | 4): Pixels {
  const data = new Uint8Array(width * height * channels);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = Number((BigInt(state) * 1103515245n + 12345n) % 2n ** 31n);
    data[i] = state >> 16;
  }
  return { width, height, channels, data };
}

const FILTERS: Interpolation[] = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'];

/**
 * SHA-256, first 8 digits, of `Image.resize((w, h), filter, box)` in Pillow 12.3 for each of FILTERS; with
 * `keepAspectRatio`, box is Keras's centre crop.
 */
const PILLOW: { from: [number, number, 1 | 3 | 4]; to: [number, number]; keep?: true; hashes: string }[] = [
  { from: [37, 23, 3], to: [10, 15], hashes: 'bb29db29 0e5b8e9f 24877b39 0a1eca1d 5e438843 224f3297' },
  { from: [10, 15, 3], to: [37, 23], hashes: 'ae8a3fed 6e96f208 3c9476b4 cccd5adb 5f50a63c a3e2beca' },
  { from: [64, 48, 1], to: [7, 48], hashes: '141e9cdb c8598bab 18a8791c e6c294e4 f8f14047 a9229c40' },
  { from: [64, 48, 3], to: [64, 9], hashes: 'c9e880c4 24809581 2e837829 d33204c3 6306313f 1f18b9bb' },
  { from: [21, 33, 4], to: [16, 16], hashes: '42cf8afa bdda9e1e 14a5d192 8f38c8dd 80d58ce7 ff350152' },
  { from: [9, 9, 4], to: [20, 31], hashes: 'eba9093e ee3d74e4 e4f1c7a0 404181c8 453136a1 d53bef3c' },
  {
    from: [40, 20, 3],
    to: [16, 16],
    keep: true,
    hashes: '4327fbc1 3a79e575 37e86780 e9f19ba5 504d10e0 27382c9d',
  },
  {
    from: [20, 41, 1],
    to: [30, 10],
    keep: true,
    hashes: '19f21efa 64b558b2 49e75064 a3e94b80 b9a9789a 9a3d2b2e',
  },
  { from: [1, 1, 3], to: [5, 4], hashes: '5087bdc3 5087bdc3 5087bdc3 5087bdc3 5087bdc3 5087bdc3' },
  { from: [150, 1, 3], to: [3, 3], hashes: '3301841f 373a30f2 bf2c4aa6 7e4cb119 fd97ada2 34a9c1d1' },
];

describe('resizePixels', () => {
  it.each(PILLOW)(
    'gives the bytes of Pillow from $from to $to',
    ({ from, to: [width, height], keep, hashes }) => {
      const made = FILTERS.map((filter) => {
        const { data } = resizePixels(noise(...from), [height, width], filter, keep === true);
        return createHash('sha256').update(data).digest('hex').slice(0, 8);
      });
      expect(made.join(' ')).toBe(hashes);
    },
  );

  it('returns a picture of the right size unchanged, with any filter', () => {
    const pixels = noise(4, 3, 3);
    expect(resizePixels(pixels, [3, 4], 'bicubic', true)).toBe(pixels);
  });

  it.each(FILTERS)('keeps a uniform colour uniform (%s)', (filter) => {
    const pixels = noise(30, 20, 3);
    pixels.data.fill(201);
    expect(resizePixels(pixels, [17, 41], filter, false).data.every((value) => value === 201)).toBe(true);
  });

  it.each([[[0, 4]], [[4, -1]], [[4.5, 4]], [[NaN, 4]]])('rejects the size %j', (size) => {
    expect(() => resizePixels(noise(4, 4, 1), size as unknown as [number, number], 'nearest', false)).toThrow(
      'Received: target_size=',
    );
  });

  it('rejects an aspect ratio that leaves no pixels', () => {
    expect(() => resizePixels(noise(1, 1000, 1), [1, 1000], 'bilinear', true)).toThrow('keep_aspect_ratio');
  });
});
