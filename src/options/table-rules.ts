/** Derives validation rules from the rows of a table of options. */
import { type Message, message } from '../core/message';
import { parseImageDataGeneratorOptions } from './image-data-generator-options';
import { readCallbackChoices } from './callback-choice';
import { readClassWeight } from './class-weight';
import { readMetrics } from './metric-choice';
import type { OptionRow } from './option-row';
import { readLoss } from './resolve-loss';
import { readValidationFreq } from './validation-freq';
import { readSchedule } from './resolve-optimizer';
import { type Check, type Rule, type Rules, flag, isNumber, oneOf, orNull, readSize } from './option-rules';

/** Returns the rules of a table, for `readOptions`. The rows must describe all `Options`. */
export const rulesOf = <Options>(
  rows: readonly (readonly [name: string, row: OptionRow])[],
): Rules<Options> =>
  Object.fromEntries(rows.map(([name, row]) => [name, ruleOf(row)])) as unknown as Rules<Options>;

/** Returns the rule of one row. */
export function ruleOf(row: OptionRow): Rule<unknown> {
  const rule: Rule<unknown> = { ...checkOf(row), default: row.default };
  const { nullMeans } = row;
  if (nullMeans !== undefined)
    return { ...rule, read: (value) => (value === null ? nullMeans : rule.read(value)) };
  return row.default === null ? orNull(rule) : rule;
}

/** Returns the rule of one row for a value that is given: not null. */
export const checkOf = (row: OptionRow): Check => KINDS[row.kind](row);

const KINDS: Record<OptionRow['kind'], (row: OptionRow) => Check> = {
  integer: (row) => ({
    says:
      row.says ??
      (row.min === 1 ? message`must be a positive integer` : message`must be an integer ${range(row)}`),
    read: (value) => (Number.isInteger(value) && isInside(value as number, row) ? value : undefined),
  }),
  number: (row) => ({
    says: row.says ?? message`must be a number ${range(row)}`,
    read: (value) => (isNumber(value) && isInside(value, row) ? value : undefined),
  }),
  choice: ({ choices = [], unknown }) => ({
    ...oneOf(choices, choices[0] as string),
    ...(unknown && { names: { known: choices, unknown } }),
  }),
  switch: () => flag(false),
  size: () => ({ says: message`must be height and width, positive integers`, read: readSize }),
  names: () => ({
    says: message`must be a list of different folder names`,
    read: (value) => {
      const names = Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
      return names && value.length > 0 && new Set(value).size === value.length ? value : undefined;
    },
  }),
  augmentation: () => ({
    says: message`must be 'course', 'none', or an object with ImageDataGenerator’s arguments`,
    read: (value) => {
      if (value === 'course' || value === 'none') return value;
      return typeof value === 'object' && value !== null ? parseImageDataGeneratorOptions(value) : undefined;
    },
  }),
  folder: () => ({
    says: message`must be a folder of the data, with '/' between folders`,
    read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  }),
  signal: () => ({
    says: message`must be an AbortSignal`,
    read: (value) => (value instanceof AbortSignal ? value : undefined),
  }),
  callbacks: () => ({
    says: message`must be a list of Keras’s callbacks: names, objects with a \`name\` and its arguments, or a text such as EarlyStopping(patience=3)`,
    read: readCallbackChoices,
  }),
  schedule: () => ({
    says: message`must be one of Keras’s schedules: an object with its \`name\` and arguments, or a text such as CosineDecay:decay_steps=1000`,
    read: readSchedule,
  }),
  loss: () => ({
    says: message`must be one of Keras’s losses: its name, an object with its \`name\` and arguments, or a text such as binary_crossentropy:label_smoothing=0.1`,
    read: readLoss,
  }),
  classWeight: () => ({
    says: message`must have a number of at least 0 for each class, by its name or index: an object, or a text such as cats=2,dogs=0.5`,
    read: readClassWeight,
  }),
  validationFreq: () => ({
    says: message`must be a positive integer, or a list of epochs such as 1,5,10`,
    read: readValidationFreq,
  }),
  metrics: () => ({
    says: message`must be a list of metrics: names from Keras, or objects with a \`name\` and its arguments`,
    read: readMetrics,
  }),
};

function isInside(
  value: number,
  { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity }: OptionRow,
): boolean {
  return value >= min && value <= max && value > above && value < below;
}

/** Returns the bounds of a row that has one, in words. */
function range({ min, max, above, below }: OptionRow): Message {
  return [
    min !== undefined && message`of at least ${min}`,
    above !== undefined && message`greater than ${above}`,
    max !== undefined && message`of at most ${max}`,
    below !== undefined && message`below ${below}`,
  ]
    .filter((bound) => bound !== false)
    .reduce((one, other) => message`${one} and ${other}`);
}
