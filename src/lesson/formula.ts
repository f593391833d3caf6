/** Writes a sum of products as text, with weights in readable form. The written terms add up to the written sum. */
import type { Formats } from '../i18n/locale';

/** Decimals of a weight, and of a result. */
const DIGITS = { weight: 4, sum: 2 };
/** Denominators that are written as fractions. */
const DENOMINATORS = [3, 6, 7, 8, 9, 12, 16, 25];

/** Returns `52·(−1) + 60·0 + … = −11`. Positions outside the picture count as 0. */
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

/** Formats a result with its sign: `=` if exact, `≈` if rounded. */
export function sumText(sum: number, format: Formats): { sign: '=' | '≈'; text: string } {
  const scale = 10 ** DIGITS.sum;
  const whole = isWhole(sum * scale);
  return { sign: whole ? '=' : '≈', text: minus(format.decimal(sum, DIGITS.sum, false)) };
}

/** Formats a weight as `0,25`, or as a fraction if that has too many digits: `1/9`, `−3/16`. */
function weightText(weight: number, format: Formats): string {
  return minus(fractionText(weight) ?? format.decimal(weight, DIGITS.weight, false));
}

/** Formats a weight as `weightText` does, so that `parseWeight` reads the same weight. */
export function weightFieldText(weight: number, format: Formats): string {
  return minus(fractionText(weight) ?? format.editable(weight, DIGITS.weight));
}

/** Returns a weight that has too many digits as a fraction, or null. */
function fractionText(weight: number): string | null {
  const denominator = isWhole(weight * 100) ? undefined : DENOMINATORS.find((n) => isWhole(weight * n));
  return denominator ? `${Math.round(weight * denominator)}/${denominator}` : null;
}

/** Parses `-1`, `0,5`, `0.5` or `1/9`; a decimal is rounded to the digits shown. Returns null for anything else. */
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
