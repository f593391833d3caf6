/**
 * How options in Keras's vocabulary are read: each has a default, a rule in words, and a reader. Names are ours
 * (`rotationRange`) or Keras's (`rotation_range`).
 */
import { closest, distance } from 'fastest-levenshtein';
import { invalidArgument } from '../core/errors';
import { camelCase, snakeCase } from '../core/spelling';

/** One option: its default, its rule in words, and its reader, which gives undefined for a broken rule. */
export interface Rule<T> {
  readonly default: T;
  readonly says: string;
  readonly read: (value: unknown) => T | undefined;
}

type SnakeCase<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : Name;

/** Options as they are given: any of them, in our spelling or in Keras's. */
export type UserOptions<Options> = { readonly [Name in keyof Options]?: Options[Name] | undefined } & {
  readonly [Name in keyof Options as SnakeCase<Name & string>]?: Options[Name] | undefined;
};

/** A rule for every member of `Options`. */
export type Rules<Options> = { readonly [Name in keyof Options]-?: Rule<Options[Name]> };

export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
export const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(isNumber);

/** Any number, or those from `smallest` up. */
export const numeric = (initial: number, smallest = -Infinity): Rule<number> => ({
  default: initial,
  says: smallest === -Infinity ? 'is a number' : `is a number from ${smallest} up`,
  read: (value) => (isNumber(value) && value >= smallest ? value : undefined),
});

export const flag = (initial: boolean): Rule<boolean> => ({
  default: initial,
  says: 'is true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
});

/** One of a few values; with `none`, null stands for the default. */
export const oneOf = <T extends string | number>(
  values: readonly T[],
  initial: T,
  none = false,
): Rule<T> => ({
  default: initial,
  says: values.length === 1 ? `can only be ${values[0]}` : `is one of ${values.join(', ')}`,
  read: (value) => (none && value === null ? initial : values.find((allowed) => allowed === value)),
});

export const wholeNumber = (initial: number, smallest: number): Rule<number> => ({
  default: initial,
  says: `is a whole number from ${smallest} up`,
  read: (value) => (Number.isInteger(value) && (value as number) >= smallest ? (value as number) : undefined),
});

/** The same rule with null, its default. */
export const orNull = <T>({ says, read }: Rule<T>): Rule<T | null> => ({
  default: null,
  says: `${says}, or null`,
  read: (value) => (value === null ? null : read(value)),
});

/** Seeds of NumPy's stream; null: from the system's entropy. */
export const seedRule: Rule<number | null> = {
  default: null,
  says: 'is an integer between 0 and 2**32 - 1, or null',
  read: (value) => {
    if (value === null) return null;
    return isNumber(value) && Number.isInteger(value) && value >= 0 && value < 2 ** 32 ? value : undefined;
  },
};

/**
 * The same options by our names (`batchSize`); unknown ones stay for `readOptions` to refuse.
 *
 * @throws {PupilaError} 'invalid-argument' where an option is given in both spellings.
 */
export function toCamelCaseOptions<Options extends object>(given: UserOptions<Options>): Partial<Options> {
  const ours: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = camelCase(key);
    if (name in ours) throw givenTwice(name, key, value);
    ours[name] = value;
  }
  return ours as Partial<Options>;
}

const givenTwice = (name: string, key: string, value: unknown): Error =>
  invalidArgument(`\`${snakeCase(name)}\` is given once.`, { [key]: value });

/**
 * Reads options and fills in defaults; undefined stands for the default.
 *
 * @param of Whose options these are, for messages: "`flow`".
 * @throws {PupilaError} 'invalid-argument' for an unknown name, a name given twice or a value that breaks its rule.
 */
export function readOptions<Options extends object>(
  of: string,
  rules: Rules<Options>,
  json: unknown,
): Options {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalidArgument(`The options of ${of} are an object.`, { options: json });
  }
  const names = Object.keys(rules) as (keyof Options & string)[];
  const nameOf = new Map(names.flatMap((name) => [[name, name] as const, [snakeCase(name), name] as const]));
  const given: Partial<Record<keyof Options, unknown>> = {};
  for (const [key, value] of Object.entries(json)) {
    const name = nameOf.get(key);
    if (name === undefined) throw unknownOption(of, names, key, value);
    if (name in given) throw givenTwice(name, key, value);
    given[name] = readOption(rules[name], key, value);
  }
  const defaults = Object.fromEntries(names.map((name) => [name, rules[name].default]));
  return { ...defaults, ...given } as Options;
}

function readOption<T>({ default: initial, says, read }: Rule<T>, key: string, value: unknown): T {
  if (value === undefined) return initial;
  const result = read(value);
  if (result === undefined) throw invalidArgument(`\`${key}\` ${says}.`, { [key]: value });
  return result;
}

/** Names the nearest option, in the spelling of the name that came. */
function unknownOption(of: string, names: readonly string[], key: string, value: unknown): Error {
  const spelled = /[A-Z]/.test(key) ? names : names.map(snakeCase);
  const near = closest(key, spelled);
  const isNear = distance(key, near) <= Math.max(2, key.length / 3);
  const rule = `The options of ${of} are ${spelled.join(', ')}.`;
  return invalidArgument(isNear ? `${rule} The nearest is \`${near}\`.` : rule, { [key]: value });
}
