import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Geometry, windowsOfThree } from '../reference/geometry';
import { convolvePooled, convolvePooledGradients } from '../reference/pooled';
import { type Bench, KERNEL_FILES, expectClose, makeBench, numbers } from './wasm.testing';
import { checkProperty } from '../../random/property.testing';

const size = (max: number, min = 1) => fc.integer({ min, max });
const seed = size(2 ** 30);

/** A padded image whose convolution has at least two rows and columns. */
const shapes = fc
  .record({
    outHeight: size(9, 2),
    outWidth: size(13, 2),
    // Covers every group size (3, 6, 9 and 12 vectors) and more than one group.
    channels: fc.oneof(size(6), fc.constantFrom(12, 16, 36, 40)),
    outChannels: size(14),
    filter: fc.oneof(fc.tuple(size(4), size(4)), fc.constant([3, 3] as [number, number])),
    strides: fc.oneof(fc.constant([1, 1] as [number, number]), fc.tuple(size(3), size(3))),
    spare: fc.tuple(size(3, 0), size(3, 0)),
  })
  .map(({ filter, strides, spare, ...s }): Geometry => ({
    ...s,
    images: 1,
    height: (s.outHeight - 1) * strides[0] + filter[0] + spare[0],
    width: (s.outWidth - 1) * strides[1] + filter[1] + spare[1],
    filterHeight: filter[0],
    filterWidth: filter[1],
    strideHeight: strides[0],
    strideWidth: strides[1],
    dilationHeight: 1,
    dilationWidth: 1,
    top: 0,
    left: 0,
  }));

/** Runs the compiled kernels forward and backward. */
function run(bench: Bench, g: Geometry, relu: boolean, start: number) {
  bench.reset();
  const { exports } = bench;
  const { channels, outChannels, filterHeight, filterWidth, width } = g;
  const [pooledHeight, pooledWidth] = [g.outHeight >> 1, g.outWidth >> 1];
  const depth = filterHeight * filterWidth * channels;
  const pooled = pooledHeight * pooledWidth * outChannels;
  const values = {
    x: numbers(g.height * width * channels, start),
    filter: numbers(depth * outChannels, start + 1),
    bias: numbers(outChannels, start + 2),
    dy: numbers(pooled, start + 3),
  };
  const [x, filter, bias] = [bench.put(values.x), bench.put(values.filter), bench.put(values.bias)];
  const panels = bench.allocate(32 * depth * Math.ceil(outChannels / 8));
  exports.packFilter(filter, filterHeight * filterWidth, channels, outChannels, false, panels);
  const [y, argmax] = [bench.allocate(4 * pooled), bench.allocate(pooled)];
  const shape = [filterHeight, filterWidth] as const;
  const strides = [g.strideHeight, g.strideWidth] as const;
  exports.convolvePooled(
    x,
    width,
    channels,
    panels,
    ...shape,
    outChannels,
    ...strides,
    bias,
    relu,
    y,
    argmax,
    pooledHeight,
    pooledWidth,
    bench.allocate(exports.convolvePooledScratch(depth, pooledWidth, outChannels)),
  );

  const dy = bench.put(values.dy);
  const scratch = bench.allocate(
    exports.pooledGradientScratch(width, channels, pooledHeight, pooledWidth, outChannels),
  );
  const runLength = filterWidth * channels;
  const bytes = exports.weightRowsBytes(runLength, filterHeight, outChannels);
  const rows = bench.put(new Float32Array(bytes / 4));
  const pooling = [
    dy,
    y,
    argmax,
    pooledHeight,
    pooledWidth,
    outChannels,
    ...shape,
    ...strides,
    relu,
  ] as const;
  exports.pooledFilterGradient(x, width, channels, ...pooling, rows, scratch);
  const dw = bench.put(new Float32Array(values.filter.length));
  exports.addWeightRows(rows, runLength, filterHeight, outChannels, dw);
  const db = bench.put(new Float32Array(outChannels));
  exports.pooledBiasGradient(dy, y, pooledHeight * pooledWidth, outChannels, relu, db);
  const dx = bench.put(new Float32Array(values.x.length));
  exports.packWeightRows(filter, runLength, filterHeight, outChannels, rows);
  exports.pooledInputGradient(dx, width, channels, ...pooling, rows, scratch);
  return {
    values,
    y: bench.take(y, pooled),
    dw: bench.take(dw, values.filter.length),
    db: bench.take(db, outChannels),
    dx: bench.take(dx, values.x.length),
  };
}

describe.each(KERNEL_FILES)('fused convolution, ReLU and pooling against naive loops: %s', (file) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench(file);
  });

  it('returns the pooled values and all gradients, for any channels, filter and stride', async () => {
    await checkProperty(
      fc.property(shapes, fc.boolean(), seed, (g, relu, start) => {
        const { values, ...actual } = run(bench, g, relu, start);
        const { x, filter, bias, dy } = values;
        const depth = g.filterHeight * g.filterWidth * g.channels;
        expectClose(actual.y, convolvePooled(g, x, filter, bias, relu), depth);
        const expected = convolvePooledGradients(g, x, filter, bias, relu, dy);
        expectClose(actual.db, expected.db, dy.length / g.outChannels);
        expectClose(actual.dw, expected.dw, dy.length / g.outChannels);
        expectClose(actual.dx, expected.dx, depth * g.outChannels);
      }),
      { runs: 150 },
    );
  });

  it("returns the same with Winograd's algorithm if channels are multiples of four", async () => {
    const tiles = fc.record({
      height: size(7),
      width: size(13),
      spare: size(1, 0),
      channels: size(10),
      outputs: size(5),
      // Columns from here on are 0, as black borders are.
      black: size(30, 0),
    });
    await checkProperty(
      fc.property(
        tiles,
        fc.boolean(),
        fc.boolean(),
        seed,
        ({ height, width, black, ...s }, relu, hasBias, start) => {
          bench.reset();
          const { exports } = bench;
          const [channels, outChannels] = [4 * s.channels, 4 * s.outputs];
          const [outHeight, outWidth] = [2 * height + s.spare, 2 * width + s.spare];
          const g = windowsOfThree(outHeight, outWidth, channels, outChannels);
          const x = numbers(g.height * g.width * channels, start).map((value, i) =>
            Math.floor(i / channels) % g.width > black ? 0 : value,
          );
          const filter = numbers(9 * channels * outChannels, start + 1);
          const bias = hasBias ? numbers(outChannels, start + 2) : new Float32Array(outChannels);
          const count = height * width * outChannels;
          const panels = bench.allocate(exports.winogradLargeFilterBytes(channels, outChannels));
          exports.packWinogradLargeFilter(bench.put(filter), channels, outChannels, false, panels);
          const [y, argmax] = [bench.allocate(4 * count), bench.allocate(count)];
          exports.convolvePooledWinograd(
            bench.put(x),
            g.width,
            channels,
            panels,
            outChannels,
            hasBias ? bench.put(bias) : 0,
            relu,
            y,
            argmax,
            height,
            width,
            bench.allocate(exports.winogradLargeScratch(channels, outChannels)),
          );
          const [actual, expected] = [bench.take(y, count), convolvePooled(g, x, filter, bias, relu)];
          expectClose(actual, expected, 18 * channels);
          expect(actual.every((value, i) => value === 0 || expected[i] !== 0)).toBe(true);
          const positions = new Uint8Array(bench.memory.buffer, argmax, count);
          expect(positions.every((where) => where < 4)).toBe(true);
        },
      ),
      { runs: 60 },
    );
  });

  it("computes the course network's second layer in several blocks", () => {
    const g: Geometry = {
      images: 1,
      height: 10,
      width: 72,
      channels: 36,
      outHeight: 8,
      outWidth: 70,
      outChannels: 36,
      filterHeight: 3,
      filterWidth: 3,
      strideHeight: 1,
      strideWidth: 1,
      dilationHeight: 1,
      dilationWidth: 1,
      top: 0,
      left: 0,
    };
    const { values, ...actual } = run(bench, g, true, 5);
    const { x, filter, bias, dy } = values;
    const expected = convolvePooledGradients(g, x, filter, bias, true, dy);
    expectClose(actual.y, convolvePooled(g, x, filter, bias, true), 324);
    expectClose(actual.db, expected.db, 140);
    expectClose(actual.dw, expected.dw, 140);
    expectClose(actual.dx, expected.dx, 324);
  });

  it('sends the gradient to the first of equal maxima, and drops it where ReLU outputs 0', () => {
    const g: Geometry = {
      images: 1,
      height: 2,
      width: 4,
      channels: 1,
      outHeight: 2,
      outWidth: 4,
      outChannels: 1,
      filterHeight: 1,
      filterWidth: 1,
      strideHeight: 1,
      strideWidth: 1,
      dilationHeight: 1,
      dilationWidth: 1,
      top: 0,
      left: 0,
    };
    bench.reset();
    const { exports } = bench;
    const x = bench.put([3, 3, -1, 0, 3, 3, -2, -1]);
    const panels = bench.allocate(32);
    const one = bench.put([1]);
    exports.packFilter(one, 1, 1, 1, false, panels);
    const [y, argmax] = [bench.allocate(8), bench.allocate(2)];
    const scratch = bench.allocate(exports.convolvePooledScratch(1, 2, 1));
    exports.convolvePooled(x, 4, 1, panels, 1, 1, 1, 1, 1, 0, true, y, argmax, 1, 2, scratch);
    expect(Array.from(bench.take(y, 2))).toEqual([3, 0]);
    const dx = bench.put(new Float32Array(8));
    const rows = bench.allocate(exports.weightRowsBytes(1, 1, 1));
    exports.packWeightRows(one, 1, 1, 1, rows);
    const dy = bench.put([5, 7]);
    const lists = bench.allocate(exports.pooledGradientScratch(g.width, 1, 1, 2, 1));
    exports.pooledInputGradient(dx, 4, 1, dy, y, argmax, 1, 2, 1, 1, 1, 1, 1, true, rows, lists);
    expect(Array.from(bench.take(dx, 8))).toEqual([5, 0, 0, 0, 0, 0, 0, 0]);
  });
});
