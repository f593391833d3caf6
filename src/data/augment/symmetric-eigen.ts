/**
 * Eigenvalues and eigenvectors of a real symmetric matrix: Householder reduction to tridiagonal form, then QL
 * with implicit shifts. Dense, O(n³). Source: Golub and Van Loan, Matrix Computations, 8.3.
 */
import { PupilaError } from '../../core/errors';

/** `matrix` = Σₖ valuesₖ·vₖ·vₖᵀ. */
export interface SymmetricEigen {
  /** The n eigenvalues, in no particular order. */
  readonly values: Float64Array<ArrayBuffer>;
  /** The n orthonormal eigenvectors, one after the other. */
  readonly vectors: Float64Array<ArrayBuffer>;
}

/** QL needs two or three sweeps per eigenvalue; reaching this many means that the matrix contains NaN. */
const MAX_SWEEPS = 60;

/**
 * Computes the eigenvalues and eigenvectors.
 *
 * @param matrix n×n values, row by row, symmetric; overwritten.
 * @throws {PupilaError} 'internal' if the values are not finite.
 */
export function symmetricEigen(matrix: Float64Array<ArrayBuffer>, n: number): SymmetricEigen {
  const { diagonal, offDiagonal, vectors } = tridiagonalize(matrix, n);
  const norm = diagonal.reduce(
    (most, d, i) => Math.max(most, Math.abs(d) + Math.abs(offDiagonal[i] as number)),
    0,
  );
  for (let first = 0; first < n; first++) {
    for (let sweeps = 0; ; sweeps++) {
      let last = first;
      while (last < n - 1 && !(Math.abs(offDiagonal[last] as number) <= Number.EPSILON * norm)) last++;
      if (last === first) break;
      if (sweeps === MAX_SWEEPS)
        throw new PupilaError('internal', 'internal: the matrix has no finite eigenvalues');
      sweep(diagonal, offDiagonal, vectors, n, first, last);
    }
  }
  return { values: diagonal, vectors };
}

interface Tridiagonal {
  diagonal: Float64Array<ArrayBuffer>;
  /** offDiagonal[i] lies between diagonal[i] and diagonal[i + 1]; the last value is 0. */
  offDiagonal: Float64Array<ArrayBuffer>;
  /** The basis in which the matrix is tridiagonal, one vector per row. */
  vectors: Float64Array<ArrayBuffer>;
}

function tridiagonalize(a: Float64Array<ArrayBuffer>, n: number): Tridiagonal {
  const offDiagonal = new Float64Array(n);
  const reflectors: { v: Float64Array; beta: number }[] = [];
  for (let k = 0; k < n - 1; k++) {
    const v = new Float64Array(n);
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k] as number;
    const head = v[k + 1] as number;
    const length = Math.sqrt(dot(v, v, 0, 0, k + 1, n));
    const alpha = head > 0 ? -length : length;
    v[k + 1] = head - alpha;
    const square = dot(v, v, 0, 0, k + 1, n);
    const beta = square === 0 ? 0 : 2 / square;
    offDiagonal[k] = alpha;
    reflectors.push({ v, beta });
    reflectBlock(a, n, k + 1, v, beta);
  }
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let k = reflectors.length - 1; k >= 0; k--) {
    const { v, beta } = reflectors[k] as { v: Float64Array; beta: number };
    for (let row = k + 1; row < n; row++) {
      const scale = beta * dot(vectors, v, row * n, 0, k + 1, n);
      for (let i = k + 1; i < n; i++)
        vectors[row * n + i] = (vectors[row * n + i] as number) - scale * (v[i] as number);
    }
  }
  return {
    diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i] as number),
    offDiagonal,
    vectors,
  };
}

/** Applies A ← H·A·H to the rows and columns from `start` on, where H = 1 − β·v·vᵀ. */
function reflectBlock(a: Float64Array, n: number, start: number, v: Float64Array, beta: number): void {
  const w = new Float64Array(n);
  for (let i = start; i < n; i++) w[i] = beta * dot(a, v, i * n, 0, start, n);
  const half = (beta / 2) * dot(v, w, 0, 0, start, n);
  for (let i = start; i < n; i++) w[i] = (w[i] as number) - half * (v[i] as number);
  for (let i = start; i < n; i++) {
    const [vi, wi] = [v[i] as number, w[i] as number];
    for (let j = start; j < n; j++) {
      a[i * n + j] = (a[i * n + j] as number) - vi * (w[j] as number) - wi * (v[j] as number);
    }
  }
}

/** Σ a[offsetA + i]·b[offsetB + i] for i in [from, to). */
function dot(
  a: Float64Array,
  b: Float64Array,
  offsetA: number,
  offsetB: number,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (a[offsetA + i] as number) * (b[offsetB + i] as number);
  return sum;
}

/** Runs one implicit QL sweep over the unreduced block [first, last]. */
function sweep(
  d: Float64Array,
  e: Float64Array,
  vectors: Float64Array,
  n: number,
  first: number,
  last: number,
): void {
  const at = (array: Float64Array, i: number): number => array[i] as number;
  const slope = (at(d, first + 1) - at(d, first)) / (2 * at(e, first));
  const root = Math.sqrt(slope * slope + 1);
  let g = at(d, last) - at(d, first) + at(e, first) / (slope + (slope < 0 ? -root : root));
  let sin = 1;
  let cos = 1;
  let p = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sin * at(e, i);
    const b = cos * at(e, i);
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      d[i + 1] = at(d, i + 1) - p;
      e[last] = 0;
      return;
    }
    sin = f / length;
    cos = g / length;
    g = at(d, i + 1) - p;
    const r = (at(d, i) - g) * sin + 2 * cos * b;
    p = sin * r;
    d[i + 1] = g + p;
    g = cos * r - b;
    rotate(vectors, n, i, sin, cos);
  }
  d[first] = at(d, first) - p;
  e[first] = g;
  e[last] = 0;
}

/** Rotates rows `row` and `row + 1` into each other. */
function rotate(vectors: Float64Array, n: number, row: number, sin: number, cos: number): void {
  for (let k = row * n; k < (row + 1) * n; k++) {
    const upper = vectors[k] as number;
    const lower = vectors[k + n] as number;
    vectors[k + n] = sin * upper + cos * lower;
    vectors[k] = cos * upper - sin * lower;
  }
}
