/** The flags of a training run's options, made of the table. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OptionsJson } from '../headless/runner-protocol';
import type { TrainingOptions } from '../options/training-options';
import { type OptionCommand, type TrainingOption, trainingOptionEntries } from '../options/training-table';
import { ruleOf } from '../options/training-rules';
import { list, readAugmentation, size } from './values';

const PLACEHOLDERS: Record<TrainingOption['kind'], string> = {
  integer: ' <n>',
  number: ' <x>',
  choice: ' <name>',
  switch: '',
  size: ' <HxW>',
  names: ' <names>',
  augmentation: ' <what>',
};

/** Value of a text, before the table's rule is asked. */
const PARSERS: Partial<Record<TrainingOption['kind'], (text: string) => unknown>> = {
  integer: numberOf,
  number: numberOf,
  size,
  names: list,
  augmentation: readAugmentation,
};

/** What a command says differently. */
export type Difference = Partial<Record<keyof TrainingOptions, { default?: unknown; text?: string }>>;

/**
 * Adds the options that a command has.
 *
 * @param differences Other defaults and texts than the table's.
 */
export function addTableOptions(
  command: Command,
  name: OptionCommand,
  differences: Difference = {},
): Command {
  for (const [option, row] of rowsOf(name)) command.addOption(flagOf(option, row, differences[option]));
  return command;
}

/** The options among a command's flags; the rest of the flags beside them. */
export function takeTableOptions<Flags extends object>(
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
  return { options: options as OptionsJson, rest: rest as Omit<Flags, keyof OptionsJson> };
}

const rowsOf = (name: OptionCommand): [keyof TrainingOptions, TrainingOption][] =>
  trainingOptionEntries().filter(([, { commands }]) => commands.includes(name));

function flagOf(
  name: keyof TrainingOptions,
  row: TrainingOption,
  { default: initial = row.default, text = row.text.en }: { default?: unknown; text?: string } = {},
): Option {
  const isOn = row.kind === 'switch' && initial === true;
  const placeholder = row.unit === 'ms' ? ' <ms>' : PLACEHOLDERS[row.kind];
  const flag = `--${isOn ? 'no-' : ''}${flagName(name, row)}${placeholder}`;
  // Shown only: a value that is not given comes from a model's file or from the API.
  const absent = row.absent?.en ?? String(initial);
  const option = new Option(flag, isOn ? lower(row.off?.en ?? text) : `${lower(text)} (default: ${absent})`);
  if (row.kind === 'augmentation') option.description += ' (choices: "course", "none", a JSON file)';
  if (row.choices) return option.choices(row.choices);
  const parse = PARSERS[row.kind];
  if (!parse) return option;
  const rule = ruleOf(row);
  return option.argParser((given: string) => {
    const value = parse(given);
    if (row.kind === 'augmentation' || rule.read(value) !== undefined) return value;
    throw new InvalidArgumentError(`The value ${rule.says}. Received: ${given}`);
  });
}

const flagName = (name: string, { flag }: TrainingOption): string =>
  flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const camelCase = (flag: string): string =>
  flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const lower = (text: string): string => text[0]?.toLowerCase() + text.slice(1);

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
