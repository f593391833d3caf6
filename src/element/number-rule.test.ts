import { expect, it } from 'vitest';
import { shared as en } from '../i18n/en/shared';
import { shared as es } from '../i18n/es/shared';
import { formatsOf } from '../i18n/locale';
import { type NumberRule, brokenRule, fieldText, numberIn } from './number-rule';

const spanish = (text: string, rule: NumberRule) => brokenRule(text, rule, es.rules, formatsOf('es'));

it('says the rule of a number that breaks it, in the reader’s language', () => {
  const count: NumberRule = { integer: true, min: 1 };
  for (const text of ['', 'NaN', 'abc', '0', '-3', '2.5'])
    expect(spanish(text, count), text).toBe('Debe ser un entero mayor o igual que 1.');
  expect(brokenRule('x', count, en.rules, formatsOf('en'))).toBe(
    'Must be an integer greater than or equal to 1.',
  );
  expect(spanish('1', { min: 0, below: 1 })).toBe('Debe ser un número mayor o igual que 0 y menor que 1.');
  expect(spanish('0', { above: 0 })).toBe('Debe ser un número mayor que 0.');
  expect(spanish('-1', { integer: true, min: 0, max: 2 ** 32 - 1 })).toBe(
    'Debe ser un entero mayor o igual que 0 y menor o igual que 4.294.967.295.',
  );
  expect(spanish('Infinity', {})).toBe('El número es demasiado grande.');
});

it('says of a number that it is too large to compute with, unless it breaks its own bounds', () => {
  const tooLarge = 'El número es demasiado grande.';
  expect(spanish('1e300', { integer: true, min: 1 })).toBe(tooLarge);
  expect(spanish('1e300', { above: 0 })).toBe(tooLarge);
  expect(spanish('-1e300', {})).toBe(tooLarge);
  expect(spanish('-1e300', { above: 0 })).toBe('Debe ser un número mayor que 0.');
  expect(spanish('1e300', { min: 0, below: 1 })).toBe(
    'Debe ser un número mayor o igual que 0 y menor que 1.',
  );
  expect(brokenRule('1e300', { above: 0 }, en.rules, formatsOf('en'))).toBe('The number is too large.');
  expect(spanish('1e300', { integer: true, min: 0, max: 9 })).toBe(
    'Debe ser un entero mayor o igual que 0 y menor o igual que 9.',
  );
});

it('accepts what fits, and nothing where that is allowed', () => {
  expect(spanish('1', { integer: true, min: 1 })).toBeNull();
  expect(spanish('0.25', { min: 0, below: 1 })).toBeNull();
  expect(spanish('1e-4', { above: 0 })).toBeNull();
  expect(spanish('', { above: 0, optional: true })).toBeNull();
});

it('writes a number with as many digits as one reads', () => {
  const numbers = [1 / 3, 0.1 + 0.2, Math.fround(0.001), 1.5e-7, 4_294_967_295];
  const texts = (tag: string) => numbers.map((value) => fieldText(value, formatsOf(tag)));
  expect(texts('en')).toEqual(['0.333333', '0.3', '0.001', '1.5e-7', '4294967295']);
  expect(texts('es')).toEqual(['0,333333', '0,3', '0,001', '1,5e-7', '4294967295']);
  expect(texts('es').map(numberIn)).toEqual(texts('en').map(Number));
});
