/** The rule of a number field, in words. */
import { numbers as en } from '../i18n/en/numbers';
import { numbers as es } from '../i18n/es/numbers';
import type { CheckedField } from './checked-field';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';
import type { Formats } from '../i18n/locale';

/** Returns a number as the text of a number field, with at most six significant digits. */
export function fieldText(value: number, { decimalPoint }: Pick<Formats, 'decimalPoint'>): string {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return text.replace('.', decimalPoint);
}

/** Returns the number in a field, with a decimal point or comma. NaN if there is none. */
export function numberIn(text: string): number {
  return text.trim() === '' ? NaN : Number(text.replace(',', '.'));
}

/** The kind of field for a number. */
export const numberKind = (isInteger: boolean): Pick<CheckedField, 'type' | 'inputMode'> =>
  isInteger ? { type: 'number' } : { inputMode: 'decimal' };

/** Which numbers are allowed. */
export interface NumberRule {
  integer?: boolean;
  /** Whether the field may be empty. */
  optional?: boolean;
  /** Inclusive bounds. */
  min?: number | undefined;
  max?: number | undefined;
  /** Exclusive bounds. */
  above?: number | undefined;
  below?: number | undefined;
}

/** The largest number of float32, which networks compute in. */
const LARGEST = 3.4e38;
const NUMBERS = { en, es };

const BOUNDS = {
  min: (value: number, bound: number) => value >= bound,
  above: (value: number, bound: number) => value > bound,
  max: (value: number, bound: number) => value <= bound,
  below: (value: number, bound: number) => value < bound,
} as const;
const NAMES = Object.keys(BOUNDS) as (keyof typeof BOUNDS)[];

/**
 * Returns the rule if a text breaks it, or null.
 *
 * @example
 * brokenRule('0', { integer: true, min: 1 }, words.rules, format); // 'Debe ser un entero mayor o igual que 1.'
 */
export function brokenRule(
  text: string,
  rule: NumberRule,
  words: Translation<typeof shared>['rules'],
  format: Formats,
): string | null {
  if (text.trim() === '' && rule.optional) return null;
  const value = numberIn(text);
  const isKind = rule.integer ? Number.isInteger(value) : Number.isFinite(value);
  const bounds = NAMES.flatMap((name) => {
    const bound = rule[name];
    return bound === undefined ? [] : [{ name, bound }];
  });
  // Its own bounds say more, if it breaks them.
  const isTooLarge = Math.abs(value) > (rule.integer ? Number.MAX_SAFE_INTEGER : LARGEST);
  if (isTooLarge && bounds.every(({ name, bound }) => BOUNDS[name](value, bound)))
    return NUMBERS[format.locale].tooLarge;
  if (isKind && bounds.every(({ name, bound }) => BOUNDS[name](value, bound))) return null;
  const texts = bounds.map(({ name, bound }) => words[name](format.significant(bound, 16)));
  return words.mustBe(rule.integer ? words.integer : words.number, format.list(texts));
}
