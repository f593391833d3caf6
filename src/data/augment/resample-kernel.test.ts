/** Compares the compiled resampling with resample.ts, bit for bit. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resample } from './resample';
import { makeResampler } from './resample-kernel';
import type { FloatImage, Pixels } from '../../core/types';
import { checkProperty } from '../../random/property.testing';

const resampler = makeResampler(new WebAssembly.Module(readFileSync('build/wasm/resample.wasm')));

const side = fc.integer({ min: 1, max: 19 });
const factor = fc.oneof(fc.constantFrom(0, 1, -1, 0.5), fc.double({ min: -2, max: 2, noNaN: true }));
const offset = fc.oneof(fc.constantFrom(0, 0.5, 18), fc.double({ min: -60, max: 60, noNaN: true }));
const map = fc.record({ rr: factor, rc: factor, r: offset, cr: factor, cc: factor, c: offset });
const options = fc.record({
  fillMode: fc.constantFrom('constant' as const, 'nearest' as const, 'reflect' as const, 'wrap' as const),
  cval: fc.constantFrom(0, 7.25, -3),
  interpolationOrder: fc.constantFrom(0 as const, 1 as const),
});
const finish = fc.record({
  mirror: fc.boolean(),
  upend: fc.boolean(),
  scale: fc.constantFrom(1, 1 / 255, -2),
});
const picture: fc.Arbitrary<Pixels | FloatImage> = fc
  .record({ height: side, width: side, channels: fc.constantFrom(1 as const, 3 as const, 4 as const) })
  .chain(({ height, width, channels }) => {
    const [minLength, maxLength] = [height * width * channels, height * width * channels];
    const bytes = fc.uint8Array({ minLength, maxLength });
    const floats = fc.float32Array({ minLength, maxLength, noNaN: true, min: -300, max: 300 });
    return fc.oneof(bytes, floats).map((data) => ({ height, width, channels, data }) as Pixels | FloatImage);
  });

/** The result of `resample`, mirrored and scaled by plain loops. */
function expected(...[image, through, read, { mirror, upend, scale }]: Parameters<typeof resampler>) {
  const { height, width, channels, data } = resample(image, through, read);
  return data.map((_, i) => {
    const [row, column, k] = [
      Math.floor(i / (width * channels)),
      Math.floor(i / channels) % width,
      i % channels,
    ];
    const from = (upend ? height - 1 - row : row) * width + (mirror ? width - 1 - column : column);
    return (data[from * channels + k] as number) * Math.fround(scale);
  });
}

it('equals resample.ts bit for bit, mirrored and scaled, for any picture, map and mode', async () => {
  await checkProperty(
    fc.property(picture, map, options, finish, (image, through, read, end) => {
      const out = new Float32Array(image.data.length);
      resampler(image, through, read, end, out);
      // −0 and 0 are the same grey level.
      expect(out.map((x) => x + 0)).toEqual(expected(image, through, read, end, out).map((x) => x + 0));
    }),
    { runs: 2000 },
  );
});
