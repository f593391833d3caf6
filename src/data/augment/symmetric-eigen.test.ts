import { describe, expect, it } from 'vitest';
import { RandomState } from '../../random/random-state';
import { symmetricEigen } from './symmetric-eigen';

/** Returns a symmetric n×n matrix; if `rank` is given, positive semidefinite and of that rank. */
function symmetric(n: number, rank?: number): Float64Array<ArrayBuffer> {
  const stream = new RandomState(n);
  const rows = Array.from({ length: n }, () =>
    Array.from({ length: rank ?? n }, () => stream.uniform(-3, 5)),
  );
  const product = (a: number[], b: number[]): number =>
    a.reduce((sum, v, k) => sum + v * (b[k] as number), 0);
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n].sort((a, b) => a - b) as [number, number];
    return rank ? product(rows[i] as number[], rows[j] as number[]) : ((rows[i] as number[])[j] as number);
  });
}

describe('symmetricEigen', () => {
  const diagonal = Float64Array.from({ length: 16 }, (_, i) =>
    i % 5 === 0 ? ([4, -1, 4, 0][i / 5] as number) : 0,
  );
  it.each([
    ['one value', 1, Float64Array.of(-7)],
    ['two', 2, Float64Array.of(2, 1, 1, 2)],
    ['a diagonal', 4, diagonal],
    ['zeros', 5, new Float64Array(25)],
    ['ones', 9, new Float64Array(81).fill(1)],
    ['any', 40, symmetric(40)],
    ['any, odd', 63, symmetric(63)],
    ['low rank', 50, symmetric(50, 7)],
  ])('%s: %i rows', (_, n, matrix) => {
    const { values, vectors } = symmetricEigen(matrix.slice(), n);
    const scale = Math.max(1, ...matrix.map(Math.abs)) * n;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let rebuilt = 0;
        let product = 0;
        for (let k = 0; k < n; k++) {
          rebuilt += (values[k] as number) * (vectors[k * n + i] as number) * (vectors[k * n + j] as number);
          product += (vectors[i * n + k] as number) * (vectors[j * n + k] as number);
        }
        expect(Math.abs(rebuilt - (matrix[i * n + j] as number))).toBeLessThan(1e-14 * scale);
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-13);
      }
    }
  });

  it('rejects values that are not finite', () => {
    expect(() => symmetricEigen(Float64Array.of(1, NaN, NaN, 1), 2)).toThrow('no finite eigenvalues');
  });
});
