/**
 * Validates options: each has a default, a description of its rule, and a reader. Names are in camelCase
 * (`rotationRange`) or in Keras's snake_case (`rotation_range`).
 */
import { type PupilaError, invalidArgument } from '../core/errors';
import { type Message, message } from '../core/message';
import { camelCase, snakeCase } from '../core/spelling';
import { unknownName } from './unknown-name';

/** Rule of one option. */
export interface Rule<T> {
  readonly default: T;
  /** The rule in words, as the end of a sentence: 'must be true or false'. */
  readonly says: Message;
  /** Returns the value, or undefined if it is invalid. */
  readonly read: (value: unknown) => T | undefined;
  /** Known names, and what any other text is, as a sentence: 'Unknown optimizer.' Default: `says` tells the rule. */
  readonly names?: { readonly known: readonly string[]; readonly unknown: Message };
}

/** A rule without its default. */
export type Check = Omit<Rule<unknown>, 'default'>;

/** Keras's spelling of a name: `SnakeCase<'batchSize'>` is `'batch_size'`. */
export type SnakeCase<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : Name;

/** Options as users pass them: all optional, in camelCase or snake_case. */
export type UserOptions<Options> = { readonly [Name in keyof Options]?: Options[Name] | undefined } & {
  readonly [Name in keyof Options as SnakeCase<Name & string>]?: Options[Name] | undefined;
};

/** A rule for every member of `Options`. */
export type Rules<Options> = { readonly [Name in keyof Options]-?: Rule<Options[Name]> };

export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
export const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(isNumber);

/** Reads height and width, integers above 0. */
export function readSize(value: unknown): readonly [number, number] | undefined {
  const areSides = Array.isArray(value) && value.every((side) => Number.isInteger(side) && side > 0);
  return areSides && value.length === 2 ? (value as [number, number]) : undefined;
}

/** A finite number from `smallest` up. */
export const numeric = (initial: number, smallest = -Infinity): Rule<number> => ({
  default: initial,
  says:
    smallest === -Infinity ? message`must be a number` : message`must be a number of at least ${smallest}`,
  read: (value) => (isNumber(value) && value >= smallest ? value : undefined),
});

/** A number from 0 to 1. */
export const share: Check = {
  says: message`must be a number from 0 to 1`,
  read: (value) => (isNumber(value) && value >= 0 && value <= 1 ? value : undefined),
};

export const flag = (initial: boolean): Rule<boolean> => ({
  default: initial,
  says: message`must be true or false`,
  read: (value) => (typeof value === 'boolean' ? value : undefined),
});

/** One of `values`. With `none`, null stands for the default. */
export const oneOf = <T extends string | number>(
  values: readonly T[],
  initial: T,
  none = false,
): Rule<T> => ({
  default: initial,
  says: values.length === 1 ? message`must be ${initial}` : message`must be one of ${values.join(', ')}`,
  read: (value) => (none && value === null ? initial : values.find((allowed) => allowed === value)),
});

/** Also allows null, which becomes the default. */
export const orNull = <T>({ says, read, ...rule }: Rule<T>): Rule<T | null> => ({
  ...rule,
  default: null,
  says: message`${says}, or null`,
  read: (value) => (value === null ? null : read(value)),
});

/**
 * Renames options to camelCase (`batchSize`). Omits undefined ones. Keeps unknown ones as they are, so that
 * `readOptions` can reject them.
 *
 * @param owner What the options belong to, for messages: "`flow`".
 * @param names All options.
 * @throws {PupilaError} 'invalid-argument' if `options` is not an object, or has an option in both spellings.
 */
export function toCamelCaseOptions<Options extends object>(
  owner: Message | string,
  options: UserOptions<Options>,
  names: readonly string[],
): Partial<Options> {
  checkObject(owner, options);
  const renamed = new Map<string, unknown>();
  for (const [key, value] of Object.entries(options)) {
    const name = camelCase(key);
    if (!names.includes(name)) renamed.set(key, value);
    else if (value !== undefined) {
      if (renamed.has(name)) throw duplicateOption(name, key, value);
      renamed.set(name, value);
    }
  }
  return Object.fromEntries(renamed) as Partial<Options>;
}

/** @throws {PupilaError} 'invalid-argument' for anything but an object that is not a list. */
function checkObject(owner: Message | string, options: unknown): asserts options is object {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw invalidArgument(message`The options of ${owner} must be an object.`, { options });
}

export const duplicateOption = (name: string, key: string, value: unknown): PupilaError =>
  invalidArgument(message`\`${snakeCase(name)}\` must be given only once.`, { [key]: value });

/**
 * Validates options and fills in defaults, also for undefined.
 *
 * @param owner What the options belong to, for messages: "`flow`".
 * @throws {PupilaError} 'invalid-argument' for an unknown name, a duplicate name or an invalid value.
 */
export function readOptions<Options extends object>(
  owner: Message | string,
  rules: Rules<Options>,
  json: unknown,
): Options {
  checkObject(owner, json);
  const names = Object.keys(rules) as (keyof Options & string)[];
  const nameOf = new Map(names.flatMap((name) => [[name, name] as const, [snakeCase(name), name] as const]));
  const values: Partial<Record<keyof Options, unknown>> = {};
  for (const [key, value] of Object.entries(json)) {
    const name = nameOf.get(key);
    if (name === undefined) throw unknownOption(owner, names, key, value);
    if (value === undefined) continue;
    if (name in values) throw duplicateOption(name, key, value);
    values[name] = readOption(rules[name], key, value);
  }
  const defaults = Object.fromEntries(names.map((name) => [name, rules[name].default]));
  return { ...defaults, ...values } as Options;
}

/**
 * Validates one value.
 *
 * @throws {PupilaError} 'invalid-argument' with the rule and the received value.
 */
export function readOption<T>({ says, read, names }: Rule<T>, key: string, value: unknown): T {
  const result = read(value);
  if (result !== undefined) return result;
  if (names && typeof value === 'string')
    throw unknownName(names.unknown, names.known, value, { [key]: value });
  throw invalidArgument(message`\`${key}\` ${says}.`, { [key]: value });
}

function unknownOption(
  owner: Message | string,
  names: readonly string[],
  key: string,
  value: unknown,
): Error {
  if (names.length === 0) return invalidArgument(message`${owner} has no options.`, { [key]: value });
  return unknownName(
    message`Unknown option of ${owner}.`,
    spelledLike(key, names),
    key,
    { [key]: value },
    false,
  );
}

/**
 * Checks the names of an object's members, without their values.
 *
 * @param unknown What an unknown name is, as a sentence: 'Unknown input of a `TrainingSession`.'
 * @throws {PupilaError} 'invalid-argument' for the first unknown name.
 */
export function checkNames(unknown: Message, names: readonly string[], object: object): void {
  const wrong = Object.keys(object).find((name) => !names.includes(name));
  if (wrong !== undefined) throw unknownName(unknown, names, wrong, { name: wrong });
}

/** Returns camelCase names in the spelling of `name`: as they are, or in snake_case. */
export const spelledLike = (name: string, names: readonly string[]): readonly string[] =>
  /[A-Z]/.test(name) ? names : names.map(snakeCase);
