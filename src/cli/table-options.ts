/** Derives the command-line flags of a training run's options from the table. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { camelCase, kebabCase, snakeCase } from '../core/spelling';
import { readClassWeight } from '../options/class-weight';
import { readValidationFreq } from '../options/validation-freq';
import type { OptionsJson } from '../headless/runner-protocol';
import { METRIC_NAMES } from '../options/metric-choice';
import type { TrainingOptions } from '../options/training-options';
import { TRAINING_TEXTS, type OptionText, defaultInWords } from '../options/option-texts';
import type { OptionCommand, TrainingOption } from '../options/training-option';
import { trainingOptionEntries } from '../options/training-table';
import { checkOf } from '../options/table-rules';
import { callbackEntries } from '../training/callbacks/registry';
import {
  list,
  readAugmentation,
  readCallbacks,
  readLossText,
  readMetricsText,
  readScheduleText,
  size,
} from './values';

const PLACEHOLDERS: Record<TrainingOption['kind'], string> = {
  integer: ' <n>',
  number: ' <x>',
  choice: ' <name>',
  switch: '',
  size: ' <HxW>',
  names: ' <names>',
  augmentation: ' <what>',
  callbacks: ' <list>',
  schedule: ' <schedule>',
  loss: ' <loss>',
  classWeight: ' <weights>',
  metrics: ' <list>',
  validationFreq: ' <epochs>',
};

/** Converts the text of a flag. The table's rule validates the result. */
const PARSERS: Partial<Record<TrainingOption['kind'], (text: string) => unknown>> = {
  integer: numberOf,
  number: numberOf,
  size,
  names: list,
  augmentation: readAugmentation,
  callbacks: readCallbacks,
  schedule: readScheduleText,
  loss: readLossText,
  classWeight: readClassWeight,
  metrics: readMetricsText,
  validationFreq: readValidationFreq,
};

/** Defaults and texts of a command that differ from the table's. */
export type TableOverrides = Partial<Record<keyof TrainingOptions, { default?: unknown; text?: string }>>;

/** The seed of a command that draws batches without a network. */
export const DATA_SEED = { text: 'Seed of order and augmentation' };

/**
 * Adds a command's options from the table.
 *
 * @param overrides Defaults and texts that differ from the table's.
 */
export function addTableOptions(
  command: Command,
  name: OptionCommand,
  overrides: TableOverrides = {},
): Command {
  for (const [option, row] of rowsOf(name))
    command.addOption(makeOption(option, row, name, overrides[option]));
  return command;
}

/** Separates the options of the table from the command's other flags. */
export function splitTableOptions<Flags extends object>(
  name: OptionCommand,
  flags: Flags,
): { options: OptionsJson; rest: Omit<Flags, keyof OptionsJson> } {
  const rest = { ...flags } as Record<string, unknown>;
  const options: Record<string, unknown> = {};
  for (const [option, row] of rowsOf(name)) {
    const key = camelCase(flagName(option, row));
    if (rest[key] !== undefined) options[option] = rest[key];
    delete rest[key];
  }
  return { options, rest: rest as Omit<Flags, keyof OptionsJson> };
}

const rowsOf = (name: OptionCommand): [keyof TrainingOptions, TrainingOption][] =>
  trainingOptionEntries(name).filter(([, { withoutFlag = [] }]) => !withoutFlag.includes(name));

function makeOption(
  name: keyof TrainingOptions,
  row: TrainingOption,
  command: OptionCommand,
  overrides: { default?: unknown; text?: string } = {},
): Option {
  const texts: OptionText = TRAINING_TEXTS[name];
  const { default: initial = row.default, text: help = texts.text.en } = overrides;
  const isOn = row.kind === 'switch' && initial === true;
  const placeholder = row.unit === 'ms' ? ' <ms>' : PLACEHOLDERS[row.kind];
  const flag = `--${isOn ? 'no-' : ''}${flagName(name, row)}${placeholder}`;
  // Only for the help text: the API or the model's file supplies the default.
  const absent = defaultInWords(texts, String(initial), 'en', command);
  const option = new Option(
    flag,
    isOn ? lowerFirst(texts.off?.en ?? help) : `${lowerFirst(help)} (default: ${absent})`,
  );
  if (row.kind === 'augmentation') option.description += ' (choices: "course", "none", a JSON file)';
  if (row.kind === 'metrics')
    option.description += `; names separated by commas, or JSON. Choose from ${METRIC_NAMES.join(', ')}`;
  if (row.kind === 'callbacks')
    option.description += `; names separated by commas, or JSON. ${callbackHelp()}`;
  if (row.choices) return option.choices(row.choices);
  const parse = PARSERS[row.kind];
  if (!parse) return option;
  const { says, read } = checkOf(row);
  return option.argParser((text: string) => {
    const value = parse(text);
    if (row.kind === 'augmentation' || read(value) !== undefined) return value;
    throw new InvalidArgumentError(`The value ${says.text}. Received: ${text}`);
  });
}

/** Returns one sentence for each callback: 'TerminateOnNaN (raise_error): end training at …' */
const callbackHelp = (): string =>
  callbackEntries()
    .map(
      ([name, { text, rules }]) =>
        `${name} (${Object.keys(rules).map(snakeCase).join(', ')}): ${lowerFirst(text.en)}.`,
    )
    .join(' ');

const flagName = (name: string, { flag }: TrainingOption): string => flag ?? kebabCase(name);

/** Lowers the first letter, but not that of a name. */
const lowerFirst = (text: string): string =>
  /^(Keras|WebGPU|WebAssembly)/.test(text) ? text : text[0]?.toLowerCase() + text.slice(1);

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
