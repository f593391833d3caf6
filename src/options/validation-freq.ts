/** The option `validationFreq`: Keras's `validation_freq`. */

/** How many epochs are trained between two validations, or the epochs, from 1, after which to validate. */
export type ValidationFreq = number | readonly number[];

/** Reads a number, a list, or either as a text: `2`, `1,5,10`, `[1, 5, 10]`. Undefined if it is none of these. */
export function readValidationFreq(value: unknown): ValidationFreq | undefined {
  const given = typeof value === 'string' ? readText(value) : value;
  if (isCount(given)) return given;
  return Array.isArray(given) && given.length > 0 && given.every(isCount) ? given : undefined;
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;

function readText(text: string): unknown {
  const [, list, single] = /^\s*(?:\[(.*)\]|(\d+))\s*$/.exec(text) ?? [];
  if (single !== undefined) return Number(single);
  return (list ?? text).split(',').map((each) => (each.trim() === '' ? NaN : Number(each)));
}

/** Whether an epoch ends with a validation. @param epoch From 0. */
export function validatesAfter(epoch: number, freq: ValidationFreq | null): boolean {
  const number = epoch + 1;
  return typeof freq === 'number' ? number % freq === 0 : (freq?.includes(number) ?? true);
}

/** Returns the epochs, from 0, that end with a validation, from `first` (inclusive) to `end` (exclusive). */
export const validatedEpochs = (first: number, end: number, freq: ValidationFreq | null): number[] =>
  Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i).filter((epoch) =>
    validatesAfter(epoch, freq),
  );
