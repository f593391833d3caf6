import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bench, KERNEL_FILES, expectClose, makeBench, numbers } from './wasm.testing';
import { checkProperty } from '../../random/property.testing';

const count = fc.integer({ min: 1, max: 21 });
const steps = fc.integer({ min: 1, max: 9 });
const seed = fc.integer({ min: 1, max: 2 ** 30 });

describe.each(KERNEL_FILES)("optimizer kernels match Keras's formulas for any count: %s", (file) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench(file);
  });

  /** Compares an optimizer on `arrays` arrays (weights, then zero-initialized slots) with its formula in float64. */
  function compare(
    arrays: number,
    update: (addresses: number[], gradient: number, length: number, t: number) => void,
    formula: (values: number[], gradient: number, t: number) => number[],
  ): Promise<void> {
    return checkProperty(
      fc.property(count, steps, seed, (length, rounds, start) => {
        bench.reset();
        const values = Array.from({ length: arrays }, (_, i) =>
          i === 0 ? numbers(length, start) : new Float32Array(length),
        );
        const addresses = values.map((array) => bench.put(array));
        let expected = Array.from({ length }, (_, i) => values.map((array) => array[i] as number));
        for (let t = 1; t <= rounds; t++) {
          const gradient = numbers(length, start + t);
          update(addresses, bench.put(gradient), length, t);
          expected = expected.map((old, i) => formula(old, gradient[i] as number, t));
        }
        addresses.forEach((address, k) => {
          const right = expected.map((now) => now[k] as number);
          expectClose(bench.take(address, length), right, 10);
        });
      }),
    );
  }

  it('adam', async () => {
    const alpha = (t: number) => (0.01 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
    await compare(
      3,
      ([w, m, v], g, length, t) =>
        bench.exports.adam(w!, m!, v!, g, length, alpha(t), 0.1, 0.001, 1e-7, 0.25),
      ([w, m, v], sum, t) => {
        const g = sum / 4;
        const first = m! + (g - m!) * 0.1;
        const second = v! + (g * g - v!) * 0.001;
        return [w! - (alpha(t) * first) / (Math.sqrt(second) + 1e-7), first, second];
      },
    );
  });

  it('sgd', async () => {
    await compare(
      1,
      ([w], g, length) => bench.exports.sgd(w!, 0, g, length, 0.1, 0, false),
      ([w], g) => [w! - 0.1 * g],
    );
  });

  it.each([false, true])('sgd with momentum, Nesterov: %s', async (nesterov) => {
    await compare(
      2,
      ([w, velocity], g, length) => bench.exports.sgd(w!, velocity!, g, length, 0.1, 0.9, nesterov),
      ([w, velocity], g) => {
        const now = velocity! * 0.9 - 0.1 * g;
        return [w! + (nesterov ? now * 0.9 - 0.1 * g : now), now];
      },
    );
  });

  it('rmsprop', async () => {
    await compare(
      2,
      ([w, v], g, length) => bench.exports.rmsprop(w!, v!, 0, g, length, 0.01, 0.9, 0.1, 1e-3, 0),
      ([w, v], g) => {
        const mean = v! * 0.9 + g * g * 0.1;
        return [w! - (0.01 * g) / Math.sqrt(mean + 1e-3), mean];
      },
    );
  });

  it('rmsprop with momentum', async () => {
    await compare(
      3,
      ([w, v, moment], g, length) =>
        bench.exports.rmsprop(w!, v!, moment!, g, length, 0.01, 0.9, 0.1, 1e-3, 0.8),
      ([w, v, moment], g) => {
        const mean = v! * 0.9 + g * g * 0.1;
        const now = moment! * 0.8 + (0.01 * g) / Math.sqrt(mean + 1e-3);
        return [w! - now, mean, now];
      },
    );
  });

  it("adds columns and applies ReLU's gradient", async () => {
    await checkProperty(
      fc.property(count, steps, seed, (columns, rows, start) => {
        bench.reset();
        const [x, y] = [
          numbers(columns * rows, start),
          numbers(columns * rows, start + 1).map((v) => Math.max(0, v)),
        ];
        const [at, sums] = [bench.put(x), bench.put(new Float32Array(columns))];
        bench.exports.addColumns(at, rows, columns, sums);
        const expected = Array.from({ length: columns }, (_, c) =>
          x.reduce((sum, value, i) => (i % columns === c ? sum + value : sum), 0),
        );
        expectClose(bench.take(sums, columns), expected, rows);
        bench.exports.stopAtZero(at, bench.put(y), x.length);
        expect(bench.take(at, x.length)).toEqual(x.map((value, i) => ((y[i] as number) > 0 ? value : 0)));
      }),
    );
  });
});
