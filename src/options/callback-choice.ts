/** Callbacks that are chosen by name, as plain data. `src/training/callbacks/registry.ts` has the class of each. */

/** The callbacks that can be chosen, by their names in Keras. */
export const CALLBACK_NAMES = ['TerminateOnNaN'] as const;

/** A callback's name in Keras and its arguments, in camelCase or in Keras's spelling. */
export interface CallbackChoice {
  readonly name: string;
  readonly [argument: string]: unknown;
}

/**
 * Reads a list of names and objects with a `name`, also from a text: names separated by commas, or JSON. Names may be
 * in snake_case.
 *
 * @returns The choices with Keras's names; unknown names are unchanged. Undefined if `value` is neither.
 * @example
 * readCallbackChoices('terminate_on_nan'); // [{ name: 'TerminateOnNaN' }]
 */
export function readCallbackChoices(value: unknown): readonly CallbackChoice[] | undefined {
  const list = typeof value === 'string' ? readText(value) : value;
  if (!Array.isArray(list)) return undefined;
  const choices = list.map((each: unknown) => (typeof each === 'string' ? { name: each } : each));
  return choices.every(isChoice)
    ? choices.map((choice) => ({ ...choice, name: kerasName(choice.name) }))
    : undefined;
}

function kerasName(name: string): string {
  return CALLBACK_NAMES.find((known) => withoutCase(known) === withoutCase(name)) ?? name;
}

/** A name without the differences between spellings. */
const withoutCase = (name: string): string => name.replaceAll('_', '').toLowerCase();

function readText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text.trim() === '' ? [] : text.split(',').map((name) => name.trim());
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? json : [json];
  } catch {
    return undefined;
  }
}

function isChoice(value: unknown): value is CallbackChoice {
  const name = typeof value === 'object' && value !== null && 'name' in value && value.name;
  return typeof name === 'string' && name !== '';
}
