/** Writes a sum of products as text, with weights in readable form. The written terms add up to the written sum. */
import type { Formats, Rounded } from '../i18n/locale';

/** Decimals of a weight, and of a result. */
const DIGITS = { weight: 4, sum: 2 };
/** A sum that is a smaller share of its terms is a rest of rounding. */
const ROUNDING = 1e-14;
/** Denominators that are written as fractions. */
const DENOMINATORS = [3, 6, 7, 8, 9, 12, 16, 25];

/** Returns `52·(−1) + 60·0 + … = −11`. Positions outside the picture count as 0. */
export function formula(
  pixels: readonly (number | null)[],
  weights: readonly number[],
  format: Formats,
): string {
  const terms = pixels.map((pixel, i) => {
    const value = format.rounded(pixel ?? 0, 0);
    const weight = weightText(weights[i] as number, format);
    const factor = /[−/×]/.test(weight.text) ? `(${weight.text})` : weight.text;
    return { text: `${value.text}·${factor}`, isExact: value.isExact && weight.isExact };
  });
  const products = pixels.map((pixel, i) => (pixel ?? 0) * (weights[i] as number));
  const { sign, text } = sumText(sumOf(products), format);
  const isExact = terms.every((term) => term.isExact);
  return `${terms.map((term) => term.text).join(' + ')} ${isExact ? sign : '≈'} ${text}`;
}

/** Returns the sum. A rest of rounding in float64, such as 1e-15 of 9 · 1/9 − 1, is 0. */
export function sumOf(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const size = values.reduce((total, value) => total + Math.abs(value), 0);
  return Math.abs(sum) < ROUNDING * size ? 0 : sum;
}

/** Formats a result with its sign: `=` if exact, `≈` if rounded. */
export function sumText(sum: number, format: Formats): { sign: '=' | '≈'; text: string } {
  const { text, isExact } = format.visible(sum, DIGITS.sum);
  return { sign: isExact ? '=' : '≈', text: minus(text) };
}

/** Formats a weight as `0,25`, or as a fraction if that has too many digits: `1/9`, `−3/16`. */
function weightText(weight: number, format: Formats): Rounded {
  const fraction = fractionText(weight);
  const rounded =
    fraction === null ? format.visible(weight, DIGITS.weight) : { text: fraction, isExact: true };
  return { ...rounded, text: minus(rounded.text) };
}

/** Formats a weight as `weightText` does, so that `parseWeight` reads the same weight. */
export function weightFieldText(weight: number, format: Formats): string {
  return minus(fractionText(weight) ?? format.editable(weight, DIGITS.weight));
}

/** Returns a weight that has too many digits as a fraction, or null. */
function fractionText(weight: number): string | null {
  if (Math.abs(weight) < 0.01) return null;
  const denominator = isWhole(weight * 100) ? undefined : DENOMINATORS.find((n) => isWhole(weight * n));
  return denominator ? `${Math.round(weight * denominator)}/${denominator}` : null;
}

/** Largest weight: sums of nine products with pixels stay within float32. */
const LARGEST = 1e35;

/** Returns whether a text is a number, but one that is too large to compute with. */
export function isTooLarge(text: string): boolean {
  return Math.abs(numberOf(text) ?? 0) > LARGEST;
}

/** Parses `-1`, `0,5`, `0.5`, `1e2` or `1/9`; a decimal is rounded to the digits shown, and a very small one
 * to four significant digits. Null for anything else. */
export function parseWeight(text: string): number | null {
  return isTooLarge(text) ? null : numberOf(text);
}

/** Returns null if the text is neither a number nor a fraction; Infinity if it is beyond all numbers. */
function numberOf(text: string): number | null {
  const match = /^\s*([-−+]?\d*[.,]?\d+(?:e[-−+]?\d+)?)\s*(?:\/\s*(\d*[.,]?\d+(?:e[-−+]?\d+)?))?\s*$/i.exec(
    text,
  );
  if (!match) return null;
  const number = (part: string): number => Number(part.replaceAll('−', '-').replace(',', '.'));
  const [, above = '', below] = match;
  if (below === undefined) {
    const value = number(above);
    return Number(value.toFixed(DIGITS.weight)) || Number(value.toPrecision(DIGITS.weight));
  }
  return number(below) === 0 ? null : number(above) / number(below);
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

function minus(text: string): string {
  return text.replace(/^-/, '−');
}
