import fc from 'fast-check';
import { beforeAll, it } from 'vitest';
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from '../reference/convolution';
import { matMul } from '../reference/matrix';
import { convolvePooled as convolvePooledLoops, convolvePooledGradients } from '../reference/pooled';
import { expectClose, numbers } from '../wasm/wasm.testing';
import { type ConvolutionShape, argmaxWords, pooledSize } from './convolution-shape';
import { convolve } from './convolve';
import { convolvePooled } from './convolve-pooled';
import { type DenseShape, denseForward, denseInputGradient, denseKernelGradient } from './dense';
import { filterGradient } from './filter-gradient';
import { inputGradient } from './input-gradient';
import type { Operand } from './kernel';
import { sumParts } from './sum-parts';
import type { Tile } from './tile';
import { describeOnWebGpu, geometryOf, makeDevice, runKernels } from './webgpu.testing';

let device: GPUDevice;
beforeAll(async () => {
  device = await makeDevice();
});

/** 32 rows (or groups of four) by 32 columns, four deep: software drivers compile such shaders quickly. */
const SMALL: Tile = { threadRows: 2, threadColumns: 1, rows: 4, columns: 8, depth: 4, lanes: 1 };
/** A tile whose threads load unequal numbers of values. */
const WIDE: Tile = { threadRows: 1, threadColumns: 2, rows: 5, columns: 8, depth: 8, lanes: 1 };
/**
 * All shapes use the small tile. Other tiles use one shape each, because compiling dominates the time of these tests.
 */
const TILES: [string, Tile | undefined, (index: number) => boolean][] = [
  ['small', SMALL, () => true],
  ['small, through subgroups', { ...SMALL, lanes: 4 }, (index) => index === 1],
  ['wide', WIDE, (index) => index === 1],
  ['chosen from the shape', undefined, (index) => index === 0],
];

const operand = (buffer: string, offset = 0): Operand => ({ buffer, offset });
const limits = { maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupStorageSize: 16384, lanes: 1 };

interface ConvCase {
  name: string;
  shape: ConvolutionShape;
  images: number;
}

function convCase(
  images: number,
  [height, width, channels]: [number, number, number],
  outChannels: number,
  { filter = [3, 3], strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0] } = {},
): ConvCase {
  const [top = 0, left = 0, bottom = 0, right = 0] = pads;
  const out = (size: number, i: 0 | 1): number =>
    Math.floor((size - (filter[i]! - 1) * dilations[i]! - 1) / strides[i]!) + 1;
  const output = [out(height + top + bottom, 0), out(width + left + right, 1), outChannels] as const;
  const pair = (values: number[]) => values as unknown as readonly [number, number];
  return {
    images,
    name: `${images} × ${[height, width, channels].join(' × ')} → ${outChannels}, ${filter.join(' × ')} by ${strides.join()}, dilation ${dilations.join()}, padding ${pads.join()}`,
    shape: {
      input: [height, width, channels],
      output,
      top,
      left,
      filter: pair(filter),
      strides: pair(strides),
      dilations: pair(dilations),
    },
  };
}

const size = (max: number, min = 1) => fc.integer({ min, max });
const pair = (max: number) => fc.tuple(size(max), size(max));
/** Random sizes, the same in every run. */
const ANY = fc
  .sample(
    fc.record({
      images: size(3),
      input: fc.tuple(size(12, 8), size(12, 8), size(6)),
      outChannels: size(9),
      options: fc.record({
        filter: pair(3),
        strides: pair(2),
        dilations: pair(2),
        pads: fc.tuple(size(2, 0), size(2, 0), size(2, 0), size(2, 0)),
      }),
    }),
    { seed: 5, numRuns: 3 },
  )
  .map(({ images, input, outChannels, options }) => convCase(images, input, outChannels, options));

/**
 * Sizes around the sides of the small tile (one less, equal, one more): output channels, pooled pixels (7, 8, 9), channels
 * and, with the bias, rows of the filter gradient, pixels of a line.
 */
const POOLED = [
  convCase(3, [9, 12, 3], 5),
  convCase(1, [7, 9, 5], 6, { filter: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] }),
  ...[31, 32, 33].map((n) => convCase(1, [2, n - 16, n - 1], n, { filter: [1, 1] })),
  convCase(1, [2, 18, 33], 31, { filter: [1, 1] }),
  ...ANY,
];

const PLAIN = [
  convCase(2, [7, 9, 3], 5),
  convCase(1, [9, 14, 4], 6, { strides: [2, 3], dilations: [2, 2], pads: [1, 1, 0, 2] }),
  ...[31, 32, 33].map((n) => convCase(1, [1, n, n], n, { filter: [1, 1] })),
  ...ANY,
];

/** Images, inputs, units, also around the tile's sides. With the bias, the gradient has one row more than inputs. */
const DENSE: [number, number, number][] = [
  [5, 300, 1],
  [1, 65, 1],
  ...[31, 32, 33].map((n): [number, number, number] => [n, n + 31, n]),
  ...fc.sample(fc.tuple(size(40), size(90), size(40)), { seed: 5, numRuns: 2 }),
];

describeOnWebGpu.each(TILES)('products on WebGPU against naive loops, tile: %s', (_, tile, isSeen) => {
  const options = { limits, ...(tile && { tile }) };

  it.each(POOLED.filter((_, i) => isSeen(i)))('fused with ReLU and pooling: $name', async (each) => {
    const relu = each !== POOLED[1];
    const { shape, images } = each;
    const g = geometryOf(shape, images);
    const depth = g.filterHeight * g.filterWidth * g.channels;
    const [pooledHeight, pooledWidth] = pooledSize(shape);
    const pixels = images * pooledHeight * pooledWidth;
    const x = numbers(images * g.height * g.width * g.channels, 1);
    const filter = numbers(depth * g.outChannels, 2);
    const bias = numbers(g.outChannels, 3);
    const dy = numbers(pixels * g.outChannels, 4);
    const weights = Float32Array.from([...filter, ...bias]);
    const gradient = { dy: operand('dy'), argmax: operand('argmax') };
    const common = { shape, images, ...options };
    const kernel = operand('weights');
    const { kernel: dw, parts } = filterGradient({
      ...common,
      ...gradient,
      x: operand('x'),
      bias: true,
      result: () => operand('partials'),
    });
    const results = await runKernels(
      device,
      [
        convolvePooled({
          ...common,
          relu,
          x: operand('x'),
          kernel,
          bias: operand('weights', filter.length),
          y: operand('y'),
          argmax: operand('argmax'),
        }),
        dw,
        sumParts({ parts, partials: operand('partials'), result: operand('gradients') }),
        inputGradient({ ...common, ...gradient, kernel, dx: operand('dx'), below: null }),
      ],
      {
        x: f32(x),
        weights,
        dy: f32(dy),
        y: dy.length,
        dx: x.length,
        gradients: weights.length,
        argmax: pixels * argmaxWords(g.outChannels),
        partials: parts.maxCount * parts.size,
      },
      images,
    );
    expectClose(results['y']!, convolvePooledLoops(g, x, filter, bias, relu), depth);
    const right = convolvePooledGradients(g, x, filter, bias, relu, dy);
    expectClose(results['gradients']!, [...right.dw, ...right.db], pixels);
    expectClose(results['dx']!, right.dx, depth * g.outChannels);
  });

  it.each(PLAIN.filter((_, i) => isSeen(i)))('without pooling: $name', async (each) => {
    const { shape, images } = each;
    const g = geometryOf(shape, images);
    const depth = g.filterHeight * g.filterWidth * g.channels;
    const pixels = images * g.outHeight * g.outWidth;
    const x = numbers(images * g.height * g.width * g.channels, 1);
    const filter = numbers(depth * g.outChannels, 2);
    const bias = numbers(g.outChannels, 3);
    const dy = numbers(pixels * g.outChannels, 4);
    const gradient = { dy: operand('dy'), argmax: null };
    const common = { shape, images, ...options };
    const kernel = operand('weights');
    const { kernel: dw, parts } = filterGradient({
      ...common,
      ...gradient,
      x: operand('x'),
      bias: false,
      result: () => operand('partials'),
    });
    const results = await runKernels(
      device,
      [
        convolve({
          ...common,
          activation: 'relu',
          x: operand('x'),
          kernel,
          y: operand('y'),
          bias: operand('bias'),
        }),
        dw,
        sumParts({ parts, partials: operand('partials'), result: operand('gradients') }),
        inputGradient({ ...common, ...gradient, kernel, dx: operand('dx'), below: null }),
      ],
      {
        x: f32(x),
        weights: f32(filter),
        bias: f32(bias),
        dy: f32(dy),
        y: dy.length,
        dx: x.length,
        gradients: filter.length,
        partials: parts.maxCount * parts.size,
      },
      images,
    );
    const values = conv2d(g, x, filter, bias).map((value) => Math.max(0, value));
    expectClose(results['y']!, values, depth);
    expectClose(results['gradients']!, conv2dFilterGradient(g, x, dy), pixels);
    expectClose(results['dx']!, conv2dInputGradient(g, dy, filter), depth * g.outChannels);
  });

  it.each(DENSE.filter((_, i) => isSeen(i)))(
    'dense: %i images, %i inputs, %i units',
    async (images, inputs, units) => {
      const shape: DenseShape = { inputs, units, images, ...options };
      const x = numbers(images * inputs, 1);
      const kernel = numbers(inputs * units, 2);
      const bias = numbers(units, 3);
      const dy = numbers(images * units, 4);
      const weights = Float32Array.from([...kernel, ...bias]);
      const forward = denseForward(shape, operand('x'), operand('weights'), operand('partials'));
      const results = await runKernels(
        device,
        [
          forward.kernel,
          sumParts({
            parts: forward.parts,
            partials: operand('partials'),
            result: operand('y'),
            activation: 'relu',
            bias: operand('weights', kernel.length),
            columns: units,
          }),
          denseInputGradient(shape, operand('dy'), operand('weights'), operand('dx'), {
            y: operand('x'),
            activation: 'relu',
            dropout: null,
          }),
          denseKernelGradient(shape, operand('x'), operand('dy'), operand('gradients'), true),
        ],
        {
          x: f32(x),
          weights,
          dy: f32(dy),
          y: dy.length,
          dx: x.length,
          gradients: weights.length,
          partials: forward.parts.maxCount * forward.parts.size,
        },
        images,
      );
      const sums = matMul(x, kernel, [images, units, inputs]);
      expectClose(
        results['y']!,
        sums.map((value, i) => Math.max(0, value + bias[i % units]!)),
        inputs,
      );
      const dx = matMul(dy, kernel, [images, inputs, units], false, true);
      expectClose(
        results['dx']!,
        dx.map((value, i) => (x[i]! > 0 ? value : 0)),
        units,
      );
      const dw = matMul(x, dy, [inputs, units, images], true);
      const db = matMul(new Float32Array(images).fill(1), dy, [1, units, images]);
      expectClose(results['gradients']!, [...dw, ...db], images);
    },
  );
});

function f32(values: Float32Array): Float32Array<ArrayBuffer> {
  return values as Float32Array<ArrayBuffer>;
}
