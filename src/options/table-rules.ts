/** Derives validation rules from the rows of a table of options. */
import { parseImageDataGeneratorOptions } from './image-data-generator-options';
import { readCallbackChoices } from './callback-choice';
import type { OptionRow } from './option-row';
import { type Rule, type Rules, flag, isNumber, oneOf, orNull, readSize } from './option-rules';

/** Returns the rules of a table, for `readOptions`. The rows must describe all `Options`. */
export const rulesOf = <Options>(
  rows: readonly (readonly [name: string, row: OptionRow])[],
): Rules<Options> =>
  Object.fromEntries(rows.map(([name, row]) => [name, ruleOf(row)])) as unknown as Rules<Options>;

/** Returns the rule of one row. */
export function ruleOf(row: OptionRow): Rule<unknown> {
  const rule: Rule<unknown> = { ...KINDS[row.kind](row), default: row.default };
  const { nullMeans } = row;
  if (nullMeans !== undefined)
    return { ...rule, read: (value) => (value === null ? nullMeans : rule.read(value)) };
  return row.default === null ? orNull(rule) : rule;
}

type Check = Pick<Rule<unknown>, 'says' | 'read'>;

const KINDS: Record<OptionRow['kind'], (row: OptionRow) => Check> = {
  integer: (row) => ({
    says: row.says ?? (row.min === 1 ? 'is a positive integer' : `is an integer ${range(row)}`),
    read: (value) => (Number.isInteger(value) && isInside(value as number, row) ? value : undefined),
  }),
  number: (row) => ({
    says: row.says ?? `is ${range(row)}`,
    read: (value) => (isNumber(value) && isInside(value, row) ? value : undefined),
  }),
  choice: ({ choices = [] }) => oneOf(choices, choices[0] as string),
  switch: () => flag(false),
  size: () => ({ says: 'is height and width, positive integers', read: readSize }),
  names: () => ({
    says: 'is a list of different names of folders',
    read: (value) => {
      const names = Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
      return names && value.length > 0 && new Set(value).size === value.length ? value : undefined;
    },
  }),
  augmentation: () => ({
    says: "is 'course', 'none', or an object of ImageDataGenerator's arguments",
    read: (value) => {
      if (value === 'course' || value === 'none') return value;
      return typeof value === 'object' && value !== null ? parseImageDataGeneratorOptions(value) : undefined;
    },
  }),
  folder: () => ({
    says: "is a folder of the data, with '/' between folders",
    read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  }),
  signal: () => ({
    says: 'is an AbortSignal',
    read: (value) => (value instanceof AbortSignal ? value : undefined),
  }),
  callbacks: () => ({
    says: "is a list of callbacks: Keras's names, or objects of a `name` and its arguments",
    read: readCallbackChoices,
  }),
};

function isInside(
  value: number,
  { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity }: OptionRow,
): boolean {
  return value >= min && value <= max && value > above && value < below;
}

function range({ min, max, above, below }: OptionRow): string {
  const ends = [
    min !== undefined && `at least ${min}`,
    above !== undefined && `greater than ${above}`,
    max !== undefined && `at most ${max}`,
    below !== undefined && `below ${below}`,
  ];
  return ends.filter(Boolean).join(' and ');
}
