/** Matrix product as a naive loop: the reference for tests, never shipped. Row-major. */

/**
 * @param a m × k, or k × m with `transposeA`.
 * @param b k × n, or n × k with `transposeB`.
 */
export function matMul(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  [m, n, k]: [m: number, n: number, k: number],
  transposeA = false,
  transposeB = false,
): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => {
    const row = Math.floor(at / n);
    const column = at % n;
    let sum = 0;
    for (let i = 0; i < k; i++) {
      const left = a[transposeA ? i * m + row : row * k + i] as number;
      const right = b[transposeB ? column * k + i : i * n + column] as number;
      sum += left * right;
    }
    return sum;
  });
}
