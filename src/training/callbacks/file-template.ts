/** File names with placeholders, which Python's `str.format` fills: `{epoch:02d}-{val_loss:.2f}.keras`. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { formatNumber, isNumberFormat } from '../../core/python-number';
import type { Logs } from './callback';

/** A text, or a value with its format. */
export type TemplatePart = string | { readonly name: string; readonly format: string };

/** Values that are integers in Keras. All metrics are floats. */
const INTEGERS = ['epoch', 'batch'];

/**
 * Splits a file name into texts and placeholders.
 *
 * @throws {PupilaError} 'invalid-argument' for a placeholder that Python refuses, or that Pupila does not know.
 */
export function parseTemplate(filepath: string): TemplatePart[] {
  const parts = filepath.match(/\{\{|\}\}|\{[^{}]*\}|[^{}]+|[{}]/g) ?? [];
  return parts.map((part) => {
    if (part === '{{' || part === '}}') return part.slice(1);
    const [, name, format = ''] = /^\{(\w+)(?::([^{}]*))?\}$/.exec(part) ?? [];
    if (name === undefined && !/[{}]/.test(part)) return part;
    if (name === undefined || !isNumberFormat(format, INTEGERS.includes(name)))
      throw invalidArgument(
        message`A placeholder in \`filepath\` must be a name and a number’s format in Python, such as {epoch:02d} or {val_loss:.3f}.`,
        { filepath, placeholder: part },
      );
    return { name, format };
  });
}

/**
 * Fills in the placeholders.
 *
 * @throws {PupilaError} 'invalid-argument' for a name without a value: Keras's `KeyError`.
 */
export function fillTemplate(parts: readonly TemplatePart[], values: Logs): string {
  const fill = (part: TemplatePart): string => {
    if (typeof part === 'string') return part;
    const { name, format } = part;
    const value = values[name];
    if (value !== undefined) return formatNumber(value, INTEGERS.includes(name), format);
    throw invalidArgument(
      message`The placeholders in \`filepath\` must be among ${Object.keys(values).join(', ')}.`,
      { placeholder: name },
    );
  };
  return parts.map(fill).join('');
}
