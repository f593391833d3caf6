import fc from 'fast-check';
import { backend_util } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import * as reference from '../reference/convolution';
import type { Geometry } from '../reference/geometry';
import { matMul } from '../reference/matrix';
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from '../reference/pooling';
import { NO_FLOOR, convolve, convolveFilterGradient, convolveInputGradient } from './convolution';
import { wasmFeatures } from './features';
import type { PoolGeometry } from './kernel-exports';
import { type Bench, KERNEL_FILES, expectClose, makeBench, numbers } from './wasm.testing';
import { checkProperty } from '../../random/property.testing';

const size = (max: number) => fc.integer({ min: 1, max });
const seed = fc.integer({ min: 1, max: 2 ** 30 });

/** Convolution and pooling shapes with at least one output. */
const shapes = fc
  .record({
    images: size(3),
    height: size(13),
    width: size(13),
    channels: size(9),
    outChannels: size(18),
    filter: fc.tuple(size(4), size(4)),
    strides: fc.tuple(size(3), size(3)),
    dilations: fc.tuple(size(3), size(3)),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .map((s) => ({
    ...s,
    info: backend_util.computeConv2DInfo(
      [s.images, s.height, s.width, s.channels],
      [...s.filter, s.channels, s.outChannels],
      s.strides,
      s.dilations,
      s.pad,
    ),
  }))
  .filter(({ info }) => info.outHeight > 0 && info.outWidth > 0);

function geometryOf(info: backend_util.Conv2DInfo): Geometry {
  return {
    ...info,
    images: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
}

it('runs the variants with relaxed SIMD too', () => expect(wasmFeatures().relaxedSimd).toBe(true));

/** Appends `gap` NaN values to each row of a matrix. */
function addGaps(values: Float32Array, width: number, gap: number): Float32Array {
  const wide = new Float32Array((values.length / width) * (width + gap)).fill(NaN);
  values.forEach((value, i) => (wide[i + Math.floor(i / width) * gap] = value));
  return wide;
}

/** Removes the gaps between rows. */
function removeGaps(wide: Float32Array, width: number, gap: number): Float32Array {
  return wide.filter((_, i) => i % (width + gap) < width);
}

describe.each(KERNEL_FILES)('compiled kernels against naive loops: %s', (file) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench(file);
  });

  it('contains no data and no memory', async () => {
    const { memory, exports } = await makeBench(file);
    expect(new Uint32Array(memory.buffer).every((word) => word === 0)).toBe(true);
    expect(Object.values(exports).every((value) => typeof value === 'function')).toBe(true);
  });

  it('matMul: any size, transposed operands, submatrices, bias, ReLU, accumulation', async () => {
    const sizes = fc.tuple(size(30), size(30), size(30));
    const large = fc.tuple(fc.integer({ min: 90, max: 110 }), fc.integer({ min: 500, max: 530 }), size(4));
    const deep = fc.tuple(size(9), size(20), fc.integer({ min: 250, max: 530 }));
    await checkProperty(
      fc.property(
        fc.oneof(sizes, large, deep),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('plain', 'bias', 'relu', 'accumulate'),
        seed,
        fc.integer({ min: 0, max: 9 }),
        ([m, n, k], transposeA, transposeB, mode, start, gap) => {
          bench.reset();
          const { exports } = bench;
          const a = numbers(m * k, start);
          const b = numbers(k * n, start + 1);
          const extra = numbers(m * n, start + 2);
          const [widthA, widthB] = [transposeA ? m : k, transposeB ? k : n];
          const c =
            mode === 'accumulate' ? bench.put(addGaps(extra, n, gap)) : bench.allocate(4 * m * (n + gap));
          const bias = mode === 'bias' ? bench.put(extra.subarray(0, n)) : 0;
          exports.matMul(
            bench.put(addGaps(a, widthA, gap)),
            4 * (widthA + gap),
            transposeA,
            bench.put(addGaps(b, widthB, gap)),
            4 * (widthB + gap),
            transposeB,
            c,
            4 * (n + gap),
            m,
            n,
            k,
            bias,
            mode === 'accumulate',
            mode === 'relu' ? 0 : NO_FLOOR,
            bench.allocate(exports.matMulScratch()),
          );
          const expected = matMul(a, b, [m, n, k], transposeA, transposeB).map((value, i) => {
            if (mode === 'relu') return Math.max(0, value);
            if (mode === 'bias') return value + (extra[i % n] as number);
            return mode === 'accumulate' ? value + (extra[i] as number) : value;
          });
          expectClose(removeGaps(bench.take(c, m * (n + gap)), n, gap), expected, k);
        },
      ),
      { runs: 150 },
    );
  });

  it('convolution with bias and ReLU: any stride, dilation, padding, channels', async () => {
    await checkProperty(
      fc.property(shapes, fc.boolean(), seed, ({ info }, relu, start) => {
        bench.reset();
        const g = geometryOf(info);
        const x = numbers(g.images * g.height * g.width * g.channels, start);
        const filter = numbers(g.filterHeight * g.filterWidth * g.channels * g.outChannels, start + 1);
        const bias = numbers(g.outChannels, start + 2);
        const expected = reference.conv2d(g, x, filter, bias).map((v) => (relu ? Math.max(0, v) : v));
        const y = bench.allocate(4 * expected.length);
        const floor = relu ? 0 : NO_FLOOR;
        convolve(bench, info, bench.put(x), bench.put(filter), y, bench.put(bias), floor);
        expectClose(bench.take(y, expected.length), expected, g.filterHeight * g.filterWidth * g.channels);
      }),
      { runs: 150 },
    );
  });

  it('convolution of wide RGB images: any filter, stride, channels', async () => {
    const rgb = fc.record({
      height: fc.integer({ min: 7, max: 9 }),
      width: fc.oneof(fc.integer({ min: 24, max: 70 }), fc.integer({ min: 240, max: 260 })),
      outChannels: size(18),
      filter: fc.oneof(fc.constant([3, 3] as [number, number]), fc.tuple(size(7), size(7))),
      strides: fc.tuple(size(3), size(3)),
      pad: fc.constantFrom('same' as const, 'valid' as const),
    });
    await checkProperty(
      fc.property(rgb, fc.boolean(), seed, ({ height, width, outChannels, filter, ...s }, relu, start) => {
        bench.reset();
        const shape = [1, height, width, 3] as [number, number, number, number];
        const info = backend_util.computeConv2DInfo(shape, [...filter, 3, outChannels], s.strides, 1, s.pad);
        const x = numbers(height * width * 3, start);
        const weights = numbers(filter[0] * filter[1] * 3 * outChannels, start + 1);
        const bias = numbers(outChannels, start + 2);
        const expected = reference.conv2d(geometryOf(info), x, weights, bias);
        const y = bench.put(new Float32Array(expected.length + 8).fill(7));
        const floor = relu ? 0 : NO_FLOOR;
        convolve(bench, info, bench.put(x), bench.put(weights), y, bench.put(bias), floor);
        expectClose(
          bench.take(y, expected.length),
          expected.map((v) => Math.max(floor, v)),
          filter[0] * filter[1] * 3,
        );
        expect(bench.take(y + 4 * expected.length, 8)).toEqual(new Float32Array(8).fill(7));
      }),
      { runs: 60 },
    );
  });

  it('weight gradient of convolution', async () => {
    await checkProperty(
      fc.property(shapes, seed, ({ info }, start) => {
        bench.reset();
        const g = geometryOf(info);
        const x = numbers(g.images * g.height * g.width * g.channels, start);
        const dy = numbers(g.images * g.outHeight * g.outWidth * g.outChannels, start + 1);
        const expected = reference.conv2dFilterGradient(g, x, dy);
        const dw = bench.allocate(4 * expected.length);
        convolveFilterGradient(bench, info, bench.put(x), bench.put(dy), dw);
        expectClose(bench.take(dw, expected.length), expected, g.images * g.outHeight * g.outWidth);
      }),
      { runs: 150 },
    );
  });

  it('input gradient of convolution', async () => {
    await checkProperty(
      fc.property(shapes, seed, ({ info }, start) => {
        bench.reset();
        const g = geometryOf(info);
        const dy = numbers(g.images * g.outHeight * g.outWidth * g.outChannels, start);
        const filter = numbers(g.filterHeight * g.filterWidth * g.channels * g.outChannels, start + 1);
        const expected = reference.conv2dInputGradient(g, dy, filter);
        const dx = bench.allocate(4 * expected.length);
        convolveInputGradient(bench, info, bench.put(dy), bench.put(filter), dx);
        const terms = g.filterHeight * g.filterWidth * g.outChannels;
        expectClose(bench.take(dx, expected.length), expected, terms);
      }),
      { runs: 150 },
    );
  });

  it('pooling and its gradients; the first of equal maxima wins, and NaN keeps its gradient', async () => {
    await checkProperty(
      fc.property(shapes, fc.boolean(), seed, ({ images, height, width, channels, ...s }, ties, start) => {
        bench.reset();
        const shape = [images, height, width, channels] as [number, number, number, number];
        const info = backend_util.computePool2DInfo(shape, s.filter, s.strides, 1, s.pad);
        if (info.outHeight < 1 || info.outWidth < 1) return;
        const g = { ...geometryOf(info), outChannels: channels };
        const sizes: PoolGeometry = [
          images,
          height,
          width,
          channels,
          g.outHeight,
          g.outWidth,
          g.filterHeight,
          g.filterWidth,
          g.strideHeight,
          g.strideWidth,
          g.top,
          g.left,
        ];
        const x = numbers(images * height * width * channels, start).map((v) => (ties ? Math.sign(v) : v));
        if (ties) x.fill(NaN, 0, Math.floor(x.length / 3));
        const dy = numbers(images * g.outHeight * g.outWidth * channels, start + 1);
        if (!ties) {
          const outputs = g.images * g.outHeight * g.outWidth * channels;
          const y = bench.allocate(4 * outputs);
          bench.exports.maxPool(bench.put(x), y, ...sizes);
          expectClose(bench.take(y, outputs), maxPool(g, x), 0);
          bench.exports.averagePool(bench.put(x), y, ...sizes);
          expectClose(bench.take(y, outputs), averagePool(g, x), 16);
        }
        const dx = bench.put(new Float32Array(x.length));
        bench.exports.maxPoolGradient(bench.put(x), bench.put(dy), dx, ...sizes);
        expectClose(bench.take(dx, x.length), maxPoolGradient(g, x, dy), 16);
        const shared = bench.put(new Float32Array(x.length));
        bench.exports.averagePoolGradient(bench.put(dy), shared, ...sizes);
        expectClose(bench.take(shared, x.length), averagePoolGradient(g, dy), 16);
      }),
      { runs: 150 },
    );
  });

  it('sums rows by segment, and skips ids out of range', () => {
    const ids = Int32Array.of(2, 0, -1, 2, 3);
    const x = numbers(15, 7);
    const at = bench.put(new Float32Array(ids.buffer));
    new Int32Array(bench.memory.buffer, at, 5).set(ids);
    const sums = bench.put(new Float32Array(9));
    bench.exports.addSegments(bench.put(x), at, 5, 3, sums, 3);
    const row = (i: number) => Array.from(x.subarray(3 * i, 3 * i + 3));
    const third = row(0).map((value, i) => Math.fround(value + (row(3)[i] as number)));
    expect(Array.from(bench.take(sums, 9))).toEqual([...row(1), 0, 0, 0, ...third]);
  });
});
