import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatNumber, isNumberFormat, pythonFloat } from './python-number';

/** What Python writes: fixtures/python_numbers.py. Numbers are texts, because JSON has no NaN. */
const { reprs, formats } = JSON.parse(readFileSync('fixtures/python_numbers.json', 'utf8')) as {
  reprs: [value: string, text: string][];
  formats: [value: string, isInteger: boolean, format: string, text: string][];
};

const NAMES: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity };
const numberOf = (text: string): number => NAMES[text] ?? Number(text);

it("writes floats as Python's repr", () => {
  expect(reprs.map(([value]) => [value, pythonFloat(numberOf(value))])).toEqual(reprs);
});

it("formats numbers as Python's format", () => {
  expect(formats.length).toBeGreaterThan(500);
  expect(
    formats.map(([value, isInteger, format]) => {
      expect(isNumberFormat(format, isInteger)).toBe(true);
      return [value, isInteger, format, formatNumber(numberOf(value), isInteger, format)];
    }),
  ).toEqual(formats);
});

it.each([
  ['.2d', true],
  ['.2', true],
  ['d', false],
  ['x>5', false],
  [',', true],
  ['x', true],
  ['02.f', false],
])('does not know the format %s', (format, isInteger) => {
  expect(isNumberFormat(format, isInteger)).toBe(false);
});
