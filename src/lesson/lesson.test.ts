import { describe, expect, it } from 'vitest';
import { labs } from '../i18n/es/labs';
import { formatsOf } from '../i18n/locale';
import { colored, plain, rangeOf, symmetric } from './colors';
import { FILTERS, bankOf, toGrey } from './filters';
import { formula, isTooLarge, parseWeight, weightFieldText } from './formula';
import { Latest } from './latest';
import { decisionOf } from './network-look';
import { scaleEnds } from './views';
import { vectorWall } from './walls';

describe('weights', () => {
  it('are parsed as users write them', () => {
    expect(['-1', '−1', '0,5', '.5', '1/9', ' 2 / 4 '].map(parseWeight)).toEqual([
      -1,
      -1,
      0.5,
      0.5,
      1 / 9,
      0.5,
    ]);
    expect(['1e2', '-2,5E3', '1e−1', '1e30', '1e2/4'].map(parseWeight)).toEqual([100, -2500, 0.1, 1e30, 25]);
    expect(['', 'a', '1/0', '1//2', '--1', 'e2', '1e'].map(parseWeight)).toEqual(Array(7).fill(null));
  });

  it('that are too large to compute with are told from what is no number', () => {
    expect(['1e36', '-1e400', '1e30', '1/0', 'a'].map(isTooLarge)).toEqual([true, true, false, false, false]);
    expect(parseWeight('1e36')).toBeNull();
  });

  it('are formatted so that they can be parsed again', () => {
    const format = formatsOf('es');
    expect([1 / 9, -2 / 9, -1, 0.25, 0].map((weight) => weightFieldText(weight, format))).toEqual([
      '1/9',
      '−2/9',
      '−1',
      '0,25',
      '0',
    ]);
    for (const weight of [1 / 9, -1, 0.25])
      expect(parseWeight(weightFieldText(weight, format))).toBeCloseTo(weight);
    for (const weight of [99_999, 1234.5, 12_345_678, 1e30, -1.5e9])
      for (const each of [format, formatsOf('en')])
        expect(parseWeight(weightFieldText(weight, each))).toBe(weight);
  });

  it('that are very small are not shown as 0, and neither is their sum', () => {
    const format = formatsOf('es');
    expect(['1e-12', '-1,5e-7', '0,00004', '1e-400'].map(parseWeight)).toEqual([1e-12, -1.5e-7, 4e-5, 0]);
    expect([1e-12, -1.5e-7, 4e-5].map((weight) => weightFieldText(weight, format))).toEqual([
      '1e-12',
      '−1,5e-7',
      '4e-5',
    ]);
    for (const weight of [1e-12, -1.5e-7, 4e-5, 1e-7])
      expect(parseWeight(weightFieldText(weight, format))).toBe(weight);
    expect(formula([200, 10], [1e-12, 0], format)).toBe(
      '200·(1\u00a0×\u00a010⁻¹²) + 10·0 = 2\u00a0×\u00a010⁻¹⁰',
    );
    // The rest of a sum that rounding in float64 leaves is 0.
    expect(formula([100, 200, 300], [0.1, 0.2, -0.5 / 3], format)).toMatch(/= 0$/);
  });

  it('make a sum that is written out', () => {
    expect(formula([10, null, 3], [-1, 4, 1 / 9], formatsOf('es'))).toBe('10·(−1) + 0·4 + 3·(1/9) ≈ −9,67');
    expect(formula([10, null, 2], [-1, 4, 0.5], formatsOf('en'))).toBe('10·(−1) + 0·4 + 2·0.5 = −9');
    // Neither the result nor a factor is said to be exact if it is not.
    expect(formula([100], [-109_876.5342], formatsOf('es'))).toBe(
      '100·(−109.876,5342) ≈ −1,1\u00a0×\u00a010⁷',
    );
    expect(formula([0], [12_345_678], formatsOf('es'))).toBe('0·(1,23\u00a0×\u00a010⁷) ≈ 0');
  });

  it('make a sum of the numbers that are shown', () => {
    const grey = toGrey({ height: 1, width: 2, channels: 3, data: Float32Array.of(1, 2, 2, 254, 255, 255) });
    expect([...grey.data]).toEqual([2, 255]);
    expect(parseWeight('0.333333')).toBe(0.3333);
    const format = formatsOf('en');
    expect(
      ['1/3', '2/3', '1/16', '-3/16', '0.0625', '1/8'].map((text) =>
        weightFieldText(parseWeight(text) as number, format),
      ),
    ).toEqual(['1/3', '2/3', '1/16', '−3/16', '1/16', '1/8']);
  });

  it('of a colour bank lie on the diagonal', () => {
    const { shape, values } = bankOf(FILTERS.boxBlur, 3);
    expect(shape).toEqual([3, 3, 3, 3]);
    expect(values.reduce((sum, value) => sum + value)).toBeCloseTo(3);
    for (let i = 0; i < 81; i++) {
      const [input, output] = [Math.floor(i / 3) % 3, i % 3];
      expect(values[i]).toBeCloseTo(input === output ? 1 / 9 : 0);
    }
  });
});

describe('colours', () => {
  const image = { height: 1, width: 3, channels: 1, data: Float32Array.of(-2, 0, 4) };

  it('have white at zero where they diverge', () => {
    const range = symmetric(image.data);
    expect(range).toEqual([-4, 4]);
    const { data } = colored(image, 0, 'diverging', range);
    expect([...data.slice(4, 8)].every((value) => value > 250)).toBe(true);
    expect(data[8]).toBeGreaterThan(data[10] as number);
    expect(data[0]).toBeLessThan(data[2] as number);
  });

  it('get lighter along the sequential map', () => {
    const ramp = {
      height: 1,
      width: 256,
      channels: 1,
      data: Float32Array.from({ length: 256 }, (_, i) => i),
    };
    const { data } = colored(ramp, 0, 'sequential', rangeOf(ramp));
    const light = Array.from({ length: 256 }, (_, i) => {
      const [r, g, b] = data.subarray(i * 4) as unknown as [number, number, number];
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    expect(light.every((value, i) => i === 0 || value >= (light[i - 1] as number) - 1)).toBe(true);
  });

  it('of a picture are its own', () => {
    const pixel = { height: 1, width: 1, channels: 3, data: Float32Array.of(10, 300, -5) };
    expect([...plain(pixel).data]).toEqual([10, 255, 0, 255]);
  });
});

describe('the ends of a scale', () => {
  const endsOf = (range: readonly [number, number], values: readonly [number, number]) =>
    scaleEnds(range, values, formatsOf('es'), labs);

  it('say where values are cut, in words for screen readers', () => {
    expect(endsOf([0, 255], [-187, 708])).toEqual({
      shown: ['≤\u00a00', '≥\u00a0255'],
      spoken: ['0 o menos', '255 o más'],
    });
    expect(endsOf([0, 255], [3, 256]).shown).toEqual(['0', '≥\u00a0255']);
  });

  it('are plain numbers if they have the colours of the values beyond them', () => {
    const plain = { shown: ['0', '255'], spoken: ['0', '255'] };
    expect(endsOf([0, 255], [0, 255])).toEqual(plain);
    expect(endsOf([0, 255], [-1e-5, 255.00002])).toEqual(plain);
  });
});

describe('vectorWall', () => {
  const alphas = (values: number[]) => {
    const { width, height, data } = vectorWall(Float32Array.from(values));
    return { width, height, alphas: [...data].filter((_, i) => i % 4 === 3) };
  };

  it('leaves the places without a value transparent', () => {
    expect(alphas([1, 2, 3, 4, 5])).toEqual({ width: 3, height: 2, alphas: [255, 255, 255, 255, 255, 0] });
    expect(alphas([1, 2, 3, 4])).toEqual({ width: 2, height: 2, alphas: [255, 255, 255, 255] });
  });

  it('colours the values by their own range', () => {
    const { data } = vectorWall(Float32Array.of(7, 9, 8));
    const range = [7, 9] as const;
    const line = { height: 1, width: 3, channels: 1, data: Float32Array.of(7, 9, 8) };
    expect([...data.subarray(0, 12)]).toEqual([...colored(line, 0, 'sequential', range).data]);
  });
});

describe('work requested faster than it is done', () => {
  it('runs the first and the newest', async () => {
    const latest = new Latest();
    const done: number[] = [];
    for (let i = 0; i < 5; i++) {
      latest.run(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        done.push(i);
      });
    }
    await latest.settled;
    expect(done).toEqual([0, 4]);
  });

  it('continues after a task that rejects', async () => {
    const latest = new Latest();
    const done: string[] = [];
    latest.run(() => Promise.reject(new Error('no')));
    const failed = latest.settled;
    const record = (what: string) => () => Promise.resolve(void done.push(what));
    latest.run(record('waiting'));
    await expect(failed).rejects.toThrow('no');
    await latest.settled;
    latest.run(record('later'));
    await latest.settled;
    expect(done).toEqual(['waiting', 'later']);
  });
});

describe('decisionOf', () => {
  it('is the likeliest class; one sigmoid unit stands for the second of two', () => {
    expect(decisionOf(Float32Array.of(0.75))).toEqual({ unit: 1, probability: 0.75 });
    expect(decisionOf(Float32Array.of(0.25))).toEqual({ unit: 0, probability: 0.75 });
    expect(decisionOf(Float32Array.of(0.25, 0.5, 0.25))).toEqual({ unit: 1, probability: 0.5 });
  });
});
