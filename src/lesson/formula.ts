/** A sum of products as text, and weights as a reader writes them. */
import type { Formats } from '../i18n/locale';

/** `52·(−1) + 60·0 + …`; what lies outside of the picture counts as 0. */
export function formula(
  pixels: readonly (number | null)[],
  weights: readonly number[],
  format: Formats,
): string {
  const terms = pixels.map((pixel, i) => {
    const weight = weightText(weights[i] as number, format);
    return `${format.decimal(pixel ?? 0, 0)}·${/[−/]/.test(weight) ? `(${weight})` : weight}`;
  });
  const sum = pixels.reduce<number>((total, pixel, i) => total + (pixel ?? 0) * (weights[i] as number), 0);
  return `${terms.join(' + ')} = ${format.decimal(sum, 1, false).replace(/^-/, '−')}`;
}

/** At most two digits behind the point; ninths as fractions. */
export function weightText(weight: number, format: Formats): string {
  const ninths = weight * 9;
  if (!Number.isInteger(weight) && Math.abs(ninths - Math.round(ninths)) < 1e-6) {
    return `${Math.round(ninths)}/9`.replace(/^-/, '−');
  }
  return format.decimal(weight, 2, false).replace(/^-/, '−');
}

/** Reads `-1`, `0,5`, `0.5`, `1/9`; null for anything else. */
export function parseWeight(text: string): number | null {
  const match = /^\s*([-−+]?\d*[.,]?\d+)\s*(?:\/\s*(\d*[.,]?\d+))?\s*$/.exec(text);
  if (!match) return null;
  const number = (part: string): number => Number(part.replace('−', '-').replace(',', '.'));
  const value = number(match[1] as string) / (match[2] === undefined ? 1 : number(match[2]));
  return Number.isFinite(value) ? value : null;
}
