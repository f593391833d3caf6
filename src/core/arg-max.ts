/**
 * The index of the largest value, as NumPy's `argmax`: of equal values the first; NaN counts as larger than all numbers.
 *
 * @param values At least one.
 */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if (Number.isNaN(values[best])) break;
    if (!((values[i] as number) <= (values[best] as number))) best = i;
  }
  return best;
}
