/** The kernels of graphs that no tfjs operation has, compared with loops in float64. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { mixedPlaces } from '../../models/layers/mixed-places';
import { checkProperty } from '../../random/property.testing';
import { normalizeSample } from '../reference/sample-normalization';
import { type Bench, KERNEL_FILES, expectClose, makeBench, numbers } from './wasm.testing';

const seed = fc.integer({ min: 1, max: 2 ** 30 });
const pixelsAndChannels = [fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 21 })] as const;

const normal = (x: number): number => {
  // Σ of the series of the error function; enough terms for |x| ≤ 6.
  let [term, sum] = [x / Math.SQRT2, x / Math.SQRT2];
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / 2 / n;
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(Math.PI);
};
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const mish = (x: number): number => x * Math.tanh(softplus(x));
const geluTanh = (x: number): number => x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3));

/** The derivative by central differences, whose error is about 1e-9. */
const slopeOf = (value: (x: number) => number, x: number): number =>
  (value(x + 1e-5) - value(x - 1e-5)) / 2e-5;

const ACTIVATIONS: [name: string, kind: number, value: (x: number) => number][] = [
  ['gelu', 8, (x) => x * normal(x)],
  ['gelu by tanh', 9, geluTanh],
  ['softplus', 10, softplus],
  ['softsign', 11, (x) => x / (1 + Math.abs(x))],
  ['mish', 12, mish],
  ['exponential', 13, Math.exp],
  ['step', 14, (x) => (x > -0.4 ? 0.7 : 0)],
  ['clip', 15, (x) => Math.min(Math.max(x, -0.4), 0.7)],
];

describe.each(KERNEL_FILES)('kernels of graphs: %s', (file) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench(file);
  });

  it.each(ACTIVATIONS)('%s and its slope', async (_, kind, value) => {
    await checkProperty(
      fc.property(...pixelsAndChannels, seed, fc.constantFrom(1, 4), (pixels, channels, start, scale) => {
        bench.reset();
        const count = pixels * channels;
        // At a corner, there is no slope to compare with.
        const isCorner = (each: number) => [-0.4, 0.7].some((corner) => Math.abs(each - corner) < 1e-3);
        const x = numbers(count, start).map((each) => (isCorner(scale * each) ? 0.1 : scale * each));
        const dy = numbers(count, start + 1);
        const [xAt, dyAt] = [bench.put(x), bench.put([...dy, 7])];
        const [y, dx] = [bench.put([...dy, 7]), dyAt];
        const activation = [kind, -0.4, 0.7] as const;
        bench.exports.activateChannels(xAt, y, pixels, channels, 0, 0, ...activation);
        const largest = Math.max(1, ...Array.from(x, (each) => Math.abs(value(each))));
        expectClose(bench.take(y, count), Array.from(x, value), 4 * largest);
        expect(bench.take(y + 4 * count, 1)[0]).toBe(7);
        bench.exports.activateChannelsGradient(xAt, dyAt, dx, pixels, channels, 0, 0, ...activation);
        const slopes = Array.from(x, (each, i) => slopeOf(value, each) * (dy[i] as number));
        expectClose(bench.take(dx, count), slopes, 4 * largest);
        expect(bench.take(dx + 4 * count, 1)[0]).toBe(7);
      }),
    );
  });

  it('far from 0, activations are their limits', () => {
    bench.reset();
    const far = [-1e4, -90, 90, 1e4];
    const limits: [kind: number, limits: number[]][] = [
      [8, [0, 0, 90, 1e4]],
      [9, [0, 0, 90, 1e4]],
      [10, [0, 0, 90, 1e4]],
      [12, [0, 0, 90, 1e4]],
    ];
    for (const [kind, expected] of limits) {
      const y = bench.allocate(16);
      bench.exports.activateChannels(bench.put(far), y, 1, 4, 0, 0, kind, 0, 0);
      bench.take(y, 4).forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 3));
    }
  });

  it('normalizes an image by itself, and its gradients', async () => {
    await checkProperty(
      fc.property(
        ...pixelsAndChannels,
        seed,
        fc.nat(2),
        fc.boolean(),
        (pixels, channels, start, which, has) => {
          bench.reset();
          const groups = which === 0 ? 0 : which === 1 || channels % 3 ? channels : channels / 3;
          const count = pixels * channels;
          const [x, dy] = [numbers(count, start), numbers(count, start + 1)];
          const [gamma, beta] = [numbers(channels, start + 2), numbers(channels, start + 3)];
          const expected = normalizeSample({ x, dy, pixels, channels, groups, gamma: has ? gamma : null });
          const [xAt, dyAt, y] = [bench.put(x), bench.put(dy), bench.allocate(4 * count)];
          const [gammaAt, betaAt] = has ? [bench.put(gamma), bench.put(beta)] : [0, 0];
          const sums = has ? [bench.put(gamma), bench.put(beta)] : [0, 0];
          bench.exports.normalizeSample(xAt, y, pixels, channels, groups, gammaAt, betaAt, 1e-3);
          const shift = (i: number): number => (has ? (beta[i % channels] as number) : 0);
          expectClose(
            bench.take(y, count),
            expected.y.map((value, i) => value + shift(i)),
            100,
          );
          const numbersAt = [gammaAt, sums[0] as number, sums[1] as number, 1e-3] as const;
          bench.exports.normalizeSampleGradient(xAt, dyAt, dyAt, pixels, channels, groups, ...numbersAt);
          expectClose(bench.take(dyAt, count), expected.dx, 2000);
          if (!has) return;
          expectClose(bench.take(numbersAt[1], channels), add(gamma, expected.dGamma), 200);
          expectClose(bench.take(numbersAt[2], channels), add(beta, expected.dBeta), 200);
        },
      ),
    );
  });

  it('computes PReLU and its gradients', async () => {
    await checkProperty(
      fc.property(...pixelsAndChannels, seed, (pixels, channels, start) => {
        bench.reset();
        const count = pixels * channels;
        const [x, dy, alpha] = [
          numbers(count, start),
          numbers(count, start + 1),
          numbers(channels, start + 2),
        ];
        const [xAt, dyAt, alphaAt, y] = [
          bench.put(x),
          bench.put(dy),
          bench.put(alpha),
          bench.allocate(4 * count),
        ];
        const sums = bench.put(alpha);
        const slope = (i: number): number => ((x[i] as number) > 0 ? 1 : (alpha[i % channels] as number));
        bench.exports.prelu(xAt, alphaAt, y, pixels, channels);
        expectClose(
          bench.take(y, count),
          Array.from(x, (value, i) => value * slope(i)),
          1,
        );
        bench.exports.preluGradient(xAt, alphaAt, dyAt, dyAt, sums, pixels, channels);
        expectClose(
          bench.take(dyAt, count),
          Array.from(dy, (value, i) => value * slope(i)),
          1,
        );
        const expected = Array.from(alpha);
        x.forEach((value, i) => {
          const c = i % channels;
          expected[c] = (expected[c] as number) + Math.min(value, 0) * (dy[i] as number);
        });
        expectClose(bench.take(sums, channels), expected, pixels);
      }),
    );
  });

  it('chooses the larger or the smaller value, and gives the first of equal ones the gradient', async () => {
    await checkProperty(
      fc.property(fc.integer({ min: 1, max: 30 }), seed, fc.boolean(), (count, start, isLargest) => {
        bench.reset();
        // Rounded, so that some are equal.
        const [a, b] = [0, 1].map((i) => numbers(count, start + i).map((each) => Math.round(2 * each)));
        const [aAt, bAt, y] = [
          bench.put(a as Float32Array),
          bench.put(b as Float32Array),
          bench.allocate(4 * count),
        ];
        bench.exports.extremum(aAt, bAt, y, count, isLargest);
        const choose = isLargest ? Math.max : Math.min;
        const chosen = Array.from(a as Float32Array, (each, i) => choose(each, b?.[i] as number));
        expect(Array.from(bench.take(y, count), (each) => each + 0)).toEqual(chosen.map((each) => each + 0));
        const dy = numbers(count, start + 2);
        const isFirst = Array.from(a as Float32Array, (each, i) => each === chosen[i]);
        for (const ofSecond of [false, true]) {
          const to = bench.put(dy);
          bench.exports.extremumGradient(aAt, bAt, to, to, count, isLargest, ofSecond);
          expect([...bench.take(to, count)]).toEqual(
            [...dy].map((each, i) => (isFirst[i] !== ofSecond ? each : 0)),
          );
        }
      }),
    );
  });

  it('computes softmax along the channels, and its gradient', async () => {
    await checkProperty(
      fc.property(...pixelsAndChannels, seed, (pixels, channels, start) => {
        bench.reset();
        const count = pixels * channels;
        const [x, dy] = [numbers(count, start).map((each) => 20 * each), numbers(count, start + 1)];
        const y = bench.allocate(4 * count);
        bench.exports.softmaxChannels(bench.put(x), y, pixels, channels);
        const sumOf = (i: number, of: (k: number) => number): number => {
          const first = i - (i % channels);
          return Array.from({ length: channels }, (_, c) => of(first + c)).reduce((a, b) => a + b, 0);
        };
        const expected = Array.from(x, (each, i) => 1 / sumOf(i, (k) => Math.exp((x[k] as number) - each)));
        expectClose(bench.take(y, count), expected, 20);
        const dx = bench.put(dy);
        bench.exports.softmaxChannelsGradient(y, dx, dx, pixels, channels);
        const gradient = expected.map((each, i) => {
          return each * ((dy[i] as number) - sumOf(i, (k) => (expected[k] as number) * (dy[k] as number)));
        });
        expectClose(bench.take(dx, count), gradient, 20);
      }),
    );
  });

  it('resizes images, and gives each pixel the gradients of those that it is part of', async () => {
    const side = fc.integer({ min: 1, max: 7 });
    const sides = fc.tuple(side, side, side, side);
    await checkProperty(
      fc.property(
        sides,
        fc.integer({ min: 1, max: 9 }),
        seed,
        fc.boolean(),
        (all, channels, start, isNearest) => {
          bench.reset();
          const [height, width, outHeight, outWidth] = all;
          const interpolation = isNearest ? 'nearest' : 'bilinear';
          const [rows, columns] = [
            mixedPlaces(height, outHeight, interpolation),
            mixedPlaces(width, outWidth, interpolation),
          ];
          const [x, dy] = [
            numbers(height * width * channels, start),
            numbers(outHeight * outWidth * channels, start + 1),
          ];
          const y = new Array<number>(dy.length).fill(0);
          const dx = Array.from(x);
          rows.forEach((row, i) =>
            columns.forEach((column, j) => {
              for (const [r, down] of [
                [row.first, 1 - row.share],
                [row.second, row.share],
              ] as const)
                for (const [c, across] of [
                  [column.first, 1 - column.share],
                  [column.second, column.share],
                ] as const)
                  for (let k = 0; k < channels; k++) {
                    const [from, to] = [(r * width + c) * channels + k, (i * outWidth + j) * channels + k];
                    y[to] = (y[to] as number) + down * across * (x[from] as number);
                    dx[from] = (dx[from] as number) + down * across * (dy[to] as number);
                  }
            }),
          );
          const table = (places: typeof rows): number => {
            const at = bench.allocate(12 * places.length);
            const view = new DataView(bench.memory.buffer);
            places.forEach(({ first, second, share }, i) => {
              view.setInt32(at + 12 * i, first, true);
              view.setInt32(at + 12 * i + 4, second, true);
              view.setFloat32(at + 12 * i + 8, share, true);
            });
            return at;
          };
          const [xAt, yAt, tables] = [
            bench.put(x),
            bench.allocate(4 * y.length),
            [table(rows), table(columns), isNearest] as const,
          ];
          bench.exports.resample(xAt, width, channels, yAt, outHeight, outWidth, ...tables);
          expectClose(bench.take(yAt, y.length), y, 4);
          const sums = bench.put(x);
          bench.exports.resampleGradient(
            bench.put(dy),
            width,
            channels,
            sums,
            outHeight,
            outWidth,
            ...tables,
          );
          expectClose(bench.take(sums, x.length), dx, 4 * dy.length);
        },
      ),
    );
  });

  it('changes the order of axes', () => {
    bench.reset();
    const x = numbers(2 * 3 * 5, 1);
    const y = bench.allocate(4 * x.length);
    // (2, 3, 5) becomes (5, 2, 3).
    bench.exports.permute(bench.put(x), y, 5, 2, 3, 1, 15, 5);
    const expected = Array.from(
      x,
      (_, i) => x[Math.floor(i / 6) + 15 * (Math.floor(i / 3) % 2) + 5 * (i % 3)],
    );
    expect([...bench.take(y, x.length)]).toEqual(expected);
  });
});

const add = (a: ArrayLike<number>, b: readonly number[]): number[] =>
  b.map((each, i) => each + (a[i] as number));
