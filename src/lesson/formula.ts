/** A sum of products as text, and weights as a reader writes them. What is written adds up to what is written. */
import type { Formats } from '../i18n/locale';

/** Digits behind the point of a weight, and of a result. */
const DIGITS = { weight: 4, sum: 2 };
/** Denominators of fractions that are written as such. */
const DENOMINATORS = [3, 6, 7, 8, 9, 12, 16, 25];

/** `52·(−1) + 60·0 + … = −11`; what lies outside of the picture counts as 0. */
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
  const { sign, text } = sumText(sum, format);
  return `${terms.join(' + ')} ${sign} ${text}`;
}

/** A result, and whether it is all of it: `=`, or rounded: `≈`. */
export function sumText(sum: number, format: Formats): { sign: '=' | '≈'; text: string } {
  const scale = 10 ** DIGITS.sum;
  const whole = isWhole(sum * scale);
  return { sign: whole ? '=' : '≈', text: minus(format.decimal(sum, DIGITS.sum, false)) };
}

/** `0,25`, or a fraction where that has too many digits: `1/9`, `−3/16`. */
export function weightText(weight: number, format: Formats): string {
  const denominator = isWhole(weight * 100) ? undefined : DENOMINATORS.find((n) => isWhole(weight * n));
  if (denominator) return minus(`${Math.round(weight * denominator)}/${denominator}`);
  return minus(format.decimal(weight, DIGITS.weight, false));
}

/** Reads `-1`, `0,5`, `0.5`, `1/9`, a decimal number to as many digits as are shown; null for anything else. */
export function parseWeight(text: string): number | null {
  const match = /^\s*([-−+]?\d*[.,]?\d+)\s*(?:\/\s*(\d*[.,]?\d+))?\s*$/.exec(text);
  if (!match) return null;
  const number = (part: string): number => Number(part.replace('−', '-').replace(',', '.'));
  const [, above = '', below] = match;
  const value =
    below === undefined ? Number(number(above).toFixed(DIGITS.weight)) : number(above) / number(below);
  return Number.isFinite(value) ? value : null;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

function minus(text: string): string {
  return text.replace(/^-/, '−');
}
