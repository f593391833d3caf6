import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkProperty } from '../../random/property.testing';
import * as reference from '../reference/convolution';
import { type Geometry, windowsOfThree } from '../reference/geometry';
import { NO_FLOOR } from './convolution';
import { type Winograd, winogradKernels } from './engine/winograd';
import { type Bench, KERNEL_FILES, expectClose, makeBench, numbers } from './wasm.testing';

const size = (max: number) => fc.integer({ min: 1, max });
const seed = size(2 ** 30);

const SIZES: Winograd[] = ['small', 'large'];

/** Convolves an image that ends where the memory ends, so that reading beyond it fails. */
function convolve(
  bench: Bench,
  tiles: Winograd,
  g: Geometry,
  x: Float32Array,
  filter: Float32Array,
  { turned = false, bias = 0, floor = NO_FLOOR } = {},
): Float32Array {
  const { memory } = bench;
  const kernels = winogradKernels(bench.exports, tiles);
  const [channels, outChannels] = turned ? [g.outChannels, g.channels] : [g.channels, g.outChannels];
  const panels = bench.allocate(kernels.filterBytes(g.channels, g.outChannels));
  kernels.pack(bench.put(filter), channels, outChannels, turned, panels);
  const y = bench.allocate(4 * g.outHeight * g.outWidth * g.outChannels);
  const scratch = bench.allocate(kernels.scratch(g.channels, g.outChannels));
  const at = memory.buffer.byteLength - 4 * x.length;
  new Float32Array(memory.buffer, at).set(x);
  kernels.convolve(
    at,
    g.width,
    g.channels,
    panels,
    g.outChannels,
    y,
    g.outHeight,
    g.outWidth,
    bias,
    floor,
    scratch,
  );
  return bench.take(y, g.outHeight * g.outWidth * g.outChannels);
}

/** Blackens an area of an image. */
function withZeros(x: Float32Array, { height, width, channels }: Geometry): Float32Array {
  return x.map((value, i) => {
    const [row, column] = [Math.floor(i / channels / width), Math.floor(i / channels) % width];
    return row > 2 && row < height - 2 && column > 1 && column < 10 ? 0 : value;
  });
}

describe.each(KERNEL_FILES)("Winograd's convolution against naive loops: %s", (file) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench(file);
  });

  it.each(SIZES)('any size with bias and ReLU, and the input gradient: %s tiles', async (tiles) => {
    const sizes = fc.record({ height: size(9), width: size(15), channels: size(6), outputs: size(6) });
    await checkProperty(
      fc.property(sizes, fc.boolean(), fc.boolean(), seed, (s, relu, hasBias, start) => {
        bench.reset();
        const [channels, outChannels] = [4 * s.channels, 4 * s.outputs];
        const g = windowsOfThree(s.height, s.width, channels, outChannels);
        const x = numbers(g.height * g.width * channels, start);
        const filter = numbers(9 * channels * outChannels, start + 1);
        const bias = numbers(outChannels, start + 2);
        const floor = relu ? 0 : NO_FLOOR;
        const y = convolve(bench, tiles, g, x, filter, { bias: hasBias ? bench.put(bias) : 0, floor });
        const expected = reference.conv2d(g, x, filter, hasBias ? bias : undefined);
        expectClose(
          y,
          expected.map((value) => Math.max(floor, value)),
          18 * channels,
        );

        // The gradient of a convolution with 'same' padding is a convolution of the padded dy.
        const forward = { ...windowsOfThree(s.height, s.width, channels, outChannels), top: 1, left: 1 };
        const dy = numbers(s.height * s.width * outChannels, start + 3);
        const gradient = reference.conv2dInputGradient(
          { ...forward, height: s.height, width: s.width },
          dy,
          filter,
        );
        const padded = new Float32Array(g.height * g.width * outChannels);
        for (let row = 0; row < s.height; row++) {
          const line = s.width * outChannels;
          padded.set(dy.subarray(row * line, (row + 1) * line), ((row + 1) * g.width + 1) * outChannels);
        }
        const turned = { ...g, channels: outChannels, outChannels: channels };
        const dx = convolve(bench, tiles, turned, padded, filter, { turned: true });
        expectClose(dx, gradient, 18 * outChannels);
      }),
      { runs: 100 },
    );
  });

  it.each(SIZES)('is exact where nine pixels are 0: %s tiles', (tiles) => {
    bench.reset();
    const g = windowsOfThree(13, 14, 12, 8);
    const x = withZeros(numbers(g.height * g.width * g.channels, 1), g);
    const filter = numbers(9 * g.channels * g.outChannels, 2);
    const expected = reference.conv2d(g, x, filter);
    const y = convolve(bench, tiles, g, x, filter);
    const zeros = Array.from(expected.keys()).filter((i) => expected[i] === 0);
    expect(zeros.length).toBeGreaterThan(200);
    expect(zeros.every((i) => y[i] === 0)).toBe(true);
    const bias = bench.put(numbers(g.outChannels, 3));
    const [first = NaN] = zeros;
    const withBias = convolve(bench, tiles, g, x, filter, { bias });
    expect([...withBias.subarray(first, first + 8)]).toEqual([...bench.take(bias, 8)]);
  });

  it.each(SIZES)('keeps its rounding small with many channels: %s tiles', (tiles) => {
    bench.reset();
    const g = windowsOfThree(4, 5, 256, 8);
    const x = numbers(g.height * g.width * g.channels, 1);
    const filter = numbers(9 * g.channels * g.outChannels, 2);
    const expected = reference.conv2d(g, x, filter);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const errors = convolve(bench, tiles, g, x, filter).map((value, i) =>
      Math.abs(value - (expected[i] as number)),
    );
    expect(Math.max(...errors) / largest).toBeLessThan(5e-6);
  });

  it('the filter gradient of any size, summed over images', async () => {
    const sizes = fc.record({ height: size(11), width: size(27), channels: size(6), outputs: size(6) });
    await checkProperty(
      fc.property(sizes, seed, (s, start) => {
        bench.reset();
        const { exports, memory } = bench;
        const [channels, outChannels] = [4 * s.channels, 4 * s.outputs];
        const g = { ...windowsOfThree(s.height, s.width, channels, outChannels), images: 2 };
        const pixels = g.height * g.width * channels;
        const outputs = s.height * s.width * outChannels;
        const x = numbers(2 * pixels, start);
        const dy = numbers(2 * outputs, start + 1);
        const before = numbers(9 * channels * outChannels, start + 2);
        const state = bench.allocate(exports.winogradGradientBytes(channels, outChannels));
        exports.beginWinogradGradient(state);
        // The images end where the memory ends, so that reading beyond them fails.
        const at = memory.buffer.byteLength - 4 * x.length;
        new Float32Array(memory.buffer, at).set(x);
        for (const [i, from] of [at, at + 4 * pixels].entries()) {
          const gradient = bench.put(dy.subarray(i * outputs, (i + 1) * outputs));
          exports.convolveWinogradGradient(
            from,
            g.width,
            channels,
            gradient,
            s.height,
            s.width,
            outChannels,
            state,
          );
        }
        const dw = bench.put(before);
        exports.endWinogradGradient(state, channels, outChannels, dw);
        const expected = reference.conv2dFilterGradient(g, x, dy).map((v, i) => v + (before[i] as number));
        expectClose(bench.take(dw, before.length), expected, 4 * s.height * s.width + 32);
      }),
      { runs: 60 },
    );
  });
});
