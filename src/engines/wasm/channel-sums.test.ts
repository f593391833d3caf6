/** Sums of batch normalization, compared with naive sums. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkProperty } from '../../random/property.testing';
import { type Bench, KERNEL_FILES, expectClose, makeBench, numbers } from './wasm.testing';

const shapes = fc.record({
  pixels: fc.integer({ min: 1, max: 200 }),
  channels: fc.integer({ min: 1, max: 60 }),
  start: fc.integer({ min: 1, max: 2 ** 30 }),
});

/** Σ over pixels of `term`, for each channel. */
function sums(pixels: number, channels: number, term: (at: number, channel: number) => number): number[] {
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let pixel = 0; pixel < pixels; pixel++) sum += term(pixel * channels + c, c);
    return sum;
  });
}

describe.each(KERNEL_FILES)('%s', (file) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench(file);
  });

  it('moments: mean and squared distances of any image, and nothing written past the end', async () => {
    await checkProperty(
      fc.property(shapes, ({ pixels, channels, start }) => {
        bench.reset();
        const x = numbers(pixels * channels, start);
        const [mean, squares] = [0, 1].map(() => bench.put([...new Float32Array(channels), 7, 8])) as [
          number,
          number,
        ];
        bench.exports.channelMoments(bench.put(x), pixels, channels, mean, squares);
        const middle = sums(pixels, channels, (at) => (x[at] as number) / pixels);
        const all = sums(pixels, channels, (at, c) => ((x[at] as number) - (middle[c] as number)) ** 2);
        expectClose(bench.take(mean, channels), middle, 1);
        expectClose(bench.take(squares, channels), all, pixels);
        for (const end of [mean, squares]) expect([...bench.take(end + 4 * channels, 2)]).toEqual([7, 8]);
      }),
    );
  });

  it('sums of gradients, and of their products with distances from the mean', async () => {
    await checkProperty(
      fc.property(shapes, ({ pixels, channels, start }) => {
        bench.reset();
        const x = numbers(pixels * channels, start);
        const dz = numbers(pixels * channels, start + 1);
        const mean = numbers(channels, start + 2);
        const [total, products] = [0, 1].map(() => bench.put([...new Float32Array(channels), 7, 8])) as [
          number,
          number,
        ];
        const image = [pixels, channels] as const;
        bench.exports.channelGradientSums(
          bench.put(dz),
          bench.put(x),
          ...image,
          bench.put(mean),
          total,
          products,
        );
        const gradient = (at: number): number => dz[at] as number;
        const product = (at: number, c: number): number =>
          gradient(at) * ((x[at] as number) - (mean[c] as number));
        expectClose(bench.take(total, channels), sums(...image, gradient), pixels);
        expectClose(bench.take(products, channels), sums(...image, product), 2 * pixels);
        for (const end of [total, products]) expect([...bench.take(end + 4 * channels, 2)]).toEqual([7, 8]);
      }),
    );
  });
});
