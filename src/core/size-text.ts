/** Sizes in texts. */

/** Formats a size in one piece: 256 × 256 × 3, with no-break spaces. */
export function sizeText(...sides: readonly (number | string)[]): string {
  return sides.join('\u00a0×\u00a0');
}
