/** Callbacks that are chosen by name, as plain data. `src/training/callbacks/registry.ts` has the class of each. */

import { writtenChoices } from './named-choice';

/** The capitals in the names of Keras's callbacks: `TerminateOnNaN`, `CSVLogger`, `ReduceLROnPlateau`. */
const CAPITALS: Readonly<Record<string, string>> = { nan: 'NaN', csv: 'CSV', lr: 'LR', ema: 'EMA' };

/** A callback's name in Keras and its arguments, in camelCase or in Keras's spelling. */
export interface CallbackChoice {
  readonly name: string;
  readonly [argument: string]: unknown;
}

/**
 * Reads a list of names and objects with a `name`, also from a text: JSON, or names separated by commas, each with
 * arguments in parentheses. Names may be in snake_case.
 *
 * @returns The choices with the names of Keras's classes. Undefined if `value` is neither.
 * @example
 * readCallbackChoices('terminate_on_nan, EarlyStopping(patience=2)');
 * // [{ name: 'TerminateOnNaN' }, { name: 'EarlyStopping', patience: 2 }]
 */
export function readCallbackChoices(value: unknown): readonly CallbackChoice[] | undefined {
  const list = typeof value === 'string' ? writtenChoices(value) : value;
  if (!Array.isArray(list)) return undefined;
  const choices = list.map((each: unknown) => (typeof each === 'string' ? { name: each } : each));
  return choices.every(isChoice)
    ? choices.map((choice) => ({ ...choice, name: kerasName(choice.name) }))
    : undefined;
}

/** Returns the name of Keras's class: `TerminateOnNaN` for `terminate_on_nan`. A name without `_` is unchanged. */
function kerasName(name: string): string {
  if (!name.includes('_')) return name;
  const words = name
    .toLowerCase()
    .split('_')
    .map((word) => CAPITALS[word] ?? word.charAt(0).toUpperCase() + word.slice(1));
  return words.join('');
}

function isChoice(value: unknown): value is CallbackChoice {
  const name = typeof value === 'object' && value !== null && 'name' in value && value.name;
  return typeof name === 'string' && name !== '';
}
