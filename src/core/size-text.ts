/** Sizes in texts. */

/** Formats a size in one piece: 256 × 256 × 3, with no-break spaces. */
export function sizeText(...sides: readonly (number | string)[]): string {
  return sides.join('\u00a0×\u00a0');
}

/** Formats a shape as Python does: (5,), (8, 2). */
export const tupleText = (sides: readonly (number | string | null)[]): string =>
  `(${sides.join(', ')}${sides.length === 1 ? ',' : ''})`;
