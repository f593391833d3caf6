import { backend_util } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkProperty } from '../../random/property.testing';
import * as reference from '../reference/convolution';
import type { Geometry } from '../reference/geometry';
import type { DepthwiseGeometry } from './kernel-exports';
import { type Bench, KERNEL_FILES, expectClose, makeBench, numbers } from './wasm.testing';

const size = (max: number) => fc.integer({ min: 1, max });
const seed = size(2 ** 30);
const pair = (max: number) =>
  fc.oneof(
    size(max).map((side): [number, number] => [side, side]),
    fc.tuple(size(max), size(max)),
  );

/** Depthwise convolutions with at least one output. */
const shapes = fc
  .record({
    images: size(2),
    height: size(15),
    width: size(15),
    // Covers vectors, groups of four vectors and what is left after both.
    channels: fc.oneof(size(9), fc.constantFrom(16, 18, 35)),
    multiplier: fc.oneof(fc.constant(1), size(3)),
    filter: pair(5),
    strides: pair(3),
    dilations: fc.oneof(fc.constant([1, 1] as [number, number]), pair(3)),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .map((s): Geometry => {
    const info = backend_util.computeConv2DInfo(
      [s.images, s.height, s.width, s.channels],
      [...s.filter, s.channels, s.channels * s.multiplier],
      s.strides,
      s.dilations,
      s.pad,
    );
    const { top, left } = info.padInfo;
    return { ...info, images: s.images, height: s.height, width: s.width, channels: s.channels, top, left };
  })
  .filter(({ outHeight, outWidth }) => outHeight > 0 && outWidth > 0);

function argumentsOf(g: Geometry): DepthwiseGeometry {
  return [
    g.images,
    g.height,
    g.width,
    g.channels,
    g.outChannels / g.channels,
    g.outHeight,
    g.outWidth,
    g.filterHeight,
    g.filterWidth,
    g.strideHeight,
    g.strideWidth,
    g.dilationHeight,
    g.dilationWidth,
    g.top,
    g.left,
  ];
}

describe.each(KERNEL_FILES)('depthwise convolution against naive loops: %s', (file) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench(file);
  });

  it('forward and both gradients: any filter, stride, dilation, padding, channels, multiplier', async () => {
    await checkProperty(
      fc.property(shapes, fc.boolean(), seed, (g, hasBias, start) => {
        bench.reset();
        const sizes = argumentsOf(g);
        const { exports } = bench;
        const outputs = g.images * g.outHeight * g.outWidth;
        const taps = g.filterHeight * g.filterWidth;
        const x = numbers(g.images * g.height * g.width * g.channels, start);
        const dy = numbers(outputs * g.outChannels, start + 1);
        const filter = numbers(taps * g.outChannels, start + 2);
        const bias = numbers(g.outChannels, start + 3);

        const y = bench.allocate(4 * dy.length);
        exports.depthwiseImage(y, bench.put(x), bench.put(filter), hasBias ? bench.put(bias) : 0, ...sizes);
        const forward = reference.depthwiseConv2d(g, x, filter, hasBias ? bias : undefined);
        expectClose(bench.take(y, dy.length), forward, taps);

        const dx = bench.allocate(4 * x.length);
        exports.depthwiseInputGradient(dx, bench.put(dy), bench.put(filter), ...sizes);
        const multiplier = g.outChannels / g.channels;
        expectClose(
          bench.take(dx, x.length),
          reference.depthwiseInputGradient(g, dy, filter),
          taps * multiplier,
        );

        const before = numbers(filter.length, start + 4);
        const dw = bench.put(before);
        exports.depthwiseFilterGradient(bench.put(x), bench.put(dy), dw, ...sizes);
        const gradient = reference.depthwiseFilterGradient(g, x, dy).map((v, i) => v + (before[i] as number));
        expectClose(bench.take(dw, filter.length), gradient, outputs);
      }),
      { runs: 300 },
    );
  });

  it('writes nothing beyond its outputs', () => {
    bench.reset();
    const sizes: DepthwiseGeometry = [1, 6, 9, 6, 1, 6, 9, 3, 3, 1, 1, 1, 1, 1, 1];
    const [x, filter] = [bench.put(numbers(6 * 9 * 6, 1)), bench.put(numbers(9 * 6, 2))];
    const y = bench.put(new Float32Array(6 * 9 * 6 + 8).fill(7));
    bench.exports.depthwiseImage(y, x, filter, 0, ...sizes);
    expect(bench.take(y + 4 * 6 * 9 * 6, 8)).toEqual(new Float32Array(8).fill(7));
    const dw = bench.put(new Float32Array(9 * 6 + 8).fill(7));
    bench.exports.depthwiseFilterGradient(x, y, dw, ...sizes);
    expect(bench.take(dw + 4 * 9 * 6, 8)).toEqual(new Float32Array(8).fill(7));
  });
});
