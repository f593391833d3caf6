/**
 * Returns the index of the largest value, like NumPy's `argmax`: the first one on ties, and NaN counts as larger
 * than any number.
 *
 * @param values At least one value.
 */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if (Number.isNaN(values[best])) break;
    if (!((values[i] as number) <= (values[best] as number))) best = i;
  }
  return best;
}
