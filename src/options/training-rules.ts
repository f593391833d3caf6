/** Derives the validation rules of a training run's options from the table. */
import { parseImageDataGeneratorOptions } from './image-data-generator-options';
import { type Rule, type Rules, flag, isNumber, readSize, oneOf, orNull } from './option-rules';
import type { ResolvedOptions } from './training-options';
import type { TrainingOption } from './training-option';
import { trainingOptionEntries } from './training-table';

/** Validated options. Null for defaults that are resolved later, from the model's file or at random. */
export type CheckedOptions = Omit<ResolvedOptions, UnresolvedName> & {
  [Name in UnresolvedName]: ResolvedOptions[Name] | null;
};
type UnresolvedName = 'seed' | 'optimizer' | 'learningRate' | 'momentum';

/** Returns the rules for `readOptions`. */
export const trainingRules = (): Rules<CheckedOptions> =>
  Object.fromEntries(
    trainingOptionEntries().map(([name, row]) => [name, ruleOf(row)]),
  ) as unknown as Rules<CheckedOptions>;

/** Returns the rule of one row of the table. */
export function ruleOf(row: TrainingOption): Rule<unknown> {
  const rule: Rule<unknown> = { ...KINDS[row.kind](row), default: row.default };
  return row.default === null ? orNull(rule) : rule;
}

type Check = Pick<Rule<unknown>, 'says' | 'read'>;

const KINDS: Record<TrainingOption['kind'], (row: TrainingOption) => Check> = {
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
      return names && new Set(value).size === value.length ? value : undefined;
    },
  }),
  augmentation: () => ({
    says: "is 'course', 'none', or an object of ImageDataGenerator's arguments",
    read: (value) => {
      if (value === 'course' || value === 'none') return value;
      return typeof value === 'object' && value !== null ? parseImageDataGeneratorOptions(value) : undefined;
    },
  }),
};

function isInside(
  value: number,
  { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity }: TrainingOption,
): boolean {
  return value >= min && value <= max && value > above && value < below;
}

function range({ min, max, above, below }: TrainingOption): string {
  const ends = [
    min !== undefined && `at least ${min}`,
    above !== undefined && `greater than ${above}`,
    max !== undefined && `at most ${max}`,
    below !== undefined && `below ${below}`,
  ];
  return ends.filter(Boolean).join(' and ');
}
